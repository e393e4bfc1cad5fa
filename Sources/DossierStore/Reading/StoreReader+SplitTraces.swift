package import DossierColumns

extension StoreReader {
    /// The traces whose spans are in more than one run of rows.
    ///
    /// - Complexity: O(traces).
    package func tracesInSeveralRuns() throws(StoreError) -> Set<TraceID> {
        try pool.read { connection throws(StoreError) in
            // A run takes at least three bytes of the locations.
            let statement = try connection.prepare(
                """
                SELECT trace_id, locations FROM trace
                WHERE span_count > 1 AND length(locations) >= 6
                """
            )
            defer { statement.reset() }
            var found: Set<TraceID> = []
            while try statement.step() {
                guard let id = statement.traceID(0),
                    let locations = TraceLocation.decode(statement.bytes(1))
                else {
                    throw StoreError(
                        .damagedCatalogue(table: "trace", detail: "invalid id or locations"),
                        path: connection.path
                    )
                }
                if locations.count(where: { $0.table == .span }) > 1 { found.insert(id) }
            }
            return found
        }
    }
}
