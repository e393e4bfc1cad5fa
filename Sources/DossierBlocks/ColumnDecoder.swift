package import DossierColumns

/// A column of a block, with the tables that its words refer to.
package struct DecodedColumn: Sendable {
    package var words: [UInt64]
    package var strings = StringTable()
    package var traces = TraceTable()
}

/// Decodes one column of a block without the others.
package enum ColumnDecoder {
    /// The words of a chunk, after its checksum was found right.
    ///
    /// `type` is that of the field or slot. `companion` are the words of the column that tells this
    /// one (`Table.companion(of:)`), of the same rows; nil if none does.
    package static func decode(
        _ chunk: ChunkBytes,
        type: ValueType,
        of table: Table,
        companion: [UInt64]?
    ) throws(BlockError) -> DecodedColumn {
        let related = chunk.column.field.flatMap { field in
            relatedColumn(table.relation(of: field), companion)
        }
        var column = DecodedColumn(words: [])
        do throws(BlockError) {
            column.words = try chunk.bytes.withUnsafeBufferPointer { (bytes) throws(BlockError) in
                try ChunkDecoder.decode(
                    UnsafeRawBufferPointer(bytes),
                    valueCount: chunk.valueCount,
                    checksum: chunk.checksum,
                    type: type,
                    strings: &column.strings,
                    traces: &column.traces,
                    related: related,
                    areShared: false
                )
            }
        } catch {
            throw BlockError(error.code, byteOffset: error.byteOffset, column: chunk.column)
        }
        return column
    }

    private static func relatedColumn(
        _ relation: ColumnRelation?,
        _ words: [UInt64]?
    ) -> RelatedColumn? {
        guard let words else { return nil }
        switch relation {
        case .difference: return .difference(from: words)
        case .rows: return .rows(ids: words)
        case .spans, nil: return nil
        }
    }
}
