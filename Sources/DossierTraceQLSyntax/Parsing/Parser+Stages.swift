/// The stages of a pipeline that have names, filters and aggregates.
extension Parser {
    /// Reads `by(…)`, `select(…)` or `coalesce()`.
    mutating func parseNamedStage() throws(TraceQLSyntaxError) -> (
        stage: PipelineStage, height: Int
    ) {
        let keyword = try peekKeyword()
        let start = try advance().range.lowerBound
        try expect(.leftParenthesis)
        switch keyword {
        case .select: return (.select(try parseFields()), 1)
        case .coalesce:
            try expect(.rightParenthesis)
            return (.coalesce, 1)
        default: break
        }
        let operand = try parseFieldExpression()
        try expect(.rightParenthesis, orSay: "an operator or `)`")
        if !operand.expression.mentionsField {
            report(
                RuleViolation(
                    message: "by(\(operand.expression)) puts all spans into one group",
                    advice: "group by an attribute or an intrinsic"
                ),
                at: start..<lastEnd
            )
        }
        return (.group(operand.expression), operand.height + 1)
    }

    /// Reads `{ … }`.
    mutating func parseFilter() throws(TraceQLSyntaxError) -> (
        expression: FieldExpression, height: Int
    ) {
        try expect(.leftBrace)
        if try advance(over: .rightBrace) { return (.literal(.boolean(true)), 1) }
        let operand = try parseFieldExpression()
        try expect(.rightBrace, orSay: "an operator or `}`")
        if operand.type != .boolean, operand.type != .attribute {
            report(
                RuleViolation(
                    message: "a filter is true or false, and "
                        + "\(operand.expression) is \(operand.type.phrase)",
                    advice: "compare it with something"
                ),
                at: operand.range
            )
        }
        return (operand.expression, operand.height)
    }

    /// Reads an aggregate, if one is next.
    mutating func parseAggregateIfNext() throws(TraceQLSyntaxError) -> (
        aggregate: SpanAggregate, height: Int
    )? {
        guard let keyword = try peekKeyword() else { return nil }
        let start = try peek().range.lowerBound
        guard keyword != .count else {
            try advance()
            try expect(.leftParenthesis)
            try expect(.rightParenthesis, orSay: "`)`, as count() counts spans")
            return (.count, 1)
        }
        guard let function = SpanAggregate.Function(rawValue: keyword.rawValue) else { return nil }
        try advance()
        try expect(.leftParenthesis)
        let operand = try parseFieldExpression()
        try expect(.rightParenthesis, orSay: "an operator or `)`")
        let aggregate = SpanAggregate.over(function, operand.expression)
        report(Self.rule(about: aggregate, of: operand), at: start..<lastEnd)
        return (aggregate, try height(above: operand.height, at: start..<lastEnd))
    }

    private static func rule(about aggregate: SpanAggregate, of operand: FieldOperand)
        -> RuleViolation?
    {
        if !operand.type.isNumber, operand.type != .attribute {
            return RuleViolation(
                message: "\(aggregate) is over \(operand.type.phrase), not a number",
                advice: "give it a number, such as duration"
            )
        }
        guard !operand.expression.mentionsField else { return nil }
        return RuleViolation(
            message: "\(aggregate) is the same for all spans",
            advice: "give it an attribute or an intrinsic"
        )
    }
}
