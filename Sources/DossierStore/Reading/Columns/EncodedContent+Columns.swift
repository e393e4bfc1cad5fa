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
        // Companions have none themselves.
        for hasCompanion in [false, true] {
            for chunk in chunks where chunk.id?.table == table.rawValue {
                guard let bytes = chunk.bytes else { throw damage(in: chunk, Self.noColumn) }
                let companion = companion(of: bytes.column, in: table)
                guard (companion != nil) == hasCompanion else { continue }
                let decoded = companion.flatMap { columns[$0.key] ?? known[$0.key] }
                columns[chunk.key] = try column(
                    chunk,
                    bytes,
                    of: table,
                    shapes: shapes,
                    companion: decoded?.words.words
                )
            }
        }
        return columns
    }

    /// The runs of a field of the block's own table that was read.
    func runs(of field: Field) throws(StoreError) -> WordRuns {
        let id = ChunkID(block: block.id, table: block.table, column: .field(field))
        guard let chunk = chunks.first(where: { $0.key == id.key }) else {
            throw missing(.field(field), of: block.table)
        }
        guard let bytes = chunk.bytes else { throw damage(in: chunk, Self.noColumn) }
        guard bytes.valueCount == block.rowCount else {
            throw damage(in: chunk, "\(bytes.valueCount) values instead of \(block.rowCount)")
        }
        do {
            return try WordRuns(bytes)
        } catch {
            throw damage(in: chunk, "\(error)")
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
            let rowCount = block.rowCount(of: table)
            guard bytes.valueCount == rowCount else {
                throw damage(in: chunk, "\(bytes.valueCount) values instead of \(rowCount)")
            }
            type = field.type
        case .slot(let slot):
            guard slot < shapes.slots.count else { throw damage(in: chunk, Self.noColumn) }
            type = shapes.slots[Int(slot)].type
        }
        do {
            return try StoredColumn(
                try ColumnDecoder.decode(bytes, type: type, of: table, companion: companion),
                type: type,
                keepsTemplates: bytes.column.isSlot && table.keepsTemplates
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
}

extension ColumnID {
    fileprivate var isSlot: Bool { if case .slot = self { true } else { false } }
}

extension Table {
    /// Whether texts of slots stay templates until they are wanted: where they may be long, and
    /// mostly a few rows are asked for.
    fileprivate var keepsTemplates: Bool {
        switch self {
        case .span, .spanEvent, .spanLink, .logRecord: true
        case .series, .dataPoint, .exemplar: false
        }
    }
}
