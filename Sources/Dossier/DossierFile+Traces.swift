internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Lists traces.
    ///
    /// - Parameter query: Which traces, and in which order; by default all, the newest first.
    /// - Returns: The traces, as many as the query's limit allows, and how many match.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(traces); a condition on the service reads the services of all spans besides.
    public func traces(
        _ query: TraceQuery = TraceQuery()
    ) throws(DossierError) -> TraceListing {
        try translatingErrors {
            var filter = TraceFilter()
            filter.hasErrors = query.hasErrors
            filter.durationMin = query.minimumDuration?.storedNanoseconds
            var matching = try reader.traces(filter, order: TraceOrder(query.order))
            if query.since != nil || query.until != nil {
                let since = query.since?.storedNanoseconds ?? 0
                let until = query.until?.storedNanoseconds ?? .max
                matching = matching.filter { trace in
                    guard let start = trace.timeRange?.lowerBound else { return false }
                    return start >= since && start < until
                }
            }
            if let service = query.service {
                let traces = try reader.traces(withSpanOf: service)
                matching = matching.filter { traces.contains($0.id) }
            }
            let listed = query.limit.map { Array(matching.prefix(max(0, $0))) } ?? matching
            return TraceListing(
                traces: listed.map(TraceSummary.init),
                matchCount: matching.count
            )
        }
    }
}

extension TraceOrder {
    init(_ order: TraceQuery.Order) {
        switch order {
        case .start: self = .newestFirst
        case .duration: self = .longestFirst
        case .errors: self = .mostErrorsFirst
        }
    }
}

extension TraceSummary {
    init(_ stored: DossierStore.TraceSummary) {
        self.init(
            id: TraceID(stored.id),
            startTime: stored.timeRange.map { Timestamp(nanoseconds: $0.lowerBound) },
            endTime: stored.timeRange.map { Timestamp(nanoseconds: $0.upperBound) },
            rootService: stored.rootService,
            rootName: stored.rootName,
            spanCount: stored.spanCount,
            errorCount: stored.errorCount,
            logRecordCount: stored.logCount
        )
    }
}
