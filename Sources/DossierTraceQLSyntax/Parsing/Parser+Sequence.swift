/// Operands, operators, stages and the parentheses around them.
extension Parser {
    /// What may stand in a sequence.
    enum SequenceContent {
        case anything
        /// Numbers with arithmetic.
        case numbers
    }

    struct PendingOperation {
        var symbol: Symbol
        var level: Int
        var range: Range<Int>
        /// Whether it is a sign, which here binds tighter than all operators.
        var isSign = false
    }

    /// One level of parentheses.
    private struct Frame {
        /// Where the parenthesis opens, or the sequence starts.
        var start: Int
        /// Whether the whole is a side of an operator whose left side is a pipeline in parentheses.
        var isBehindPipelines = false
        /// The operands of the current stage.
        var operands: [Part] = []
        var pending: [PendingOperation] = []
        /// The stages before.
        var stages: [PipelineStage] = []
        var height = 0

        var isAtStartOfStage: Bool { operands.isEmpty && pending.isEmpty }

        /// The level inside a parenthesis.
        func inner(start: Int) -> Frame {
            var inner = Frame(start: start, isBehindPipelines: isBehindPipelines)
            if case .enclosedPipelines = operands.last?.kind { inner.isBehindPipelines = true }
            return inner
        }
    }

    /// Reads operands and operators, and the stages behind them.
    mutating func parseSequence(
        of content: SequenceContent = .anything
    ) throws(TraceQLSyntaxError) -> Part {
        var outer: [Frame] = []
        var frame = Frame(start: try peek().range.lowerBound)
        while true {
            let token = try peek()
            if try advance(over: .leftParenthesis) {
                guard outer.count < TraceQLQuery.nestingLimit else {
                    throw tooDeep(at: token.range)
                }
                outer.append(frame)
                frame = frame.inner(start: token.range.lowerBound)
                continue
            }
            if try advance(over: .minus) {
                frame.pending.append(
                    PendingOperation(symbol: .minus, level: 6, range: token.range, isSign: true)
                )
                continue
            }
            var stage: Part?
            if content == .anything { stage = try parseNamedStage(in: frame) }
            if stage == nil { try append(try parsePart(content), to: &frame) }
            // Closes as many parentheses as there are.
            while try !parseOperator(stage, content, &frame) {
                let part: Part
                if let stage { part = stage } else { part = try operationsResult(&frame) }
                if content == .anything, try parsePipe(behind: part, &frame) { break }
                let whole = try finish(frame, with: part, isEnclosed: !outer.isEmpty)
                guard let enclosing = outer.popLast() else { return whole }
                let enclosed = try enclose(whole, from: frame.start)
                frame = enclosing
                stage = nil
                try append(enclosed, to: &frame)
            }
        }
    }

    // MARK: - Operands

    /// Adds an operand, with the signs before it.
    private mutating func append(
        _ part: Part,
        to frame: inout Frame
    ) throws(TraceQLSyntaxError) {
        var part = part
        while let sign = frame.pending.last, sign.isSign {
            frame.pending.removeLast()
            part = try negative(part, from: sign.range.lowerBound)
        }
        // Behind a pipeline in parentheses, spansets in parentheses are such a pipeline, too.
        if case .enclosedPipelines = frame.operands.last?.kind,
            case .spansets(let expression, isEnclosed: true) = part.kind
        {
            part.kind = .enclosedPipelines(expression)
        }
        frame.operands.append(part)
    }

    private func negative(_ part: Part, from start: Int) throws(TraceQLSyntaxError) -> Part {
        let range = start..<part.range.upperBound
        guard let negated = part.constant?.negated else {
            throw error(
                "`-` before \(part.description), which is not a number",
                advice: "subtract it from a number",
                at: range
            )
        }
        return Part(kind: .scalar(.literal(negated)), height: 1, range: range)
    }

    private mutating func parsePart(
        _ content: SequenceContent
    ) throws(TraceQLSyntaxError) -> Part {
        let token = try peek()
        let start = token.range.lowerBound
        switch token.kind {
        case .integer, .double, .duration, .word("minInt"), .word("maxInt"):
            guard let literal = try parseLiteralIfNext() else { break }
            return Part(kind: .scalar(.literal(literal)), height: 1, range: token.range)
        default: break
        }
        guard content == .anything else { throw try unexpected(expected: "a number") }
        if token.kind == .symbol(.leftBrace) {
            let (expression, height) = try parseFilter()
            return Part(
                kind: .spansets(.filter(expression), isEnclosed: false),
                height: height,
                range: start..<lastEnd
            )
        }
        guard let (aggregate, height) = try parseAggregateIfNext() else {
            throw try unexpected(expected: "`{`, `(` or an aggregate")
        }
        return Part(
            kind: .scalar(.aggregate(aggregate)),
            height: height,
            range: start..<lastEnd
        )
    }

    // MARK: - Operators

    /// Reads an operator; false where the operands of the stage end.
    private mutating func parseOperator(
        _ stage: Part?,
        _ content: SequenceContent,
        _ frame: inout Frame
    ) throws(TraceQLSyntaxError) -> Bool {
        guard stage == nil, case .symbol(let symbol) = try peek().kind,
            let level = symbol.operationLevel, content == .anything || level > 2
        else { return false }
        while let top = frame.pending.last,
            top.level > level || top.level == level && top.symbol != .caret
        {
            try reduce(&frame)
        }
        // A comparison behind metrics is a stage of theirs.
        if case .metrics = frame.operands.last?.kind, level == 2 { return false }
        let range = try advance().range
        frame.pending.append(PendingOperation(symbol: symbol, level: level, range: range))
        return true
    }

