package import DossierColumns

/// Decodes one column of a block without the others.
package enum ColumnDecoder {
    /// The values of a chunk whose checksum is right.
    ///
    /// `type` is that of the field or slot. `companion` are the words of `Table.companion(of:)`, of
    /// the same rows; nil if the field has none, or if it was not read.
    package static func decode(
        _ chunk: ChunkBytes,
        type: ValueType,
        of table: Table,
        companion: [UInt64]?
    ) throws(BlockError) -> DecodedColumn {
        let related = chunk.column.field.flatMap { table.related(to: $0, companion: companion) }
        do throws(BlockError) {
            return try chunk.bytes.withUnsafeBufferPointer { (bytes) throws(BlockError) in
                try ChunkDecoder.decode(
                    UnsafeRawBufferPointer(bytes),
                    valueCount: chunk.valueCount,
                    checksum: chunk.checksum,
                    type: type,
                    related: related
                )
            }
        } catch {
            throw BlockError(error.code, byteOffset: error.byteOffset, column: chunk.column)
        }
    }
}
