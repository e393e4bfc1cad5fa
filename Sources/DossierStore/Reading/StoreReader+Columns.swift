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
        try columns(wanted, of: table, in: [block], for: use)[0]
    }

    /// Columns of several blocks for a scan, by block.
    ///
    /// A few blocks at a time are read in one transaction, and decoded by several threads.
    package func columns(
        _ wanted: [ColumnID],
        of table: Table,
        in blocks: [BlockInfo]
    ) throws(StoreError) -> [[StoredColumn?]] {
        var found: [[StoredColumn?]] = []
        for start in stride(from: 0, to: blocks.count, by: Self.blockCountAtOnce) {
            let end = min(start + Self.blockCountAtOnce, blocks.count)
            found += try columns(wanted, of: table, in: Array(blocks[start..<end]), for: .scan)
        }
        return found
    }

    /// How many blocks are read at once, so that what is read of them stays small.
    private static let blockCountAtOnce = 16

    private func columns(
        _ wanted: [ColumnID],
        of table: Table,
        in blocks: [BlockInfo],
        for use: ColumnCache.Use
    ) throws(StoreError) -> [[StoredColumn?]] {
        let all = withCompanions(wanted, of: table)
        let requests = blocks.map { block in
            ColumnRequest(wanted, all, of: table, in: block, cached: cache[block.id])
        }
        let open = requests.filter { !$0.missing.isEmpty }
        guard !open.isEmpty else {
            return try wholeTexts(requests.map { $0.columns(CachedBlock()) }, of: table, for: use)
        }
        let (encoded, catalogue) = try pool.read { connection throws(StoreError) in
            var encoded: [(request: ColumnRequest, content: EncodedContent)] = []
            for request in open {
                let content = try EncodedContent(
                    request.block,
                    only: request.missing,
                    of: table,
                    from: connection
                )
                encoded.append((request, content))
            }
            return (encoded, try self.catalogue(of: connection))
        }
        let shapes = catalogue[shapes: table]
        let decoded = try parallelMap(encoded) { (request, content) throws(StoreError) in
            try request.decode(content, shapes: shapes)
        }
        var added: [UInt32: CachedBlock] = [:]
        for (request, block) in zip(open, decoded) {
            added[request.block.id] = block
            cache.add(block, of: request.block.id, for: use)
        }
        let found = requests.map { $0.columns(added[$0.block.id] ?? CachedBlock()) }
        return try wholeTexts(found, of: table, for: use)
    }

    /// Puts long texts together for scans, which take columns as wholes; look-ups take the rows that
    /// they want.
    private func wholeTexts(
        _ columns: [[StoredColumn?]],
        of table: Table,
        for use: ColumnCache.Use
    ) throws(StoreError) -> [[StoredColumn?]] {
        guard use == .scan else { return columns }
        return try columns.map { (columns) throws(StoreError) in
            try columns.map { (column) throws(StoreError) in
                guard let column, let longTexts = column.longTexts else { return column }
                let fragments = try fragments(longTexts.numbers)
                do throws(BlockError) {
                    return try column.withWholeTexts(fragments)
                } catch {
                    throw StoreError(
                        .damagedCatalogue(table: "fragment_pack", detail: "\(error)"),
                        path: path
                    )
                }
            }
        }
    }

    /// The runs of equal words that fields have in blocks, by block and field; of fields without a
    /// companion.
    package func runs(
        of fields: [Field],
        in blocks: [BlockInfo]
    ) throws(StoreError) -> [[WordRuns]] {
        let encoded = try pool.read { connection throws(StoreError) in
            var encoded: [EncodedContent] = []
            for block in blocks {
                encoded.append(
                    try EncodedContent(
                        block,
                        only: fields.map { .field($0) },
                        of: block.table,
                        from: connection
                    )
                )
            }
            return encoded
        }
        var found: [[WordRuns]] = []
        for content in encoded {
            var runs: [WordRuns] = []
            for field in fields { runs.append(try content.runs(of: field)) }
            found.append(runs)
        }
        return found
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

    /// Checks that a slot has as many values as there are rows with it.
    func check(
        _ column: StoredColumn?,
        _ rowCount: Int,
        slot: UInt32,
        of table: Table,
        in block: BlockInfo
    ) throws(StoreError) {
        guard rowCount != column?.count ?? 0 else { return }
        let id = ColumnID.slot(slot).rawValue
        let location = ChunkLocation(table: table, block: block.id, column: id)
        guard let column else { throw StoreError(.missingChunk(location), path: path) }
        let detail = "\(column.count) values instead of \(rowCount)"
        throw StoreError(
            .damagedChunk(location, storedByteCount: column.byteCount, detail: detail),
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
        let column = try columns([.field(.shape)], of: table, in: block, for: use)[0]
        let shapes = try shapes(of: table)
        guard let rows = try? SlotRows(column?.words.words ?? [], in: shapes) else {
            throw unknownShape(of: table, in: block)
        }
        var added = CachedBlock()
        added.slotRows[table] = rows
        cache.add(added, of: block.id, for: use)
        return rows
    }

    /// The error for rows whose shape is not in the catalogue.
    package func unknownShape(of table: Table, in block: BlockInfo) -> StoreError {
        let location = ChunkLocation(
            table: table,
            block: block.id,
            column: ColumnID.field(.shape).rawValue
        )
        return StoreError(
            .damagedChunk(location, storedByteCount: 0, detail: "unknown shape id"),
            path: path
        )
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
