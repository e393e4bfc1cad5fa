import DossierBlocks
import DossierColumns

extension EncodedContent {
    /// Decodes all chunks.
    ///
    /// Needs no connection.
    func decode(shapes: (Table) -> ShapeTree) throws(StoreError) -> RowSet {
        var content = RowSet(
            rows: TableBatch(block.table),
            children: [:],
            strings: StringTable(),
            traces: TraceTable()
        )
        for table in tables where columns?[table] != nil || columns == nil {
            let chunks = chunks.filter { $0.id?.table == table.rawValue }
            let batch = try decode(table, chunks, shapes: shapes(table), into: &content)
            try checkSlots(of: batch, chunks)
            try checkParents(of: batch, chunks)
            content.set(batch)
        }
        return content
    }

    /// Decodes what can be decoded, and returns the errors of the rest.
    ///
    /// The chunks with the keys `damaged` are those of `problems()`, which are not decoded.
    func decodeAll(
        except damaged: Set<Int64>,
        shapes: (Table) -> ShapeTree
    ) -> (rows: RowSet, errors: [StoreError]) {
        var content = RowSet(
            rows: TableBatch(block.table),
            children: [:],
            strings: StringTable(),
            traces: TraceTable()
        )
        var errors: [StoreError] = []
        for table in tables {
            let all = chunks.filter { $0.id?.table == table.rawValue }
            let sound = all.filter { !damaged.contains($0.key) }
            do throws(StoreError) {
                let batch = try decode(table, sound, shapes: shapes(table), into: &content)
                try checkSlots(of: batch, sound)
                content.set(batch)
            } catch {
                errors.append(error)
                errors += decodeEach(table, sound, shapes: shapes(table))
            }
            if sound.count < all.count {
                // A damaged chunk is not missing.
                errors.removeAll { error in
                    guard case .missingChunk(let location) = error.code else { return false }
                    return location.table == table
                        && all.contains { $0.id?.column == location.column }
                }
            }
        }
        return (content, errors)
    }

    /// Decodes each chunk of a table with only those that it needs; returns all errors.
    private func decodeEach(
        _ table: Table,
        _ chunks: [StoredChunk],
        shapes: ShapeTree
    ) -> [StoreError] {
        var errors: [StoreError] = []
        for chunk in chunks {
            guard let column = chunk.bytes?.column else { continue }
            let needed = Self.withRelated([column], of: table)
            var content = RowSet(
                rows: TableBatch(table),
                children: [:],
                strings: StringTable(),
                traces: TraceTable()
            )
            do throws(StoreError) {
                _ = try decode(
                    table,
                    chunks.filter { $0.bytes.map { needed.contains($0.column) } ?? false },
                    needed: needed,
                    shapes: shapes,
                    into: &content
                )
            } catch {
                errors.append(error)
            }
        }
        return errors
    }

    /// Decodes chunks of one table.
    ///
    /// `needed` are the columns that must not be missing; nil for all that are wanted.
    private func decode(
        _ table: Table,
        _ chunks: [StoredChunk],
        needed: Set<ColumnID>? = nil,
        shapes: ShapeTree,
        into content: inout RowSet
    ) throws(StoreError) -> TableBatch {
        var bytes: [ChunkBytes] = []
        for chunk in chunks {
            guard let chunk = chunk.bytes else { throw damage(in: chunk, Self.noColumn) }
            bytes.append(chunk)
        }
        let found = Set(bytes.map { $0.column })
        for field in table.columns where !found.contains(.field(field)) {
            let wanted = needed ?? columns.map { Self.withRelated($0[table] ?? [], of: table) }
            if wanted?.contains(.field(field)) ?? true { throw missing(.field(field), of: table) }
        }
        do {
            return try BlockDecoder.decode(
                table: table,
                rowCount: block.rowCount(of: table),
                chunks: bytes,
                shapes: shapes,
                fragments: fragments,
                strings: &content.strings,
                traces: &content.traces
            )
        } catch {
            guard let chunk = chunks.first(where: { $0.bytes?.column == error.column }) else {
                throw missing(.field(.shape), of: table)
            }
            throw damage(in: chunk, "\(error)")
        }
    }

    /// Every slot that a row of the block has is stored.
    private func checkSlots(
        of batch: TableBatch,
        _ chunks: [StoredChunk]
    ) throws(StoreError) {
        guard let shapes = batch.columns.last else { return }
        let found = Set(chunks.compactMap { $0.bytes?.column })
        var isSeen = [Bool](repeating: false, count: batch.shapes.count)
        // The decoder has checked the shapes.
        for shape in shapes where !isSeen[Int(shape)] {
            isSeen[Int(shape)] = true
            for slot in batch.shapes.path(to: UInt32(truncatingIfNeeded: shape)) {
                let column = ColumnID.slot(slot)
                let isWanted = columns.map { $0[batch.table]?.contains(column) ?? false } ?? true
                if isWanted, !found.contains(column) { throw missing(column, of: batch.table) }
            }
        }
    }

    /// Every child row belongs to a row of the block.
    private func checkParents(
        of batch: TableBatch,
        _ chunks: [StoredChunk]
    ) throws(StoreError) {
        guard let index = batch.table.index(of: .parentRow),
            let last = batch.columns[index].max(), last >= UInt64(block.rowCount),
            let chunk = chunks.first(where: { $0.bytes?.column == .field(.parentRow) })
        else { return }
        throw damage(in: chunk, "row \(last) of \(block.rowCount)")
    }

    static let noColumn = "invalid column or value count"

    /// The chunks whose checksums don't match, or that can't be of this block, by their keys.
    func problems() -> [(key: Int64, error: StoreError)] {
        chunks.compactMap { chunk in problem(of: chunk).map { (chunk.key, $0) } }
    }

    private func problem(of chunk: StoredChunk) -> StoreError? {
        guard let bytes = chunk.bytes, tables.contains(where: { $0.rawValue == chunk.id?.table })
        else { return damage(in: chunk, Self.noColumn) }
        let computed = bytes.bytes.withUnsafeBytes { checksum(of: $0) }
        return computed == bytes.checksum ? nil : damage(in: chunk, "checksum mismatch")
    }

    func missing(_ column: ColumnID, of table: Table) -> StoreError {
        StoreError(
            .missingChunk(ChunkLocation(table: table, block: block.id, column: column.rawValue)),
            path: path
        )
    }

    func damage(in chunk: StoredChunk, _ detail: String) -> StoreError {
        let location = ChunkLocation(
            table: chunk.id.flatMap { Table(rawValue: $0.table) } ?? block.table,
            block: block.id,
            column: chunk.id?.column ?? 0
        )
        return StoreError(
            .damagedChunk(location, storedByteCount: chunk.data.count, detail: detail),
            path: path
        )
    }
}

extension RowSet {
    /// Sets the rows of the block's own table, or of a child table.
    fileprivate mutating func set(_ batch: TableBatch) {
        if batch.table == rows.table {
            rows = batch
        } else {
            children[batch.table] = batch
        }
    }
}
