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
    /// Rows that name the trace without belonging to it.
    package let mentions: [BlockMentions]
}

extension StoreReader {
    /// A trace with its rows; nil if the store has none of it.
    ///
    /// Texts of more bytes than `textLimit` are cut somewhere behind that.
    package func content(
        of id: TraceID,
        textLimit: Int = .max
    ) throws(StoreError) -> TraceContent? {
        let found = try pool.read { connection throws(StoreError) -> StoredTrace? in
            guard let row = try Self.traceRow(id, from: connection) else { return nil }
            let catalogue = try self.catalogue(of: connection)
            var blocks: [BlockInfo] = []
            for location in row.locations { blocks.append(try block(location, from: connection)) }
            return StoredTrace(
                row: row,
                blocks: blocks,
                catalogue: catalogue,
                mentions: try self.mentions(of: id, from: connection)
            )
        }
        guard let found else { return nil }
        let parts = Array(zip(found.row.locations, found.blocks))
        let read = { @Sendable (location: TraceLocation, block: BlockInfo) throws(StoreError) in
            TraceContent.Run(
                location: location,
                block: block,
                rows: location.table == .series
                    ? nil
                    : try self.rows(
                        [location.rows],
                        of: block,
                        found.catalogue,
                        textLimit: textLimit
                    )
            )
        }
        // Starting threads pays only if there are blocks to decode.
        let isDecoded = parts.allSatisfy { _, block in
            cache[block.id]?.slotRows[block.table] != nil
        }
        let runs =
            isDecoded
            ? try parts.map { (part) throws(StoreError) in try read(part.0, part.1) }
            : try parallelMap(parts) { (part) throws(StoreError) in try read(part.0, part.1) }
        return TraceContent(
            summary: found.row.summary,
            runs: runs,
            shared: found.catalogue.shared,
            mentions: found.mentions
        )
    }

    private func block(
        _ location: TraceLocation,
        from connection: Connection
    ) throws(StoreError) -> BlockInfo {
        let block: BlockInfo
        if let known = cache[location.block]?.info {
            block = known
        } else {
            block = try BlockInfo.load(id: location.block, from: connection)
            cache.add(CachedBlock(info: block), of: block.id, for: .lookup)
        }
        guard location.rows.upperBound <= block.rowCount, block.table == location.table else {
            throw StoreError(
                .damagedCatalogue(table: "trace", detail: "row locations out of bounds"),
                path: connection.path
            )
        }
        return block
    }
}

/// What is read of a trace in one transaction; blocks never change.
private struct StoredTrace: Sendable {
    let row: TraceRow
    /// Those of the locations.
    let blocks: [BlockInfo]
    let catalogue: Catalogue
    let mentions: [BlockMentions]
}
