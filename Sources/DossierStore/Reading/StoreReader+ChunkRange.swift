package import DossierBlocks
package import DossierColumns

extension StoreReader {
    /// From the smallest to the largest word of a column of a block, as unsigned numbers, by what is
    /// stored beside it; nil if that is not known.
    package func wordRange(
        of column: ColumnID,
        of table: Table,
        in block: BlockInfo
    ) throws(StoreError) -> ClosedRange<UInt64>? {
        let id = ChunkID(block: block.id, table: table, column: column)
        return try pool.read { connection throws(StoreError) in
            try ChunkInfo.load(id, from: connection)?.range
        }
    }
}
