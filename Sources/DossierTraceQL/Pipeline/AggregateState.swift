internal import DossierTraceQLSyntax

/// An aggregate under way: a value of the spans that were added.
///
/// Values have the type of the first one. Others are not added to a sum, but count for an average;
/// smallest and largest are by type first.
struct AggregateState {
    private let function: SpanAggregate.Function
    private var state = TraceQLValue.none
    private var count = 0

    init(_ function: SpanAggregate.Function) { self.function = function }

    mutating func add(_ value: TraceQLValue) {
        guard !value.isNone else { return }
        count += 1
        guard !state.isNone else {
            state = value
            return
        }
        switch function {
        case .min: if TypedOrder.isBefore(value, state) { state = value }
        case .max: if TypedOrder.isBefore(state, value) { state = value }
        case .sum, .avg: state = Self.sum(state, value)
        }
    }

    /// None if nothing was added.
    var value: TraceQLValue {
        guard function == .avg else { return state }
        switch state {
        case .integer(let sum): return .double(Double(sum) / Double(count))
        case .double(let sum): return .double(sum / Double(count))
        case .duration(let sum): return .duration(sum / Int64(count))
        default: return .none
        }
    }

    private static func sum(_ sum: TraceQLValue, _ value: TraceQLValue) -> TraceQLValue {
        switch (sum, value) {
        case (.integer(let sum), .integer(let value)): .integer(sum &+ value)
        case (.double(let sum), .double(let value)): .double(sum + value)
        case (.duration(let sum), .duration(let value)): .duration(sum &+ value)
        default: sum
        }
    }
}

/// The order of values of any types: numbers by their size, others by their type first.
enum TypedOrder {
    static func isBefore(_ left: TraceQLValue, _ right: TraceQLValue) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)), (.duration(let left), .duration(let right)):
            return left < right
        case (.string(let left), .string(let right)):
            return left.lexicographicallyPrecedes(right)
        case (.boolean(let left), .boolean(let right)): return !left && right
        case (.status(let left), .status(let right)): return left.rawValue < right.rawValue
        case (.kind(let left), .kind(let right)): return left.rawValue < right.rawValue
        case (.integers(let left), .integers(let right)):
            return left.lexicographicallyPrecedes(right)
        case (.doubles(let left), .doubles(let right)):
            return left.lexicographicallyPrecedes(right)
        case (.strings(let left), .strings(let right)):
            return left.lexicographicallyPrecedes(right) { $0.lexicographicallyPrecedes($1) }
        case (.booleans(let left), .booleans(let right)):
            return left.lexicographicallyPrecedes(right) { !$0 && $1 }
        default:
            if let left = left.number, let right = right.number { return left < right }
            return rank(left) < rank(right)
        }
    }

    private static func rank(_ value: TraceQLValue) -> Int {
        switch value {
        case .none: 0
        case .integer: 1
        case .double: 2
        case .string: 3
        case .boolean: 4
        case .integers: 5
        case .doubles: 6
        case .strings: 7
        case .booleans: 8
        case .duration: 9
        case .status: 10
        case .kind: 11
        }
    }
}
