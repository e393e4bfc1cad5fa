package import DossierColumns

/// Decodes all rows of a block.
///
/// Chunks are decoded by `ColumnDecoder`, and `ShapeNumbers` finds which rows have which slots, as
/// when only some rows are wanted (`docs/decisions/2026-11-30-decoding-rows.md`).
package enum BlockDecoder {
    /// The rows of one table of a block, from all its chunks or from those of some columns.
    ///
    /// Columns without a chunk are left empty. A field that has a companion
    /// (`Table.companion(of:)`) needs the chunk of that, a slot the chunk of the shape, and texts
    /// that repeat the ids of their rows need the chunks of these (`mayRepeatRowIDs`). `shapes` are
    /// the file-wide shapes of the table and become those of the result. References to other tables
    /// are not checked; shapes are. `fragments` has those of all long texts.
    package static func decode(
        table: Table,
        rowCount: Int,
        chunks: [ChunkBytes],
        shapes: ShapeTree,
        fragments: FragmentTable = FragmentTable(),
        strings: inout StringTable,
        traces: inout TraceTable
    ) throws(BlockError) -> TableBatch {
        var columns = [[UInt64]](repeating: [], count: table.columns.count)
        for chunk in companionsFirst(chunks, table: table) {
            guard let field = chunk.column.field, let index = table.index(of: field) else {
                continue
            }
            try check(chunk, hasCount: rowCount)
            let companion = table.companion(of: field).flatMap { table.index(of: $0) }
            let column = try ColumnDecoder.decode(
                chunk,
                type: field.type,
                of: table,
                companion: companion.flatMap { columns[$0].isEmpty ? nil : columns[$0] }
            )
            columns[index] = try named(chunk) { () throws(BlockError) in
                try column.words(addingTo: &strings, &traces)
            }
        }
        let slots = try decodeSlots(
            chunks.filter { $0.column.field == nil },
            of: table,
            columns,
            rowCount: rowCount,
            shapes: shapes,
            fragments: fragments,
            strings: &strings,
            traces: &traces
        )
        return TableBatch(
            table: table,
            rowCount: rowCount,
            columns: columns,
            slots: slots,
            shapes: shapes
        )
    }

    /// Whether a chunk may have texts that repeat the ids of their rows.
    package static func mayRepeatRowIDs(_ chunk: [UInt8]) -> Bool {
        chunk.first == Encoding.templates.rawValue
    }

    /// Whether a chunk has long texts, whose fragments have to be read too.
    package static func hasLongTexts(_ chunk: [UInt8]) -> Bool {
        chunk.first == Encoding.longTexts.rawValue
    }

    /// The chunks in an order in which each comes after its companion.
    ///
    /// Companions have none themselves.
    private static func companionsFirst(_ chunks: [ChunkBytes], table: Table) -> [ChunkBytes] {
        func hasCompanion(_ chunk: ChunkBytes) -> Bool {
            chunk.column.field.flatMap { table.companion(of: $0) } != nil
        }
        return chunks.filter { !hasCompanion($0) } + chunks.filter { hasCompanion($0) }
    }

    private static func check(_ chunk: ChunkBytes, hasCount count: Int) throws(BlockError) {
        guard chunk.valueCount != count else { return }
        throw BlockError(
            .valueCountMismatch(expected: count, found: chunk.valueCount),
            byteOffset: 0,
            column: chunk.column
        )
    }

    private static func named<Result>(
        _ chunk: ChunkBytes,
        _ decode: () throws(BlockError) -> Result
    ) throws(BlockError) -> Result {
        do throws(BlockError) {
            return try decode()
        } catch {
            throw BlockError(error.code, byteOffset: error.byteOffset, column: chunk.column)
        }
    }

    private static func decodeSlots(
        _ chunks: [ChunkBytes],
        of table: Table,
        _ columns: [[UInt64]],
        rowCount: Int,
        shapes: ShapeTree,
        fragments: FragmentTable,
        strings: inout StringTable,
        traces: inout TraceTable
    ) throws(BlockError) -> [SlotColumn] {
        var slots = [SlotColumn](repeating: SlotColumn(), count: shapes.slots.count)
        let rowShapes = columns.last ?? []
        if chunks.isEmpty, rowShapes.isEmpty { return slots }
        guard rowShapes.count == rowCount else {
            throw BlockError(.missingRelatedColumn, byteOffset: 0, column: .field(.shape))
        }
        let numbers = try ShapeNumbers(rowShapes, in: shapes)
        var stored: [UInt32] = []
        for chunk in chunks {
            guard let slot = chunk.column.slotNumber, slot < slots.count else {
                throw BlockError(.unknownColumn, byteOffset: 0, column: chunk.column)
            }
            stored.append(slot)
        }
        for (chunk, (number, rows)) in zip(chunks, zip(stored, numbers.rows(of: stored))) {
            let slot = Int(number)
            slots[slot].rows = rows
            try check(chunk, hasCount: rows.count)
            let column = try ColumnDecoder.decode(
                chunk,
                type: shapes.slots[slot].type,
                of: table,
                companion: nil
            )
            let ids = column.repeatsRowIDs ? table.rowIDs(columns, traces) : nil
            slots[slot].words = try named(chunk) { () throws(BlockError) in
                try column.words(
                    addingTo: &strings,
                    &traces,
                    ids: ids?.at(rows),
                    fragments: fragments
                )
            }
        }
        return slots
    }
}
