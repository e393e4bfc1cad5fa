import DossierBlocks
import DossierColumns

/// The key of a chunk: block, table and column in one integer, so that the chunks of a block are
/// one range of keys, and one column is one look-up.
struct ChunkID: Hashable {
    let block: UInt32
    let table: UInt8
    let column: UInt32

    static let columnLimit: UInt32 = 1 << 24

    init(block: UInt32, table: Table, column: ColumnID) {
        self.block = block
        self.table = table.rawValue
        self.column = column.rawValue
    }

    /// Nil for a negative key, which no writer makes.
    init?(key: Int64) {
        guard key >= 0 else { return nil }
        block = UInt32(key >> 32)
        table = UInt8(truncatingIfNeeded: key >> 24)
        column = UInt32(truncatingIfNeeded: key) & (Self.columnLimit - 1)
    }

    var key: Int64 { Int64(block) << 32 | Int64(table) << 24 | Int64(column) }

    /// The keys of all chunks of a block.
    static func keys(of block: UInt32) -> ClosedRange<Int64> {
        (Int64(block) << 32)...(Int64(block) << 32 | 0xffff_ffff)
    }
}
