import DossierTraceQLSyntax

enum OracleAggregate {
    /// Nil without values, or where they have no average.
    static func value(_ function: SpanAggregate.Function, _ values: [OracleValue]) -> OracleValue? {
        guard let first = values.first else { return nil }
        switch function {
        case .min: return values.dropFirst().reduce(first) { isBefore($1, $0) ? $1 : $0 }
        case .max: return values.dropFirst().reduce(first) { isBefore($0, $1) ? $1 : $0 }
        case .sum, .avg:
            let count = Double(values.count)
            switch first {
            case .integer:
                let sum = values.reduce(Int64(0)) {
                    if case .integer(let n) = $1 { $0 &+ n } else { $0 }
                }
                return function == .sum ? .integer(sum) : .double(Double(sum) / count)
            case .double:
                let sum = values.reduce(0.0) { if case .double(let n) = $1 { $0 + n } else { $0 } }
                return .double(function == .sum ? sum : sum / count)
            case .duration:
                let sum = values.reduce(Int64(0)) {
                    if case .duration(let n) = $1 { $0 &+ n } else { $0 }
                }
                return .duration(function == .sum ? sum : sum / Int64(values.count))
            default: return function == .sum ? first : nil
            }
        }
    }

    private static func isBefore(_ a: OracleValue, _ b: OracleValue) -> Bool {
        if let x = OracleOperators.number(a), let y = OracleOperators.number(b) {
            if case .integer(let i) = a, case .integer(let j) = b { return i < j }
            return x < y
        }
        let (left, right) = (rank(a), rank(b))
        if left != right { return left < right }
        switch (a, b) {
        case (.string(let x), .string(let y)):
            return Array(x.utf8).lexicographicallyPrecedes(Array(y.utf8))
        case (.boolean(let x), .boolean(let y)): return !x && y
        case (.status(let x), .status(let y)):
            let order = ["error", "ok", "unset"]
            return order.firstIndex(of: x) ?? 0 < order.firstIndex(of: y) ?? 0
        case (.kind(let x), .kind(let y)):
            return OracleOperators.kinds.firstIndex(of: x) ?? 0
                < OracleOperators.kinds.firstIndex(of: y) ?? 0
        case (.array(let x), .array(let y)):
            for (p, q) in zip(x, y) where p != q { return isBefore(p, q) }
            return x.count < y.count
        default: return false
        }
    }

    private static func rank(_ value: OracleValue) -> Int {
        switch value {
        case .none, .other: 0
        case .integer: 1
        case .double: 2
        case .string: 3
        case .boolean: 4
        case .array(let values):
            switch values.first {
            case .integer: 5
            case .double: 6
            case .string: 7
            default: 8
            }
        case .duration: 9
        case .status: 10
        case .kind: 11
        }
    }
}
