package import DossierColumns

/// A trace with its rows, and what they refer to.
package struct TraceContent: Sendable {
    /// The rows of one run, numbered from 0; a run of series has none.
    package struct Run: Sendable {
        package let location: TraceLocation
        package let block: BlockInfo
        package let rows: RowSet?
    }

    package let summary: TraceSummary
    /// In the order of the blocks.
    package let runs: [Run]
    package let shared: SharedValues
}

extension StoreReader {
    /// A trace with its rows; nil if the store has none of it.
    ///
    /// One transaction, in which those blocks are read that are not in the cache.
    package func content(of id: TraceID) throws(StoreError) -> TraceContent? {
        let found = try pool.read { connection throws(StoreError) -> StoredTrace? in
            guard let row = try Self.traceRow(id, from: connection) else { return nil }
            let catalogue = try self.catalogue(of: connection)
            var runs: [StoredTrace.Run] = []
            for location in row.locations { runs.append(try run(location, from: connection)) }
            return StoredTrace(summary: row.summary, runs: runs, catalogue: catalogue)
        }
        guard let found else { return nil }
        var runs: [TraceContent.Run] = []
        for run in found.runs {
            var rows: RowSet?
            if let content = run.content {
                let whole: [Table: WholeTable]
                switch content {
                case .decoded(let decoded): whole = decoded
                case .encoded(let encoded): whole = try keep(encoded, found.catalogue)
                }
                rows = RowAssembly.rows(run.location.rows, of: whole, table: run.block.table) {
                    found.catalogue[shapes: $0]
                }
            }
            runs.append(
                TraceContent.Run(location: run.location, block: run.block, rows: rows)
            )
        }
        return TraceContent(summary: found.summary, runs: runs, shared: found.catalogue.shared)
    }

    private func run(
        _ location: TraceLocation,
        from connection: Connection
    ) throws(StoreError) -> StoredTrace.Run {
        let cached = cache[location.block]
        let block: BlockInfo
        if let info = cached?.info {
            block = info
        } else {
            block = try BlockInfo.load(id: location.block, from: connection)
        }
        guard location.rows.upperBound <= block.rowCount, block.table == location.table else {
            throw StoreError(
                .damagedCatalogue(table: "trace", detail: "the locations"),
                path: connection.path
            )
        }
        var run = StoredTrace.Run(location: location, block: block)
        if location.table != .series {
            if let whole = cached?.whole {
                run.content = .decoded(whole)
            } else {
                let encoded = try EncodedContent(block, columns: nil, from: connection)
                run.content = .encoded(encoded)
            }
        }
        return run
    }
}

/// What is read of a trace inside the transaction.
private struct StoredTrace: Sendable {
    enum Content: Sendable {
        case decoded([Table: WholeTable])
        case encoded(EncodedContent)
    }

    struct Run: Sendable {
        let location: TraceLocation
        let block: BlockInfo
        var content: Content?
    }

    let summary: TraceSummary
    let runs: [Run]
    let catalogue: Catalogue
}
