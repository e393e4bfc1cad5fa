internal import DossierQuery
internal import DossierTraceQL

extension DossierFile {
    /// Finds the traces that have a span of which all conditions hold, the newest first.
    ///
    /// - Parameters:
    ///   - conditions: What has to hold of a span.
    ///   - filter: An expression that finds spans, which has to find the same one; nil for none.
    ///   - limit: How many traces to give.
    ///   - isCancelled: Asked before each block of spans, on any thread, whether to give up.
    /// - Returns: The ids, each with the time at which the trace starts if that is known.
    /// - Throws: A ``DossierError``.
    /// - Complexity: O(spans) at most, over the columns that the conditions name, in the blocks that
    ///   may have matches.
    package func traces(
        having conditions: SpanConditions,
        filter: TraceQLExpression? = nil,
        limit: Int,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws(DossierError) -> [(id: TraceID, start: Timestamp?)] {
        try translatingErrors {
            if let filter, filter.matchesNothing { return [] }
            var plan = try (filter ?? .allSpans).searchPlan()
            try plan.narrow(by: conditions.predicate)
            var options = TraceSearchOptions()
            options.limit = max(0, limit)
            options.spansPerSpanset = 0
            let search = try TraceSearch(
                plan,
                in: try spanBlocks(),
                options,
                isCancelled: isCancelled
            )
            return try search.run().hits.map { hit in
                (TraceID(hit.id), hit.timeRange.map { Timestamp(nanoseconds: $0.lowerBound) })
            }
        }
    }
}
