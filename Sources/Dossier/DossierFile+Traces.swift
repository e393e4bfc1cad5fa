internal import DossierBlocks
internal import DossierColumns
internal import DossierStore

extension DossierFile {
    /// Lists traces, newest first.
    ///
    /// O(traces) for the listing; a filter by service reads the services of all spans besides.
    public func traces(_ query: TraceQuery) throws -> TraceListing {
        var filter = TraceFilter()
        filter.hasErrors = query.hasErrors
        filter.durationMin = query.minimumDuration
        var matching = try reader.traces(filter, order: .newestFirst)
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
            let columns: Set<ColumnID> = [.field(.trace), .field(.resource)]
            let set = try reader.read(block, columns: [.span: columns])
            var recent = noTrace
            for (trace, resource) in zip(
                set.rows.columns[SpanColumn.trace],
                set.rows.columns[SpanColumn.resource]
            )
            where trace != recent && trace != noTrace && resources.contains(resource) {
                traces.insert(set.traces[UInt32(truncatingIfNeeded: trace)])
                recent = trace
            }
        }
        return traces
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
