internal import DossierColumns
internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Lists traces.
    ///
    /// - Parameter query: Which traces, and in which order; by default all, the newest first.
    /// - Returns: The traces, as many as the query's limit allows, and how many match.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(traces); a condition on the service reads the services of all spans besides,
    ///   and the first call looks for duplicates, in O(spans). Of listed traces without a root, all
    ///   spans are read for a name.
    public func traces(
        _ query: TraceQuery = TraceQuery()
    ) throws(DossierError) -> TraceListing {
        try translatingErrors {
            let duplicates = try duplicateCache.duplicates(in: reader)
            let matching = try matchingTraces(query, except: duplicates)
            let listed = query.limit.map { Array(matching.prefix(max(0, $0))) } ?? matching
            return TraceListing(
                traces: try listed.map { try summary(of: $0) },
                matchCount: matching.count,
                duplicateSpanCount: duplicates.count
            )
        }
    }

    /// All traces that match, as the store lists them.
    func matchingTraces(
        _ query: TraceQuery,
        except duplicates: DuplicateSpans
    ) throws -> [DossierStore.TraceSummary] {
        var filter = TraceFilter()
        filter.hasErrors = query.hasErrors
        filter.durationMin = query.minimumDuration?.storedNanoseconds
        filter.timeRange = query.active?.storedNanoseconds
        var matching = try reader.traces(filter, order: TraceOrder(query.order))
        if !duplicates.isEmpty { matching.leaveOut(duplicates, query.order) }
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
        return matching
    }

    /// From the first to the last time of spans and log records.
    ///
    /// Single ones whose times are far from all others, such as one in 1970 among those of 2026,
    /// are left out; ``eventTimeOutliers()`` counts them.
    ///
    /// - Returns: The range; nil if the store has neither.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(blocks); reads the times of those blocks that may have outliers.
    public func eventTimeRange() throws(DossierError) -> ClosedRange<Timestamp>? {
        try translatingErrors {
            let ranges = try eventTimes().compactMap(\.range)
            guard let start = ranges.map(\.lowerBound).min(),
                let end = ranges.map(\.upperBound).max()
            else { return nil }
            return Timestamp(nanoseconds: start)...Timestamp(nanoseconds: end)
        }
    }

    /// Spans and log records whose times are far from those of all others.
    ///
    /// - Returns: The rows by what they are and their first time; none if there are no such rows.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func eventTimeOutliers() throws(DossierError) -> [TimeOutliers] {
        try translatingErrors { try eventTimes().flatMap(\.outliers).map(TimeOutliers.init) }
    }

    /// From the first to the last time of a table's rows, without outliers; nil if none is known.
    func timeRange(of table: Table) throws -> ClosedRange<Timestamp>? {
        try eventTimes().first { $0.table == table }?.range.map { range in
            Timestamp(nanoseconds: range.lowerBound)...Timestamp(nanoseconds: range.upperBound)
        }
    }

    /// The times of spans, and those of log records.
    func eventTimes() throws -> [DataTimes] {
        let (spans, logRecords) = (
            try reader.blocks(of: .span), try reader.blocks(of: .logRecord)
        )
        let isLikely = (spans + logRecords).compactMap(\.timeRange)
            .contains { DataTimes.hasLikely($0) }
        return try [(Table.span, spans), (.logRecord, logRecords)].map { table, blocks in
            try DataTimes(of: table, in: blocks, reader, isElsewhereLikely: isLikely)
        }
    }

    /// The summary of a trace; one without a root reads as the span at which its tree starts.
    func summary(of stored: DossierStore.TraceSummary) throws -> TraceSummary {
        guard stored.rootName == nil, stored.spanCount > 0,
            let rows = try TraceRows(stored.id, in: reader)
        else { return TraceSummary(stored) }
        var builder = ModelBuilder(shared: rows.shared)
        return TraceSummary(stored, spans: builder.spans(rows))
    }
}

extension [DossierStore.TraceSummary] {
    /// Counts each span once.
    fileprivate mutating func leaveOut(_ duplicates: DuplicateSpans, _ order: TraceQuery.Order) {
        for index in indices {
            let own = duplicates.counts(of: self[index].id)
            self[index].spanCount -= own.spanCount
            self[index].errorCount -= own.errorCount
        }
        guard order == .errors else { return }
        sort { ($1.errorCount, $0.id) < ($0.errorCount, $1.id) }
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
    /// The summary of a trace whose spans are at hand.
    init(_ stored: DossierStore.TraceSummary, spans: [Span]) {
        self.init(stored)
        (spanCount, errorCount) = (spans.count, spans.count { $0.isError })
        guard rootName == nil, let first = TraceTree(spans).nodes.first else { return }
        rootService = spans[first.span].resource.serviceName
        rootName = spans[first.span].name
        isIncomplete = true
    }

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
