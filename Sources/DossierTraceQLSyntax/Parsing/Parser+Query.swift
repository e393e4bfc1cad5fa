/// Whole queries and their hints.
extension Parser {
    mutating func parseQuery() throws(TraceQLSyntaxError) -> TraceQLQuery {
        if try peek().kind == .endOfInput {
            throw error(
                "the query is empty",
                advice: "{ } finds all spans",
                at: try peek().range
            )
        }
        var part = try parseSequence()
        if case .metrics(let metrics, isOperand: true) = part.kind {
            part.kind = .metrics(try parseStages(behind: metrics), isOperand: false)
        }
        let body = try body(of: part)
        var hints: [TraceQLHint] = []
        while try peekKeyword() == .with { hints = try parseHints() }
        guard try peek().kind == .endOfInput else {
            throw try unexpected(expected: "the end of the query or `with`")
        }
        return TraceQLQuery(body: body, hints: hints)
    }

    private mutating func body(of part: Part) throws(TraceQLSyntaxError) -> TraceQLQuery.Body {
        switch part.kind {
        case .spansets(let expression, _):
            return .search(SpanPipeline(stages: [.spansets(expression)]))
        case .pipeline(let pipeline), .enclosedPipelines(.pipeline(let pipeline)):
            return .search(pipeline)
        case .enclosedPipelines(let expression):
            return .search(SpanPipeline(stages: [.spansets(expression)]))
        case .scalarPipelineFilter(let filter):
            return .search(SpanPipeline(stages: [.scalarFilter(filter)]))
        case .metrics(let metrics, _): return .metrics(metrics)
        case .scalar, .scalarPipelines:
            throw try unexpected(
                expected: "a comparison of \(part.description)",
                advice: "an aggregate is compared with a number: count() > 1"
            )
        }
    }

    // MARK: - Hints

    private mutating func parseHints() throws(TraceQLSyntaxError) -> [TraceQLHint] {
        try advance()
        try expect(.leftParenthesis)
        var hints = [try parseHint()]
        while try advance(over: .comma) { hints.append(try parseHint()) }
        try expect(.rightParenthesis, orSay: "`,` or `)`")
        return hints
    }

    private mutating func parseHint() throws(TraceQLSyntaxError) -> TraceQLHint {
        guard case .word(let name) = try peek().kind, !Self.isReserved(name) else {
            throw try unexpected(
                expected: "the name of a hint",
                advice: "for example with(most_recent=true)"
            )
        }
        try advance()
        try expect(.equal)
        guard let value = try parseLiteralIfNext() else {
            throw try unexpected(expected: "a constant")
        }
        return TraceQLHint(name: Array(name.utf8), value: value)
    }

    /// Whether a word means something elsewhere, and so can't name a hint.
    private static func isReserved(_ word: String) -> Bool {
        Keyword(rawValue: word) != nil || Field(word: word) != nil
            || ["true", "false", "nil", "minInt", "maxInt"].contains(word)
            || TraceQLStatus(name: word) != nil || TraceQLKind(name: word) != nil
    }
}
