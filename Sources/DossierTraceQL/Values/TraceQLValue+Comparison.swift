internal import DossierQuery
internal import DossierTraceQLSyntax

extension TraceQLValue {
    /// Whether a comparison holds; false for absent values and for types that don't compare.
    ///
    /// Of an array some element has to compare so; with `notEqual`, every element. Throws for two
    /// arrays.
    func compares(
        _ comparison: ValueComparison,
        with other: TraceQLValue
    ) throws(TraceQLEvaluationError) -> Bool {
        switch (elements, other.elements) {
        case (nil, nil): return comparesAsScalar(comparison, with: other)
        case (let elements?, nil):
            return Self.holds(comparison, elements) { $0.comparesAsScalar(comparison, with: other) }
        case (nil, let elements?):
            return Self.holds(comparison, elements) { comparesAsScalar(comparison, with: $0) }
        case (_?, _?): throw .arrayOperands
        }
    }

    private static func holds(
        _ comparison: ValueComparison,
        _ elements: [TraceQLValue],
        _ compare: (TraceQLValue) -> Bool
    ) -> Bool {
        comparison == .notEqual ? elements.allSatisfy(compare) : elements.contains(where: compare)
    }

    private func comparesAsScalar(
        _ comparison: ValueComparison,
        with other: TraceQLValue
    ) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)), (.duration(let left), .duration(let right)):
            return comparison.holds(left, right)
        case (.string(let left), .string(let right)):
            return Self.compare(comparison, left, right)
        case (.boolean(let left), .boolean(let right)):
            return Self.equals(comparison, left == right)
        case (.status(let left), .status(let right)):
            return Self.equals(comparison, left == right)
        case (.kind(let left), .kind(let right)):
            return Self.equals(comparison, left == right)
        case (.status(let status), .integer(let number)),
            (.integer(let number), .status(let status)):
            return Self.equals(comparison, status.rawValue == number)
        default:
            guard let left = number, let right = other.number else { return false }
            return comparison.holds(left, right)
        }
    }

    /// A comparison of values that have no order.
    private static func equals(_ comparison: ValueComparison, _ isEqual: Bool) -> Bool {
        switch comparison {
        case .equal: isEqual
        case .notEqual: !isEqual
        default: false
        }
    }

    private static func compare(
        _ comparison: ValueComparison,
        _ left: ArraySlice<UInt8>,
        _ right: ArraySlice<UInt8>
    ) -> Bool {
        switch comparison {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left.lexicographicallyPrecedes(right)
        case .lessOrEqual: !right.lexicographicallyPrecedes(left)
        case .greater: right.lexicographicallyPrecedes(left)
        case .greaterOrEqual: !left.lexicographicallyPrecedes(right)
        }
    }
}

extension ValueComparison {
    /// The comparison of an operator; nil for another operator.
    init?(_ op: FieldOperator) {
        switch op {
        case .equal: self = .equal
        case .notEqual: self = .notEqual
        case .less: self = .less
        case .lessOrEqual: self = .lessOrEqual
        case .greater: self = .greater
        case .greaterOrEqual: self = .greaterOrEqual
        default: return nil
        }
    }

    init(_ op: ComparisonOperator) {
        self =
            switch op {
            case .equal: .equal
            case .notEqual: .notEqual
            case .less: .less
            case .lessOrEqual: .lessOrEqual
            case .greater: .greater
            case .greaterOrEqual: .greaterOrEqual
            }
    }
}
