import DossierBlocks
package import DossierColumns

extension StoreReader {
    /// Rows of a block with their child rows, numbered from 0.
    package func rows(_ rows: Range<Int>, of block: BlockInfo) throws(StoreError) -> RowSet {
        try self.rows([rows], of: block)
    }

    /// Rows of ascending ranges of a block with their child rows, concatenated and numbered from 0.
    ///
    /// Decodes only the slots that these rows have, and caches what it decoded. Texts of more bytes
    /// than `textLimit` are cut somewhere behind that.
    package func rows(
        _ ranges: [Range<Int>],
        of block: BlockInfo,
        textLimit: Int = .max
    ) throws(StoreError) -> RowSet {
        try rows(ranges, of: block, currentCatalogue(), textLimit: textLimit)
    }

    /// The same with a catalogue that has the shapes of the block.
    func rows(
        _ ranges: [Range<Int>],
        of block: BlockInfo,
        _ catalogue: Catalogue,
        textLimit: Int
    ) throws(StoreError) -> RowSet {
        guard ranges.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= block.rowCount }) else {
            throw StoreError(
                .damagedCatalogue(table: "block \(block.id)", detail: "row range out of bounds"),
                path: path
            )
        }
        var assembly = RowAssembly(textLimit: textLimit)
        let rows = try batch(
            of: block.table,
            ranges,
            of: block,
            shapes: catalogue[shapes: block.table],
            &assembly
        )
        var children: [Table: TableBatch] = [:]
        for table in block.table.children where block.rowCount(of: table) > 0 {
            let wanted = try self.children(table, of: ranges, in: block)
            guard !wanted.isEmpty else { continue }
            var batch = try batch(
                of: table,
                wanted,
                of: block,
                shapes: catalogue[shapes: table],
                &assembly
            )
            batch.columns[0] = Self.renumbered(batch.columns[0], by: ranges)
            guard batch.columns[0].allSatisfy({ $0 < UInt64(rows.rowCount) }) else {
                throw outOfOrder(table, in: block)
            }
            children[table] = batch
        }
        return RowSet(
            rows: rows,
            children: children,
            strings: assembly.strings,
            traces: assembly.traces
        )
    }

    /// Rows of a child table of a block, which are below its row count there and ascending; their
    /// parents are rows of the block.
    package func childRows(
        _ rows: [Int],
        of table: Table,
        in block: BlockInfo
    ) throws(StoreError) -> RowSet {
        var assembly = RowAssembly()
        let batch = try batch(
            of: table,
            rows.map { $0..<($0 + 1) },
            of: block,
            shapes: currentCatalogue()[shapes: table],
            &assembly
        )
        return RowSet(
            rows: batch,
            children: [:],
            strings: assembly.strings,
            traces: assembly.traces
        )
    }

    private func batch(
        of table: Table,
        _ ranges: [Range<Int>],
        of block: BlockInfo,
        shapes: ShapeTree,
        _ assembly: inout RowAssembly
    ) throws(StoreError) -> TableBatch {
        let content = try content(of: table, ranges, of: block)
        let selection = SlotSelection(ranges, of: content, slotCount: shapes.slots.count)
        let fragments = try fragments(
            selection.fragments(of: content, countLimit: assembly.fragmentCountLimit)
        )
        do throws(BlockError) {
            return try assembly.batch(
                of: content,
                ranges,
                selection,
                shapes: shapes,
                fragments: fragments
            )
        } catch {
            let location = ChunkLocation(
                table: table,
                block: block.id,
                column: error.column?.rawValue ?? 0
            )
            throw StoreError(
                .damagedChunk(location, storedByteCount: 0, detail: "\(error)"),
                path: path
            )
        }
    }

    /// Reads fragments of long texts by their numbers.
    func fragments(_ numbers: [UInt32]) throws(StoreError) -> FragmentTable {
        if numbers.isEmpty { return FragmentTable() }
        return try pool.read { connection throws(StoreError) in
            try FragmentTable(numbers, from: connection)
        }
    }

    /// The error for child rows that are not in the order of their parents.
    private func outOfOrder(_ table: Table, in block: BlockInfo) -> StoreError {
        let location = ChunkLocation(
            table: table,
            block: block.id,
            column: ColumnID.field(.parentRow).rawValue
        )
        return StoreError(
            .damagedChunk(location, storedByteCount: 0, detail: "rows are out of order"),
            path: path
        )
    }

    /// The columns that rows of a table need.
    private func content(
        of table: Table,
        _ ranges: [Range<Int>],
        of block: BlockInfo
    ) throws(StoreError) -> TableColumns {
        let fields = table.columns.map { ColumnID.field($0) }
        let columns = try columns(fields, of: table, in: block, for: .lookup)
        let slotRows = try slotRows(of: table, in: block, for: .lookup)
        var isFound = [Bool](repeating: false, count: slotRows.shapes.count)
        for range in ranges {
            for shape in slotRows.rows.words(range) { isFound[Int(shape)] = true }
        }
        var numbers: Set<UInt32> = []
        for (shape, path) in slotRows.paths.enumerated() where isFound[shape] {
            numbers.formUnion(path)
        }
        let ascending = numbers.sorted()
        let found = try self.columns(
            ascending.map { .slot($0) },
            of: table,
            in: block,
            for: .lookup
        )
        var slots: [(number: UInt32, column: StoredColumn)] = []
        for (number, column) in zip(ascending, found) {
            let count = slotRows.slotTotals[number] ?? 0
            try check(column, count, slot: number, of: table, in: block)
            if let column { slots.append((number, column)) }
        }
        return TableColumns(
            table: table,
            fields: columns.compactMap { $0 },
            slots: slots,
            slotRows: slotRows
        )
    }

    /// The child rows of rows of a block, in ranges that are not empty.
    private func children(
        _ table: Table,
        of ranges: [Range<Int>],
        in block: BlockInfo
    ) throws(StoreError) -> [Range<Int>] {
        let column = try columns([.field(.parentRow)], of: table, in: block, for: .lookup)[0]
        guard let parents = column?.words else { return [] }
        var found: [Range<Int>] = []
        for range in ranges {
            let start = parents.firstIndex(notBelow: UInt64(range.lowerBound))
            let end = parents.firstIndex(notBelow: UInt64(range.upperBound))
            if start < end { found.append(start..<end) }
        }
        return found
    }

    /// Renumbers rows of ascending ranges by their position in the concatenated ranges.
    private static func renumbered(_ rows: [UInt64], by ranges: [Range<Int>]) -> [UInt64] {
        var number = 0
        var first: UInt64 = 0
        return rows.map { row in
            while number + 1 < ranges.count, row >= UInt64(ranges[number].upperBound) {
                first += UInt64(ranges[number].count)
                number += 1
            }
            return row &- UInt64(ranges[number].lowerBound) &+ first
        }
    }
}
