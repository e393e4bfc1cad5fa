import DossierBlocks
import DossierColumns

extension EncodedContent {
    /// Decodes the columns of one table that were read, each by itself; `known` are those that
    /// were decoded before.
    func columns(
        of table: Table,
        shapes: ShapeTree,
        known: [Int64: StoredColumn] = [:]
    ) throws(StoreError) -> [Int64: StoredColumn] {
        var columns: [Int64: StoredColumn] = [:]
        let own = chunks.filter { $0.id?.table == table.rawValue }
        for isTold in [false, true] {
            for chunk in own where !BlockDecoder.needsRowIDs(chunk.data) {
                guard let bytes = chunk.bytes else { throw damage(in: chunk, Self.noColumn) }
                let companion = companion(of: bytes.column, in: table)
                guard (companion != nil) == isTold else { continue }
                let told = companion.flatMap { columns[$0.key] ?? known[$0.key] }
                columns[chunk.key] = try column(
                    chunk,
                    bytes,
                    of: table,
                    shapes: shapes,
                    companion: told?.words.words
                )
            }
        }
        let texts = own.filter { BlockDecoder.needsRowIDs($0.data) }
        if !texts.isEmpty {
            let rows = try RowIdentity(of: self, table, shapes) { key in columns[key] ?? known[key]
            }
            for chunk in texts { columns[chunk.key] = try rows.column(chunk, of: self, shapes) }
        }
        return columns
    }

    /// Decodes all columns of all tables.
    func wholeTables(shapes: (Table) -> ShapeTree) throws(StoreError) -> CachedBlock {
        var content = CachedBlock()
        content.info = block
        var whole: [Table: WholeTable] = [:]
        for table in tables {
            let columns = try columns(of: table, shapes: shapes(table))
            let decoded = try wholeTable(table, columns, shapes: shapes(table))
            content.columns.merge(columns) { first, _ in first }
            content.slotRows[table] = decoded.slotRows
            whole[table] = decoded
        }
        content.whole = whole
        return content
    }

    private func wholeTable(
        _ table: Table,
        _ columns: [Int64: StoredColumn],
        shapes: ShapeTree
    ) throws(StoreError) -> WholeTable {
        var fields: [StoredColumn] = []
        for field in table.columns {
            guard let column = columns[key(of: .field(field), table)] else {
                throw missing(.field(field), of: table)
            }
            fields.append(column)
        }
        let slotRows = try slotRows(of: table, fields.last, shapes: shapes)
        let counts = slotRows.slotCounts(slotRows.totals)
        for slot in counts.keys where columns[key(of: .slot(slot), table)] == nil {
            throw missing(.slot(slot), of: table)
        }
        var slots: [(number: UInt32, column: StoredColumn)] = []
        for chunk in chunks where chunk.id?.table == table.rawValue {
            guard case .slot(let slot)? = chunk.bytes?.column, let column = columns[chunk.key]
            else { continue }
            try check(column, of: slot, chunk, counts)
            slots.append((slot, column))
        }
        return WholeTable(
            table: table,
            rowCount: block.rowCount(of: table),
            columns: fields,
            slots: slots,
            slotRows: slotRows
        )
    }

    /// Tells from the column of shapes which rows have which slots.
    func slotRows(
        of table: Table,
        _ column: StoredColumn?,
        shapes: ShapeTree
    ) throws(StoreError) -> SlotRows {
        guard let column else { throw missing(.field(.shape), of: table) }
        guard let rows = SlotRows(column.words.words, in: shapes) else {
            let chunk = chunks.first { $0.key == key(of: .field(.shape), table) }
            guard let chunk else { throw missing(.field(.shape), of: table) }
            throw damage(in: chunk, "a row has a shape that is not in the store")
        }
        return rows
    }

    /// A slot has as many values as there are rows with it.
    func check(
        _ column: StoredColumn,
        of slot: UInt32,
        _ chunk: StoredChunk,
        _ counts: [UInt32: Int]
    ) throws(StoreError) {
        let expected = counts[slot] ?? 0
        guard column.count == expected else {
            throw damage(in: chunk, "\(column.count) values where the rows have \(expected)")
        }
    }

    private func column(
        _ chunk: StoredChunk,
        _ bytes: ChunkBytes,
        of table: Table,
        shapes: ShapeTree,
        companion: [UInt64]?
    ) throws(StoreError) -> StoredColumn {
        let type: ValueType
        switch bytes.column {
        case .field(let field):
            guard bytes.valueCount == block.rowCount(of: table) else {
                throw damage(in: chunk, "\(bytes.valueCount) values")
            }
            type = field.type
        case .slot(let slot):
            guard slot < shapes.slots.count else { throw damage(in: chunk, Self.noColumn) }
            type = shapes.slots[Int(slot)].type
        }
        do {
            return StoredColumn(
                try ColumnDecoder.decode(bytes, type: type, of: table, companion: companion),
                type: type
            )
        } catch {
            throw damage(in: chunk, "\(error)")
        }
    }

    private func companion(of column: ColumnID, in table: Table) -> ChunkID? {
        guard case .field(let field) = column, let companion = table.companion(of: field) else {
            return nil
        }
        return ChunkID(block: block.id, table: table, column: .field(companion))
    }

    func key(of column: ColumnID, _ table: Table) -> Int64 {
        ChunkID(block: block.id, table: table, column: column).key
    }
}
