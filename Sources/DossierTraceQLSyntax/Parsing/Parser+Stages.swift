/// The stages of a pipeline.
extension Parser {
    /// Reads what may open a query or stand in parentheses.
    mutating func parseFirstStage() throws(TraceQLSyntaxError) -> Part {
        switch try peekKeyword() {
        case .by, .select:
            let start = try peek().range.lowerBound
            let (stage, height) = try parseNamedStage()
            return Part(
                kind: .pipeline(SpanPipeline(stages: [stage])),
                height: height,
                range: start..<lastEnd
            )
        default: return try parseOperations()
        }
    }

    /// Reads the stages behind the first.
    mutating func parseStages(
        behind pipeline: SpanPipeline,
        _ first: Part
    ) throws(TraceQLSyntaxError) -> Part {
        var pipeline = pipeline
        var height = first.height
        let start = first.range.lowerBound
        while try advance(over: .pipe) {
            let keyword = try peekKeyword()
            if let keyword, keyword.isMetricsFunction {
                var query = MetricsQuery(pipeline: pipeline, function: .rate)
                query = try parseFunction(keyword, of: query, &height)
                return Part(
                    kind: .metrics(.query(query), isOperand: false),
                    height: height,
                    range: start..<lastEnd
                )
            }
            let (next, nextHeight) = try parseNextStage(keyword)
            height = max(height, nextHeight)
            switch next {
            case .stage(let stage): pipeline.stages.append(stage)
            case .aggregate(let aggregate):
                return Part(
                    kind: .scalarPipelines(.pipeline(pipeline, aggregate)),
                    height: try self.height(above: height, at: start..<lastEnd),
                    range: start..<lastEnd
                )
            }
        }
        return Part(kind: .pipeline(pipeline), height: height, range: start..<lastEnd)
    }

    private enum NextStage {
        case stage(PipelineStage)
        /// The end of a pipeline in parentheses.
        case aggregate(SpanAggregate)
    }

    private mutating func parseNextStage(
        _ keyword: Keyword?
    ) throws(TraceQLSyntaxError) -> (NextStage, height: Int) {
        switch keyword {
        case .by, .select, .coalesce:
            let (stage, height) = try parseNamedStage()
            return (.stage(stage), height)
        case .topk, .bottomk:
            throw try unexpected(
                expected: "a stage",
                advice: "topk and bottomk follow a metrics function: { } | rate() | topk(5)"
            )
        default: break
        }
        let part = try parseOperations()
        switch part.kind {
        case .spansets(let expression, _): return (.stage(.spansets(expression)), part.height)
        case .pipeline(let single):
            // A comparison of an aggregate, without parentheses around it.
            guard let stage = single.stages.first else { break }
            return (.stage(stage), part.height)
        case .scalar(.aggregate(let aggregate)):
            guard try peeks(.rightParenthesis) else { break }
            return (.aggregate(aggregate), part.height)
        default: break
        }
        if case .scalar = part.kind {
            throw try unexpected(
                expected: "a comparison",
                advice: "an aggregate is compared with a number: count() > 1"
            )
        }
        throw error(
            "\(part.description) can't be a stage of a pipeline",
            advice: "leave out the parentheses: { … } | { … }",
            at: part.range
        )
    }

    /// Reads `by(…)`, `select(…)` or `coalesce()`.
    private mutating func parseNamedStage() throws(TraceQLSyntaxError) -> (
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
                        + "\(operand.expression) is a \(operand.type)",
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
        report(rule(about: aggregate, of: operand), at: start..<lastEnd)
        return (aggregate, try height(above: operand.height, at: start..<lastEnd))
    }

    private func rule(about aggregate: SpanAggregate, of operand: FieldOperand) -> RuleViolation? {
        if !operand.type.isNumber, operand.type != .attribute {
            return RuleViolation(
                message: "\(aggregate) is over a \(operand.type), not a number",
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