    private mutating func operationsResult(
        _ frame: inout Frame
    ) throws(TraceQLSyntaxError) -> Part {
        while !frame.pending.isEmpty { try reduce(&frame) }
        guard let result = frame.operands.popLast() else {
            throw try unexpected(expected: "an expression")
        }
        return result
    }

    private mutating func reduce(_ frame: inout Frame) throws(TraceQLSyntaxError) {
        guard let operation = frame.pending.popLast(), let right = frame.operands.popLast(),
            var left = frame.operands.popLast()
        else { return }
        // There, spansets in parentheses are pipelines, if that is what they are combined with.
        if frame.isBehindPipelines, case .enclosedPipelines = right.kind,
            case .spansets(let expression, isEnclosed: true) = left.kind
        {
            left.kind = .enclosedPipelines(expression)
        }
        frame.operands.append(try combine(operation, left, right))
    }

    // MARK: - Stages

    /// Reads a stage that begins with its name, or a metrics function; nil if none is next.
    private mutating func parseNamedStage(
        in frame: Frame
    ) throws(TraceQLSyntaxError) -> Part? {
        guard frame.isAtStartOfStage, let keyword = try peekKeyword() else { return nil }
        let start = try peek().range.lowerBound
        let isFirst = frame.stages.isEmpty
        if !isFirst, keyword.isMetricsFunction {
            let (query, height) = try parseFunction(
                keyword,
                of: SpanPipeline(stages: frame.stages),
                frame.height
            )
            return Part(
                kind: .metrics(.query(query), isOperand: false),
                height: height,
                range: frame.start..<lastEnd
            )
        }
        switch keyword {
        case .coalesce where isFirst: return nil
        case .by, .select, .coalesce: break
        case .topk where !isFirst, .bottomk where !isFirst:
            throw try unexpected(
                expected: "a stage",
                advice: "topk and bottomk follow a metrics function: { } | rate() | topk(5)"
            )
        default: return nil
        }
        let (stage, height) = try parseNamedStage()
        return Part(
            kind: .pipeline(SpanPipeline(stages: [stage])),
            height: height,
            range: start..<lastEnd
        )
    }

    /// Steps over `|`, and keeps the stage before it; false if something else is next.
    private mutating func parsePipe(
        behind part: Part,
        _ frame: inout Frame
    ) throws(TraceQLSyntaxError) -> Bool {
        guard try peeks(.pipe) else { return false }
        switch part.kind {
        case .enclosedPipelines where frame.stages.isEmpty:
            throw try unexpected(
                expected: "the end of the query",
                advice: "put all stages into one pair of parentheses, or leave them out"
            )
        case .metrics, .scalarPipelines, .scalarPipelineFilter: return false
        default: break
        }
        frame.stages.append(try stage(of: part))
        frame.height = max(frame.height, part.height)
        try advance()
        return true
    }

    /// The part as a stage of a pipeline.
    private mutating func stage(of part: Part) throws(TraceQLSyntaxError) -> PipelineStage {
        switch part.kind {
        case .spansets(let expression, _): return .spansets(expression)
        case .pipeline(let pipeline):
            if let stage = pipeline.stages.first { return stage }
        case .scalar:
            throw try unexpected(
                expected: "a comparison",
                advice: "an aggregate is compared with a number: count() > 1"
            )
        default: break
        }
        throw error(
            "\(part.description) can't be a stage of a pipeline",
            advice: "leave out the parentheses: { … } | { … }",
            at: part.range
        )
    }

    /// What a level of parentheses holds, of its stages and the last part.
    private mutating func finish(
        _ frame: Frame,
        with part: Part,
        isEnclosed: Bool
    ) throws(TraceQLSyntaxError) -> Part {
        if frame.stages.isEmpty { return part }
        if case .metrics(_, isOperand: false) = part.kind { return part }
        let range = frame.start..<lastEnd
        let height = max(frame.height, part.height)
        if isEnclosed, case .scalar(.aggregate(let aggregate)) = part.kind {
            let pipeline = SpanPipeline(stages: frame.stages)
            return Part(
                kind: .scalarPipelines(.pipeline(pipeline, aggregate)),
                height: try self.height(above: height, at: range),
                range: range
            )
        }
        let stages = frame.stages + [try stage(of: part)]
        return Part(
            kind: .pipeline(SpanPipeline(stages: stages)),
            height: height,
            range: range
        )
    }

    /// Reads the closing parenthesis.
    private mutating func enclose(
        _ part: Part,
        from start: Int
    ) throws(TraceQLSyntaxError) -> Part {
        var part = part
        if case .scalarPipelineFilter = part.kind {
            throw error(
                "the comparison of pipelines can't stand in parentheses",
                advice: "leave them out",
                at: part.range
            )
        }
        try expect(.rightParenthesis)
        part.range = start..<lastEnd
        switch part.kind {
        case .spansets(let expression, _): part.kind = .spansets(expression, isEnclosed: true)
        case .pipeline(let pipeline):
            part.kind = .enclosedPipelines(.pipeline(pipeline))
            part.height = try height(above: part.height, at: part.range)
        case .metrics(let metrics, _): part.kind = .metrics(metrics, isOperand: true)
        default: break
        }
        return part
    }
}
