package import DossierColumns

/// Decodes the rows of blocks.
package enum BlockDecoder {
    /// Rebuilds the rows of one table of a block from all its chunks, or from those of the columns
    /// that are of interest.
    ///
    /// Columns whose chunk is not given stay empty arrays. A chunk that is told by another column
    /// (`Table.companion(of:)`) needs that one's chunk, a slot needs the chunk of the shape.
    /// `shapes` are the file-wide shapes of the table; they become those of the result, whose slots
    /// are numbered as they are. `spanIDs` is what the block was encoded with. Texts that repeat ids
    /// of their rows need the chunks of these (`needsRowIDs`). Words that refer to other tables (references,
    /// rows) are not checked; shapes are.
    package static func decode(
        table: Table,
        rowCount: Int,
        chunks: [ChunkBytes],
        shapes: ShapeTree,
        strings: inout StringTable,
        traces: inout TraceTable,
        spanIDs: [UInt64]? = nil
    ) throws(BlockError) -> TableBatch {
        var columns = [[UInt64]](repeating: [], count: table.columns.count)
        for chunk in inOrderOfNeed(chunks, table: table) {
            guard let field = chunk.column.field, let index = table.index(of: field) else {
                continue
            }
            guard chunk.valueCount == rowCount else {
                throw mismatch(chunk, expected: rowCount)
            }
            columns[index] = try decode(
                chunk,
                type: field.type,
                strings: &strings,
                traces: &traces,
                related: table.related(to: field, columns: columns, spanIDs: spanIDs)
            )
        }
        let slotChunks = chunks.filter { $0.column.field == nil }
        let slots = try decodeSlots(
            slotChunks,
            rowShapes: columns.last ?? [],
            rowCount: rowCount,
            shapes: shapes,
            rowIDs: table.rowIDs(columns),
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

    /// The chunks, those of a companion before those that it tells.
    ///
    /// Companions have none themselves.
    private static func inOrderOfNeed(_ chunks: [ChunkBytes], table: Table) -> [ChunkBytes] {
        func isTold(_ chunk: ChunkBytes) -> Bool {
            chunk.column.field.flatMap { table.relation(of: $0) } != nil
        }
        return chunks.filter { !isTold($0) } + chunks.filter { isTold($0) }
    }

    private static func decode(
        _ chunk: ChunkBytes,
        type: ValueType,
        strings: inout StringTable,
        traces: inout TraceTable,
        related: RelatedColumn?
    ) throws(BlockError) -> [UInt64] {
        do throws(BlockError) {
            return try chunk.bytes.withUnsafeBufferPointer { (bytes) throws(BlockError) in
                try ChunkDecoder.decode(
                    UnsafeRawBufferPointer(bytes),
                    valueCount: chunk.valueCount,
                    checksum: chunk.checksum,
                    type: type,
                    strings: &strings,
                    traces: &traces,
                    related: related
                )
            }
        } catch {
            throw BlockError(error.code, byteOffset: error.byteOffset, column: chunk.column)
        }
    }

    private static func mismatch(_ chunk: ChunkBytes, expected: Int) -> BlockError {
        BlockError(
            .valueCountMismatch(expected: expected, found: chunk.valueCount),
            byteOffset: 0,
            column: chunk.column
        )
    }

    private static func decodeSlots(
        _ chunks: [ChunkBytes],
        rowShapes: [UInt64],
        rowCount: Int,
        shapes: ShapeTree,
        rowIDs: RowIDs?,
        strings: inout StringTable,
        traces: inout TraceTable
    ) throws(BlockError) -> [SlotColumn] {
        var slots = [SlotColumn](repeating: SlotColumn(), count: shapes.slots.count)
        if chunks.isEmpty, rowShapes.isEmpty { return slots }
        guard rowShapes.count == rowCount else {
            throw BlockError(.missingRelatedColumn, byteOffset: 0, column: .field(.shape))
        }
        var isWanted = [Bool](repeating: false, count: shapes.slots.count)
        for chunk in chunks {
            guard case .slot(let slot) = chunk.column, Int(slot) < slots.count else {
                throw mismatch(chunk, expected: 0)
            }
            isWanted[Int(slot)] = true
        }
        try fillRows(of: &slots, isWanted: isWanted, rowShapes: rowShapes, shapes: shapes)
        for chunk in chunks {
            guard case .slot(let slot) = chunk.column else { continue }
            guard chunk.valueCount == slots[Int(slot)].rows.count else {
                throw mismatch(chunk, expected: slots[Int(slot)].rows.count)
            }
            let rows = slots[Int(slot)].rows
            let ids = needsRowIDs(chunk.bytes) ? rowIDs : nil
            slots[Int(slot)].words = try decode(
                chunk,
                type: shapes.slots[Int(slot)].type,
                strings: &strings,
                traces: &traces,
                related: ids.flatMap { $0.traces.isEmpty ? nil : .rowIDs($0.at(rows)) }
            )
        }
        return slots
    }

    /// Whether a chunk may have texts that repeat the ids of their rows.
    package static func needsRowIDs(_ chunk: [UInt8]) -> Bool {
        chunk.first == Encoding.templates.rawValue
    }

    /// Lists for each wanted slot the rows whose shape has it.
    private static func fillRows(
        of slots: inout [SlotColumn],
        isWanted: [Bool],
        rowShapes: [UInt64],
        shapes: ShapeTree
    ) throws(BlockError) {
        var paths: [UInt64: [Int]] = [:]
        var lastShape = UInt64.max
        var path: [Int] = []
        for (row, shape) in rowShapes.enumerated() {
            if shape != lastShape {
                guard shape < UInt64(shapes.count) else {
                    throw BlockError(
                        .outOfBounds(shape, limit: UInt64(shapes.count)),
                        byteOffset: 0,
                        column: .field(.shape)
                    )
                }
                if let known = paths[shape] {
                    path = known
                } else {
                    path = shapes.path(to: UInt32(shape)).map { Int($0) }.filter { isWanted[$0] }
                    paths[shape] = path
                }
                lastShape = shape
            }
            for slot in path { slots[slot].rows.append(UInt32(truncatingIfNeeded: row)) }
        }
    }
}
