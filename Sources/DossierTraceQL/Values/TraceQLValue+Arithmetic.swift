internal import DossierTraceQLSyntax
import Glibc

extension TraceQLValue {
    /// The result of an operation; none where a side is not a number.
    ///
    /// Integers give integers, but for powers; everything else gives a double. Throws for arrays, and
    /// for an integer that is divided by zero.
    func applying(
        _ op: FieldOperator,
        _ other: TraceQLValue
    ) throws(TraceQLEvaluationError) -> TraceQLValue {
        if elements != nil || other.elements != nil { throw .arrayOperands }
        if case .integer(let left) = self, case .integer(let right) = other, op != .power {
            return .integer(try Self.integers(left, op, right))
        }
        guard let left = number, let right = other.number else { return .none }
        switch op {
        case .add: return .double(left + right)
        case .subtract: return .double(left - right)
        case .multiply: return .double(left * right)
        case .divide: return .double(left / right)
        case .remainder: return .double(fmod(left, right))
        case .power: return .double(pow(left, right))
        default: return .none
        }
    }

    /// Wraps around, as in Go.
    private static func integers(
        _ left: Int64,
        _ op: FieldOperator,
        _ right: Int64
    ) throws(TraceQLEvaluationError) -> Int64 {
        switch op {
        case .add: return left &+ right
        case .subtract: return left &- right
        case .multiply: return left &* right
        case .divide, .remainder:
            if right == 0 { throw .divisionByZero }
            // The one quotient that does not fit.
            if right == -1 { return op == .divide ? 0 &- left : 0 }
            return op == .divide ? left / right : left % right
        default: return 0
        }
    }

    /// The negative of a number; throws for any other value.
    func negated() throws(TraceQLEvaluationError) -> TraceQLValue {
        switch self {
        case .integer(let value): return .integer(0 &- value)
        case .duration(let value): return .duration(0 &- value)
        case .double(let value): return .double(-value)
        default: throw .operandType
        }
    }
}

/// Why an expression has no value for a span.
///
/// A search leaves such spans out; an evaluation that is told to be strict gives up.
package enum TraceQLEvaluationError: Error, Hashable, Sendable {
    /// Arithmetic on an array, or a comparison of two arrays.
    case arrayOperands
    /// Integers alone.
    case divisionByZero
    /// `-x` or `!x` of a value of another type, or of none.
    case operandType
}

extension TraceQLEvaluationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .arrayOperands: "an array can only be compared with a single value"
        case .divisionByZero: "an integer is divided by zero"
        case .operandType: "- needs a number and ! a boolean"
        }
    }
}
