internal import DossierBlocks
package import DossierColumns

extension StoreReader {
    /// The least and greatest word of a column of a block's rows; nil where order has no meaning,
    /// or the block has no such column.
    package func range(
        of field: Field,
        in block: BlockInfo
    ) throws(StoreError) -> ClosedRange<UInt64>? {
        let id = ChunkID(block: block.id, table: block.table, column: .field(field))
        return try pool.read { connection throws(StoreError) in
            try ChunkInfo.load(id, from: connection)?.range
        }
    }
}
