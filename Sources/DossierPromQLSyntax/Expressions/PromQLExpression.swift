/// A PromQL expression, as it was written.
package indirect enum PromQLExpression: Hashable, Sendable {
    case number(NumberLiteral)
    case string(StringLiteral)
    case vectorSelector(VectorSelector)
    case matrixSelector(MatrixSelector)
    case subquery(Subquery)
    case call(FunctionCall)
    case aggregate(Aggregation)
    case binary(BinaryOperation)
    case unary(UnaryOperation)
    case parentheses(Parenthesized)
}

extension PromQLExpression {
    /// How deep an expression may nest; the parser rejects what is deeper, so that recursion over
    /// an expression is safe.
    package static let nestingLimit = 500

    /// Where the expression stands in its text.
    package var range: SourceRange {
        switch self {
        case .number(let node): node.range
        case .string(let node): node.range
        case .vectorSelector(let node): node.range
        case .matrixSelector(let node): node.range
        case .subquery(let node): node.range
        case .call(let node): node.range
        case .aggregate(let node): node.range
        case .binary(let node): node.range
        case .unary(let node): node.range
        case .parentheses(let node): node.range
        }
    }

    /// What evaluation yields.
    package var type: ValueType {
        switch self {
        case .number: .scalar
        case .string: .string
        case .vectorSelector, .aggregate: .vector
        case .matrixSelector, .subquery: .matrix
        case .call(let call): call.function.signature.returnType
        case .binary(let operation):
            operation.lhs.type == .scalar && operation.rhs.type == .scalar ? .scalar : .vector
        case .unary(let operation): operation.operand.type
        case .parentheses(let node): node.inner.type
        }
    }

    /// The expression inside all parentheses around it.
    package var withoutParentheses: PromQLExpression {
        var expression = self
        while case .parentheses(let node) = expression {
            expression = node.inner
        }
        return expression
    }

    /// The direct parts that are expressions, in the order in which they stand.
    package var children: [PromQLExpression] {
        switch self {
        case .number, .string, .vectorSelector: []
        case .matrixSelector(let node): [.vectorSelector(node.selector)]
        case .subquery(let node): [node.inner]
        case .call(let node): node.arguments
        case .aggregate(let node): (node.parameter.map { [$0] } ?? []) + [node.inner]
        case .binary(let node): [node.lhs, node.rhs]
        case .unary(let node): [node.operand]
        case .parentheses(let node): [node.inner]
        }
    }
}
