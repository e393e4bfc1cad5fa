package import DossierColumns

/// The runs of rows in which the spans of a trace are.
package struct TraceSpanRuns: Sendable {
    package let id: TraceID
    /// In the order of the blocks.
    package let runs: [TraceLocation]
}

extension StoreReader {
    /// The traces whose spans are in more than one run of rows.
    ///
    /// - Complexity: O(traces).
    package func tracesInSeveralRuns() throws(StoreError) -> Set<TraceID> {
        Set(try spanRuns { $0.count > 1 }.map(\.id))
    }

    /// The traces that may have several spans with one id: all whose spans are in more than one run of
    /// rows, and those with a run of which it is not known that ids are distinct.
    ///
    /// - Complexity: O(traces).
    package func tracesWithEqualSpanIDs() throws(StoreError) -> [TraceSpanRuns] {
        try spanRuns { $0.count > 1 || $0[0].spanIDs != .distinctIDs }
    }

    /// The traces of more than one span whose runs are wanted.
    private func spanRuns(
        where isWanted: ([TraceLocation]) -> Bool
    ) throws(StoreError) -> [TraceSpanRuns] {
        try pool.read { connection throws(StoreError) in
            let statement = try connection.prepare(
                "SELECT trace_id, locations FROM trace WHERE span_count > 1"
            )
            defer { statement.reset() }
            var found: [TraceSpanRuns] = []
            // The locations of one trace after another, in the same memory.
            var locations: [TraceLocation] = []
            while try statement.step() {
                let isDecoded = statement.withBytes(1) { bytes in
                    TraceLocation.decode(bytes, into: &locations)
                }
                guard isDecoded, let id = statement.traceID(0) else {
                    throw StoreError(
                        .damagedCatalogue(table: "trace", detail: "invalid id or locations"),
                        path: connection.path
                    )
                }
                locations.removeAll { $0.table != .span }
                if !locations.isEmpty, isWanted(locations) {
                    found.append(TraceSpanRuns(id: id, runs: locations))
                }
            }
            return found
        }
    }
}
