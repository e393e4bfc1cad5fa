import DossierPromQLSyntax

/// An expression and a time at which it must answer as the original does at its own.
struct TestVariant {
    var expression: PromQLExpression
    var text: String
    var milliseconds: Int64

    /// Whether the expression asks for the bounds of the query, so that it answers something else
    /// as part of a range.
    var hasQueryBounds: Bool {
        ["start()", "end()", "range()", "step()"].contains { text.contains($0) }
    }
}

extension TestEvaluation {
    /// Whether the expression can be asked as a part of a range, too.
    var mayRunAsRange: Bool {
        string == nil && rangeVector == nil && !expectations.contains { $0.kind == .ordered }
    }

    /// The original, and the expression fixed to its time by `@` at several times, unless it
    /// depends on the time otherwise.
    func variants(at time: Int64) throws -> [TestVariant] {
        let original = TestVariant(expression: expression, text: text, milliseconds: time)
        guard !expression.dependsOnEvaluationTime else { return [original] }
        let text = expression.fixed(at: time).description
        let fixed = try PromQLExpression(parsing: text, features: .experimental.union(.extensions))
        let times = time == 0 ? [-1000, 0, 1000] : [-10 * time, 0, time / 5, time, 10 * time]
        return [original]
            + times.map { TestVariant(expression: fixed, text: text, milliseconds: $0) }
    }
}

extension PromQLExpression {
    /// Whether some function answers by the time of evaluation, even where all selectors are fixed.
    fileprivate var dependsOnEvaluationTime: Bool {
        if case .call(let call) = self, call.function.dependsOnEvaluationTime {
            return true
        }
        return children.contains(where: \.dependsOnEvaluationTime)
    }

    /// With `@` at all selectors and outermost subqueries that have no timestamp.
    fileprivate func fixed(at time: Int64) -> PromQLExpression {
        switch self {
        case .number, .string: return self
        case .vectorSelector(var node):
            node.fix(at: time)
            return .vectorSelector(node)
        case .matrixSelector(var node):
            node.selector.fix(at: time)
            return .matrixSelector(node)
        case .subquery(var node):
            if case .timestamp = node.at {
                return self
            }
            node.at = .timestamp(time)
            return .subquery(node)
        case .call(var node):
            node.arguments = node.arguments.enumerated().map { index, argument in
                node.function == .info && index == 1 ? argument : argument.fixed(at: time)
            }
            return .call(node)
        case .aggregate(var node):
            node.parameter = node.parameter?.fixed(at: time)
            node.inner = node.inner.fixed(at: time)
            return .aggregate(node)
        case .binary(var node):
            node.lhs = node.lhs.fixed(at: time)
            node.rhs = node.rhs.fixed(at: time)
            return .binary(node)
        case .unary(var node):
            node.operand = node.operand.fixed(at: time)
            return .unary(node)
        case .parentheses(var node):
            node.inner = node.inner.fixed(at: time)
            return .parentheses(node)
        }
    }
}

extension VectorSelector {
    fileprivate mutating func fix(at time: Int64) {
        if case .timestamp = at {
            return
        }
        at = .timestamp(time)
    }
}

extension PromQLFunction {
    fileprivate var dependsOnEvaluationTime: Bool {
        switch self {
        case .daysInMonth, .dayOfMonth, .dayOfWeek, .dayOfYear, .hour, .minute, .month, .year,
            .end, .start, .range, .step, .predictLinear, .time, .timestamp:
            true
        default: false
        }
    }
}
