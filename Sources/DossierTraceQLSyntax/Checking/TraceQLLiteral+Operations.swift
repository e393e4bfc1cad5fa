import DossierRegularExpressions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Operations between values of which none is nil, with the rules of evaluation.
extension TraceQLLiteral {
    /// The result of an operation; nil where it has none: types that don't fit, a regular
    /// expression that is none, an integer divided by zero.
    package static func result(of op: FieldOperator, _ left: Self, _ right: Self) -> Self? {
        switch op {
        case .and, .or:
            guard case .boolean(let left) = left, case .boolean(let right) = right else {
                return nil
            }
            return .boolean(op == .and ? left && right : left || right)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            return comparison(op, left, right).map(Self.boolean)
        case .matches, .matchesNot:
            guard case .string(let text) = left, case .string(let pattern) = right,
                let expression = try? RegularExpression(anchoring: pattern)
            else { return nil }
            return .boolean(expression.matches(text) == (op == .matches))
        case .add, .subtract, .multiply, .divide, .remainder, .power:
            return arithmetic(op, left, right)
        }
    }

    /// `-x`; nil for what is not a number.
    package var negated: Self? {
        switch self {
        case .integer(let value): .integer(0 &- value)
        case .double(let value): .double(-value)
        case .duration(let value): .duration(0 &- value)
        default: nil
        }
    }

    // MARK: - Comparisons

    /// A boolean; nil for types that are not compared so.
    private static func comparison(_ op: FieldOperator, _ left: Self, _ right: Self) -> Bool? {
        switch (left, right) {
        case (.integer(let left), .integer(let right)),
            (.integer(let left), .duration(let right)),
            (.duration(let left), .integer(let right)),
            (.duration(let left), .duration(let right)):
            return compare(op, left, right)
        case (.string(let left), .string(let right)): return compare(op, left, right)
        case (.boolean(let left), .boolean(let right)): return equality(op, left == right)
        case (.status(let left), .status(let right)): return equality(op, left == right)
        case (.kind(let left), .kind(let right)): return equality(op, left == right)
        default:
            guard let left = left.number, let right = right.number else { return nil }
            return compare(op, left, right)
        }
    }

    private static func equality(_ op: FieldOperator, _ areEqual: Bool) -> Bool? {
        switch op {
        case .equal: areEqual
        case .notEqual: !areEqual
        default: nil
        }
    }

    private static func compare<Value: Comparable>(
        _ op: FieldOperator,
        _ left: Value,
        _ right: Value
    ) -> Bool? {
        switch op {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        default: equality(op, left == right)
        }
    }

    private static func compare(
        _ op: FieldOperator,
        _ left: [UInt8],
        _ right: [UInt8]
    ) -> Bool? {
        switch op {
        case .less: left.lexicographicallyPrecedes(right)
        case .lessOrEqual: !right.lexicographicallyPrecedes(left)
        case .greater: right.lexicographicallyPrecedes(left)
        case .greaterOrEqual: !left.lexicographicallyPrecedes(right)
        default: equality(op, left == right)
        }
    }

    // MARK: - Arithmetic

    private static func arithmetic(_ op: FieldOperator, _ left: Self, _ right: Self) -> Self? {
        if case .integer(let left) = left, case .integer(let right) = right {
            return integer(op, left, right)
        }
        guard let left = left.number, let right = right.number else { return nil }
        switch op {
        case .add: return .double(left + right)
        case .subtract: return .double(left - right)
        case .multiply: return .double(left * right)
        case .divide: return .double(left / right)
        case .remainder: return .double(fmod(left, right))
        case .power: return .double(pow(left, right))
        default: return nil
        }
    }

    /// Integers stay integers, wrapping around as Go's do; a power that is none is a double.
    private static func integer(_ op: FieldOperator, _ left: Int64, _ right: Int64) -> Self? {
        switch op {
        case .add: .integer(left &+ right)
        case .subtract: .integer(left &- right)
        case .multiply: .integer(left &* right)
        case .divide:
            right == 0 ? nil : .integer(left.dividedReportingOverflow(by: right).partialValue)
        case .remainder:
            right == 0
                ? nil : .integer(right == -1 ? 0 : left % right)
        case .power:
            integerPower(left, right).map(Self.integer)
                ?? .double(pow(Double(left), Double(right)))
        default: nil
        }
    }

    /// A power by squaring; nil if it is not an integer of 64 bits.
    private static func integerPower(_ base: Int64, _ exponent: Int64) -> Int64? {
        guard exponent >= 0 else { return nil }
        var (result, square, rest) = (Int64(1), base, exponent)
        while true {
            if rest & 1 == 1 {
                let (product, overflow) = result.multipliedReportingOverflow(by: square)
                guard !overflow else { return nil }
                result = product
            }
            rest >>= 1
            guard rest > 0 else { return result }
            let (product, overflow) = square.multipliedReportingOverflow(by: square)
            guard !overflow else { return nil }
            square = product
        }
    }
}
