/// A value of one span: what stands in a filter, in `by(…)` and in aggregates.
///
/// Operations on constants alone are folded, except those that fail when they are evaluated, as
/// division by zero does.
package indirect enum FieldExpression: Hashable, Sendable {
    case literal(TraceQLLiteral)
    case field(Field)
    /// `-x`
    case negative(FieldExpression)
    /// `!x`
    case not(FieldExpression)
    /// `x != nil`
    case exists(FieldExpression)
    /// `x = nil`
    case absent(FieldExpression)
    case binary(FieldOperator, FieldExpression, FieldExpression)
}

extension FieldExpression {
    /// The operands, from left to right.
    package var children: [FieldExpression] {
        switch self {
        case .literal, .field: []
        case .negative(let operand), .not(let operand), .exists(let operand),
            .absent(let operand):
            [operand]
        case .binary(_, let left, let right): [left, right]
        }
    }

    /// Whether a field stands anywhere in the expression.
    package var mentionsField: Bool {
        if case .field = self { return true }
        return children.contains(where: \.mentionsField)
    }

    /// All fields of the expression from left to right; one that stands twice is there twice.
    package var fields: [Field] {
        if case .field(let field) = self { return [field] }
        return children.flatMap(\.fields)
    }
}

/// An operator between two values.
package enum FieldOperator: String, Hashable, Sendable, CaseIterable {
    case and = "&&"
    case or = "||"
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    /// The right side is a string literal that is a regular expression; it must match the whole.
    case matches = "=~"
    /// As `matches`.
    case matchesNot = "!~"
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case power = "^"
}

extension FieldOperator {
    /// Whether the result is a boolean.
    package var isBoolean: Bool {
        switch self {
        case .add, .subtract, .multiply, .divide, .remainder, .power: false
        default: true
        }
    }
}
