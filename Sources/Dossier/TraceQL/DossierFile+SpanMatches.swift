internal import DossierColumns
internal import DossierQuery
internal import DossierTraceQL
internal import DossierTraceQLSyntax

/// The spans of a trace that a TraceQL expression matches.
public struct SpanMatches: Hashable, Sendable {
    /// The trace.
    public let trace: TraceID
    /// The ids of the spans, by their start; nil for a span without one.
    public let spans: [SpanID?]
}

extension DossierFile {
    /// Sends the spans that a TraceQL expression matches to `body`, trace by trace.
    ///
    /// ```swift
    /// let slow = try TraceQLExpression(parsing: "{ duration > 1s }")
    /// try file.spans(matching: slow) { matches in
    ///     print(matches.trace, matches.spans.count)
    /// }
    /// ```
    ///
    /// Takes the time of the search alone: nothing is sorted, and nothing else is read of the
    /// traces. In memory are a few blocks of spans.
    ///
    /// - Parameters:
    ///   - expression: An expression that finds spans.
    ///   - isCancelled: Asked before each block of spans, on any thread, whether to give up.
    ///   - body: Takes the matches of a trace, on the calling thread, about in the order in which
    ///     traces are stored.
    /// - Throws: What `body` throws, which ends the search, or a ``DossierError``:
    ///   ``DossierError/Code/invalidExpression`` for an expression that makes series, or that
    ///   combines several spansets; ``DossierError/Code/cancelled`` after giving up.
    /// - Complexity: O(spans) at most, over the columns that the expression names, in the blocks
    ///   that may have matches.
    public func spans(
        matching expression: TraceQLExpression,
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled },
        _ body: (SpanMatches) throws -> Void
    ) throws {
        var failure: (any Error)?
        do {
            try translatingErrors {
                let plan = try expression.searchPlan()
                guard !expression.matchesNothing else { return }
                let search = try TraceSearch(
                    plan,
                    in: try spanBlocks(),
                    TraceSearchOptions(),
                    isCancelled: isCancelled
                )
                try search.forEachMatch { match in
                    do {
                        try body(SpanMatches(match))
                    } catch {
                        failure = error
                        throw TraceQLSearchError.cancelled
                    }
                }
            }
        } catch {
            throw failure ?? error
        }
    }
}

extension TraceQLExpression {
    /// How the search is evaluated.
    func searchPlan() throws -> PipelinePlan {
        guard case .search(let pipeline) = query.body else {
            throw DossierError(
                .invalidExpression,
                "the expression makes series, and does not find traces"
            )
        }
        return try PipelinePlan(pipeline)
    }
}

extension SpanMatches {
    fileprivate init(_ match: TraceMatch) {
        trace = TraceID(match.id)
        spans = match.spanIDs.map { SpanID(bits: $0) }
    }
}
