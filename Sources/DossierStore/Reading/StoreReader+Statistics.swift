internal import DossierBlocks
package import DossierColumns

extension StoreReader {
    /// The least and greatest word of a column of a block's rows; nil where order has no meaning,
    /// or the block has no such column.
    package func range(
        of field: Field,
        in block: BlockInfo
    ) throws(StoreError) -> ClosedRange<UInt64>? {
        try chunks(of: block).first { $0.column == .field(field) }?.range
    }
}
