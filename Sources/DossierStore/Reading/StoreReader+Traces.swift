package import DossierColumns

extension StoreReader {
    /// A trace and where its rows are; nil if the store has no row of it.
    package func trace(_ id: TraceID) throws(StoreError) -> TraceRow? {
        try pool.read { connection throws(StoreError) in
            try Self.traceRow(id, from: connection)
        }
    }

    /// A trace and where its rows are, inside the connection's transaction.
    static func traceRow(
        _ id: TraceID,
        from connection: Connection
    ) throws(StoreError) -> TraceRow? {
        let statement = try connection.prepare(selectOne)
        defer { statement.reset() }
        statement.bind(id, at: 1)
        guard try statement.step() else { return nil }
        let entry = TraceEntry(statement, first: 1)
        let summary = try TraceSummary(statement, entry, path: connection.path)
        guard let locations = TraceLocation.decode(entry.locations) else {
            throw StoreError(
                .damagedCatalogue(table: "trace \(id.hex)", detail: "the locations"),
                path: connection.path
            )
        }
        return TraceRow(summary: summary, locations: locations)
    }

    private static let selectOne = "SELECT \(TraceSummary.columns) WHERE trace_id = ?1"

    /// The spans and errors of every trace that has spans, by id.
    package func spanCounts() throws(StoreError) -> [TraceSpanCounts] {
        try pool.read { connection throws(StoreError) in
            let statement = try connection.prepare(
                "SELECT trace_id, span_count, error_count FROM trace WHERE span_count > 0"
            )
            defer { statement.reset() }
            var counts: [TraceSpanCounts] = []
            while try statement.step() {
                guard let id = statement.traceID(0) else {
                    throw StoreError(
                        .damagedCatalogue(table: "trace", detail: "invalid trace id"),
                        path: connection.path
                    )
                }
                counts.append(
                    TraceSpanCounts(
                        id: id,
                        spanCount: Int(statement.int(1)),
                        errorCount: Int(statement.int(2))
                    )
                )
            }
            return counts
        }
    }

    /// The ids that start with these hexadecimal digits of any case, ascending; none if `prefix` is
    /// not up to 32 such digits.
    package func traceIDs(
        prefix: String,
        limit: Int = .max
    ) throws(StoreError) -> [TraceID] {
        let digits = prefix.utf8.count
        guard digits <= 32,
            let first = TraceID(hex: prefix + String(repeating: "0", count: 32 - digits)),
            let last = TraceID(hex: prefix + String(repeating: "f", count: 32 - digits))
        else { return [] }
        return try pool.read { connection throws(StoreError) in
            let statement = try connection.prepare(
                """
                SELECT trace_id FROM trace WHERE trace_id BETWEEN ?1 AND ?2
                ORDER BY trace_id LIMIT ?3
                """
            )
            defer { statement.reset() }
            statement.bind(first, at: 1)
            statement.bind(last, at: 2)
            statement.bind(limit, at: 3)
            var ids: [TraceID] = []
            while try statement.step() {
                if let id = statement.traceID(0) { ids.append(id) }
            }
            return ids
        }
    }

    /// The ids whose second half is `low`, ascending.
    ///
    /// O(traces).
    package func traceIDs(
        low: UInt64,
        limit: Int = .max
    ) throws(StoreError) -> [TraceID] {
        try pool.read { connection throws(StoreError) in
            let statement = try connection.prepare(
                """
                SELECT trace_id FROM trace WHERE substr(trace_id, 9) = substr(?1, 9)
                ORDER BY trace_id LIMIT ?2
                """
            )
            defer { statement.reset() }
            statement.bind(TraceID(high: 0, low: low), at: 1)
            statement.bind(limit, at: 2)
            var ids: [TraceID] = []
            while try statement.step() {
                if let id = statement.traceID(0) { ids.append(id) }
            }
            return ids
        }
    }

    /// The traces that pass a filter.
    ///
    /// O(traces), whatever the limit.
    package func traces(
        _ filter: TraceFilter = TraceFilter(),
        order: TraceOrder = .oldestFirst,
        limit: Int = .max
    ) throws(StoreError) -> [TraceSummary] {
        try pool.read { connection throws(StoreError) in
            let statement = try connection.prepare(Self.listing(order))
            defer { statement.reset() }
            statement.bind(filter, limit: limit)
            var traces: [TraceSummary] = []
            while try statement.step() {
                let entry = TraceEntry(statement, first: 1)
                traces.append(try TraceSummary(statement, entry, path: connection.path))
            }
            return traces
        }
    }

    private static func listing(_ order: TraceOrder) -> String {
        let key =
            switch order {
            case .oldestFirst: "start_time NULLS LAST"
            case .newestFirst: "start_time DESC NULLS LAST"
            case .longestFirst: "duration DESC NULLS LAST"
            case .mostErrorsFirst: "error_count DESC"
            case .mostSpansFirst: "span_count DESC"
            }
        return """
            SELECT \(TraceSummary.columns)
            WHERE (?1 IS NULL OR start_time + duration >= ?1)
                AND (?2 IS NULL OR start_time <= ?2)
                AND (?3 IS NULL OR duration >= ?3)
                AND (?4 IS NULL OR duration <= ?4)
                AND (?5 IS NULL OR root.service = ?5)
                AND (?6 IS NULL OR root.name = ?6)
                AND error_count >= ?7
                AND span_count >= ?8
            ORDER BY \(key), trace_id LIMIT ?9
            """
    }
}

extension Statement {
    fileprivate func bind(_ filter: TraceFilter, limit: Int) {
        // Times above Int64.max are in no trace's range.
        if let range = filter.timeRange {
            bind(Int64(clamping: range.lowerBound), at: 1)
            bind(Int64(clamping: range.upperBound), at: 2)
        }
        if let duration = filter.durationMin { bind(Int64(clamping: duration), at: 3) }
        if let duration = filter.durationMax { bind(Int64(clamping: duration), at: 4) }
        if let service = filter.rootService { bind(text: service, at: 5) }
        if let name = filter.rootName { bind(text: name, at: 6) }
        bind(filter.hasErrors ? 1 : 0, at: 7)
        bind(filter.spanCountMin, at: 8)
        bind(limit, at: 9)
    }
}
