package import DossierBlocks
package import DossierColumns

extension StoreReader {
    /// Columns of a block for a scan, in the order asked for; nil for a slot that no row has.
    ///
    /// Decoded columns are kept while there is room.
    package func columns(
        _ wanted: [ColumnID],
        of table: Table,
        in block: BlockInfo
    ) throws(StoreError) -> [StoredColumn?] {
        try columns(wanted, of: table, in: block, for: .scan)
    }

    func columns(
        _ wanted: [ColumnID],
        of table: Table,
        in block: BlockInfo,
        for use: ColumnCache.Use
    ) throws(StoreError) -> [StoredColumn?] {
        let cached = cache[block.id]
        let keys = wanted.map { ChunkID(block: block.id, table: table, column: $0).key }
        func isKnown(_ key: Int64) -> Bool {
            cached?.columns[key] != nil || cached?.absent.contains(key) ?? false
        }
        guard !keys.allSatisfy(isKnown) else { return keys.map { cached?.columns[$0] } }
        let missing = withCompanions(wanted, of: table).filter {
            !isKnown(ChunkID(block: block.id, table: table, column: $0).key)
        }
        let (encoded, catalogue) = try pool.read { connection throws(StoreError) in
            (
                try EncodedContent(block, only: missing, of: table, from: connection),
                try self.catalogue(of: connection)
            )
        }
        var added = CachedBlock()
        added.columns = try encoded.columns(
            of: table,
            shapes: catalogue[shapes: table],
            known: cached?.columns ?? [:]
        )
        for column in missing {
            let key = ChunkID(block: block.id, table: table, column: column).key
            guard added.columns[key] == nil else { continue }
            if case .field = column { throw encoded.missing(column, of: table) }
            added.absent.insert(key)
        }
        cache.add(added, of: block.id, for: use)
        return keys.map { cached?.columns[$0] ?? added.columns[$0] }
    }

    /// A slot of a block, and the rows that have it; nil if no row has.
    package func slot(
        _ number: UInt32,
        of table: Table,
        in block: BlockInfo
    ) throws(StoreError) -> (rows: [UInt32], column: StoredColumn)? {
        let rows = try slotRows(of: table, in: block).rows(of: number)
        let column = try columns([.slot(number)], of: table, in: block)[0]
        try check(column, rows.count, slot: number, of: table, in: block)
        return column.map { (rows, $0) }
    }

    /// A slot has as many values as there are rows with it.
    func check(
        _ column: StoredColumn?,
        _ rowCount: Int,
        slot: UInt32,
        of table: Table,
        in block: BlockInfo
    ) throws(StoreError) {
        guard rowCount != column?.count ?? 0 else { return }
        let id = ColumnID.slot(slot).rawValue
        let place = ChunkPlace(table: table, block: block.id, column: id)
        guard let column else { throw StoreError(.missingChunk(place), path: path) }
        let detail = "\(column.count) values where the rows have \(rowCount)"
        throw StoreError(
            .damagedChunk(place, storedByteCount: column.byteCount, detail: detail),
            path: path
        )
    }

    /// Which rows of a block have which slots.
    package func slotRows(of table: Table, in block: BlockInfo) throws(StoreError) -> SlotRows {
        try slotRows(of: table, in: block, for: .scan)
    }

    func slotRows(
        of table: Table,
        in block: BlockInfo,
        for use: ColumnCache.Use
    ) throws(StoreError) -> SlotRows {
        if let known = cache[block.id]?.slotRows[table] { return known }
        guard let column = try columns([.field(.shape)], of: table, in: block, for: use)[0],
            let rows = SlotRows(column.words.words, in: try shapes(of: table))
        else {
            let place = ChunkPlace(
                table: table,
                block: block.id,
                column: ColumnID.field(.shape).rawValue
            )
            throw StoreError(
                .damagedChunk(place, storedByteCount: 0, detail: "a shape that is not there"),
                path: path
            )
        }
        var added = CachedBlock()
        added.slotRows[table] = rows
        cache.add(added, of: block.id, for: use)
        return rows
    }

    private func withCompanions(_ columns: [ColumnID], of table: Table) -> [ColumnID] {
        var all = columns
        for case .field(let field) in columns {
            guard let companion = table.companion(of: field) else { continue }
            if !all.contains(.field(companion)) { all.append(.field(companion)) }
        }
        return all
    }
}
