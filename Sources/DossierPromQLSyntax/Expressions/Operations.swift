/// A sign before an expression.
package struct UnaryOperation: Hashable, Sendable {
    package enum Operator: String, Hashable, Sendable {
        case plus = "+"
        case minus = "-"
    }

    package var op: Operator
    package var operand: PromQLExpression
    package var range: SourceRange

    package init(op: Operator, operand: PromQLExpression, range: SourceRange) {
        self.op = op
        self.operand = operand
        self.range = range
    }
}

/// An expression in parentheses.
package struct Parenthesized: Hashable, Sendable {
    package var inner: PromQLExpression
    package var range: SourceRange

    package init(inner: PromQLExpression, range: SourceRange) {
        self.inner = inner
        self.range = range
    }
}

/// An operator between two expressions.
package struct BinaryOperation: Hashable, Sendable {
    package var op: BinaryOperator
    package var lhs: PromQLExpression
    package var rhs: PromQLExpression
    /// Whether a comparison yields 0 or 1 (`bool`).
    package var returnsBool: Bool
    /// How series meet; nil unless both sides are vectors.
    package var matching: VectorMatching?
    package var range: SourceRange

    package init(
        op: BinaryOperator,
        lhs: PromQLExpression,
        rhs: PromQLExpression,
        returnsBool: Bool = false,
        matching: VectorMatching? = nil,
        range: SourceRange
    ) {
        self.op = op
        self.lhs = lhs
        self.rhs = rhs
        self.returnsBool = returnsBool
        self.matching = matching
        self.range = range
    }
}
