/// Checks the types of an expression's parts, and settles what depends on them: matching exists
/// between vectors only.
///
/// Recursion is bounded, as the parser bounds the depth of expressions.
struct TypeCheck {
    struct Checked {
        var expression: PromQLExpression
        var type: ValueType
    }

    let text: [UInt8]

    mutating func check(
        _ expression: PromQLExpression,
        allowsEmptyMatchers: Bool = false
    ) throws(PromQLSyntaxError) -> Checked {
        switch expression {
        case .number: return Checked(expression: expression, type: .scalar)
        case .string: return Checked(expression: expression, type: .string)
        case .vectorSelector(let selector):
            try check(selector, allowsEmptyMatchers: allowsEmptyMatchers)
            return Checked(expression: expression, type: .vector)
        case .matrixSelector(let node):
            try check(node.selector, allowsEmptyMatchers: false)
            return Checked(expression: expression, type: .matrix)
        case .parentheses(var node):
            let inner = try check(node.inner)
            node.inner = inner.expression
            return Checked(expression: .parentheses(node), type: inner.type)
        case .subquery(var node):
            let inner = try check(node.inner)
            guard inner.type == .vector else {
                throw error(
                    "subquery is only allowed on instant vector, "
                        + "got \(inner.type.rawValue) instead",
                    at: node.range
                )
            }
            node.inner = inner.expression
            return Checked(expression: .subquery(node), type: .matrix)
        case .unary(var node):
            let operand = try check(node.operand)
            guard operand.type == .scalar || operand.type == .vector else {
                throw error(
                    "unary expression only allowed on expressions of type scalar or instant "
                        + "vector, got \"\(operand.type.documentedName)\"",
                    at: node.range
                )
            }
            node.operand = operand.expression
            return Checked(expression: .unary(node), type: operand.type)
        case .aggregate(let node): return try check(node)
        case .call(let node): return try check(node)
        case .binary(let node): return try check(node)
        }
    }

    private func error(_ message: String, at range: SourceRange) -> PromQLSyntaxError {
        PromQLSyntaxError(message, at: range, in: text)
    }

    private mutating func expect(
        _ type: ValueType,
        of expression: PromQLExpression,
        in context: String,
        allowsEmptyMatchers: Bool = false
    ) throws(PromQLSyntaxError) -> PromQLExpression {
        let checked = try check(expression, allowsEmptyMatchers: allowsEmptyMatchers)
        guard checked.type == type else {
            throw error(
                "expected type \(type.documentedName) in \(context), "
                    + "got \(checked.type.documentedName)",
                at: expression.range
            )
        }
        return checked.expression
    }

    private func check(
        _ selector: VectorSelector,
        allowsEmptyMatchers: Bool
    ) throws(PromQLSyntaxError) {
        guard selector.name.isEmpty else {
            let second = selector.matchers.dropLast().first { $0.name == LabelSyntax.metric }
            if let second {
                throw error(
                    "metric name must not be set twice: "
                        + "\(selector.name.quoted) or \(second.value.quoted)",
                    at: selector.range
                )
            }
            return
        }
        let names = selector.matchers.filter { $0.name == LabelSyntax.metric && $0.kind == .equal }
        guard names.count < 2 else {
            throw error(
                "metric name must not be set twice: "
                    + "\(names[0].value.quoted) or \(names[1].value.quoted)",
                at: selector.range
            )
        }
        guard allowsEmptyMatchers || selector.matchers.contains(where: { !$0.matchesEmpty }) else {
            throw error(
                "vector selector must contain at least one non-empty matcher",
                at: selector.range
            )
        }
    }

    private mutating func check(_ node: Aggregation) throws(PromQLSyntaxError) -> Checked {
        var node = node
        node.inner = try expect(.vector, of: node.inner, in: "aggregation expression")
        if let type = node.op.parameterType, let parameter = node.parameter {
            node.parameter = try expect(type, of: parameter, in: "aggregation parameter")
        }
        return Checked(expression: .aggregate(node), type: .vector)
    }

    private mutating func check(_ node: FunctionCall) throws(PromQLSyntaxError) -> Checked {
        var node = node
        let name = node.function.rawValue
        let signature = node.function.signature
        let count = node.arguments.count
        let full = signature.argumentTypes.count
        func wrongCount(_ expected: String) -> PromQLSyntaxError {
            error(
                "expected \(expected) argument(s) in call to \"\(name)\", got \(count)",
                at: node.range
            )
        }
        switch signature.arity {
        case .exact where count != full: throw wrongCount("\(full)")
        case .optional, .unbounded:
            guard count >= full - 1 else { throw wrongCount("at least \(full - 1)") }
            if case .optional(let more) = signature.arity, count > full - 1 + more {
                throw wrongCount("at most \(full - 1 + more)")
            }
        default: break
        }
        let context = "call to function \"\(name)\""
        if node.function == .info, count > 1 {
            guard case .vectorSelector(let selector) = node.arguments[1], selector.name.isEmpty
            else {
                throw error(
                    "expected label selectors only, got vector selector instead",
                    at: node.arguments[1].range
                )
            }
        }
        for (index, argument) in node.arguments.enumerated() {
            guard
                let type = signature.argumentTypes.dropFirst(index).first
                    ?? signature.argumentTypes.last
            else { continue }
            node.arguments[index] = try expect(
                type,
                of: argument,
                in: context,
                allowsEmptyMatchers: node.function == .info && index == 1
            )
        }
        return Checked(expression: .call(node), type: signature.returnType)
    }
}
