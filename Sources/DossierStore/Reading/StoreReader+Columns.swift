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
        cache.add(added, of: block.id, for: .scan)
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
        guard rows.count == column?.count ?? 0 else {
            let place = ChunkPlace(
                table: table,
                block: block.id,
                column: ColumnID.slot(number).rawValue
            )
            guard let column else { throw StoreError(.missingChunk(place), path: path) }
            let detail = "\(column.count) values where the rows have \(rows.count)"
            throw StoreError(
                .damagedChunk(place, storedByteCount: column.byteCount, detail: detail),
                path: path
            )
        }
        return column.map { (rows, $0) }
    }

    /// Which rows of a block have which slots.
    package func slotRows(of table: Table, in block: BlockInfo) throws(StoreError) -> SlotRows {
        if let known = cache[block.id]?.slotRows[table] { return known }
        guard let column = try columns([.field(.shape)], of: table, in: block)[0],
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
        cache.add(added, of: block.id, for: .scan)
        return rows
    }

    /// Rows of a block with everything that hangs below them, numbered from 0.
    package func rows(_ rows: Range<Int>, of block: BlockInfo) throws(StoreError) -> RowSet {
        let whole: [Table: WholeTable]
        let catalogue: Catalogue
        if let known = cache[block.id]?.whole {
            whole = known
            catalogue = try currentCatalogue()
        } else {
            let encoded: EncodedContent
            (encoded, catalogue) = try pool.read { connection throws(StoreError) in
                (
                    try EncodedContent(block, columns: nil, from: connection),
                    try self.catalogue(of: connection)
                )
            }
            whole = try keep(encoded, catalogue)
        }
        guard rows.upperBound <= block.rowCount else {
            throw StoreError(
                .damagedCatalogue(table: "block \(block.id)", detail: "rows beyond its end"),
                path: path
            )
        }
        return RowAssembly.rows(rows, of: whole, table: block.table) { catalogue[shapes: $0] }
    }

    /// Decodes all of a block, and keeps it.
    func keep(
        _ encoded: EncodedContent,
        _ catalogue: Catalogue
    ) throws(StoreError) -> [Table: WholeTable] {
        let block = try encoded.wholeTables { catalogue[shapes: $0] }
        cache.add(block, of: encoded.block.id, for: .lookup)
        return block.whole ?? [:]
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
