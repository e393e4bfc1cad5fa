internal import DossierBlocks
internal import DossierColumns
internal import DossierStore

extension DossierFile {
    /// Lists traces, newest first if no other order is asked for.
    ///
    /// O(traces) for the listing; a filter by service reads the services of all spans besides.
    public func traces(_ query: TraceQuery) throws -> TraceListing {
        var filter = TraceFilter()
        filter.hasErrors = query.hasErrors
        filter.durationMin = query.minimumDuration
        var matching = try reader.traces(filter, order: TraceOrder(query.order))
        if query.since != nil || query.until != nil {
            let since = query.since ?? 0
            let until = query.until ?? .max
            matching = matching.filter { trace in
                guard let start = trace.timeRange?.lowerBound else { return false }
                return start >= since && start < until
            }
        }
        if let service = query.service {
            let traces = try tracesWithSpan(of: service)
            matching = matching.filter { traces.contains($0.id) }
        }
        let listed = query.limit.map { Array(matching.prefix($0)) } ?? matching
        return TraceListing(
            traces: listed.map(TraceSummary.init),
            matchCount: matching.count
        )
    }

    /// The traces that have a span of a service.
    private func tracesWithSpan(of service: String) throws -> Set<TraceID> {
        let names = try reader.serviceNames()
        let resources = Set(names.indices.filter { names[$0] == service }.map(UInt64.init))
        var traces: Set<TraceID> = []
        if resources.isEmpty { return traces }
        for block in try reader.blocks(of: .span) {
            let columns = try reader.columns(
                [.field(.trace), .field(.resource)],
                of: .span,
                in: block
            )
            guard let found = columns[0], let own = columns[1]?.words.words else { continue }
            var recent = noTrace
            for (trace, resource) in zip(found.words.words, own)
            where trace != recent && trace != noTrace && resources.contains(resource) {
                traces.insert(found.traces[Int(trace)])
                recent = trace
            }
        }
        return traces
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
            id: stored.id,
            startTime: stored.timeRange?.lowerBound,
            endTime: stored.timeRange?.upperBound,
            rootService: stored.rootService,
            rootName: stored.rootName,
            spanCount: stored.spanCount,
            errorCount: stored.errorCount,
            logRecordCount: stored.logCount
        )
    }
}
