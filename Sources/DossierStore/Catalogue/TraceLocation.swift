package import DossierColumns
import DossierPrimitives

/// Where rows of a trace are: a run of rows in a block.
package struct TraceLocation: Hashable, Sendable {
    package let block: UInt32
    package let table: Table
    /// Within the block.
    package let firstRow: Int
    package let rowCount: Int

    package var rows: Range<Int> { firstRow..<(firstRow + rowCount) }

    init(block: UInt32, table: Table, firstRow: Int, rowCount: Int) {
        self.block = block
        self.table = table
        self.firstRow = firstRow
        self.rowCount = rowCount
    }

    /// Appends three LEB128 numbers; `schema/v1.sql` says which.
    func append(to bytes: inout [UInt8]) {
        bytes.appendVarint(UInt64(block) << 4 | UInt64(table.rawValue))
        bytes.appendVarint(UInt64(firstRow))
        bytes.appendVarint(UInt64(rowCount))
    }

    /// Reads the locations of a trace; nil if the bytes are damaged.
    static func decode(_ bytes: [UInt8]) -> [TraceLocation]? {
        var locations: [TraceLocation] = []
        var position = 0
        func number() -> UInt64? { try? Varint.read(bytes, at: &position) }
        while position < bytes.count {
            guard let blockAndTable = number(), let firstRow = number(), let rowCount = number(),
                let table = Table(rawValue: UInt8(blockAndTable & 0xf)), rowCount > 0,
                blockAndTable >> 4 <= UInt64(BlockInfo.idLimit),
                firstRow <= UInt64(BlockInfo.rowLimit), rowCount <= UInt64(BlockInfo.rowLimit)
            else { return nil }
            locations.append(
                TraceLocation(
                    block: UInt32(blockAndTable >> 4),
                    table: table,
                    firstRow: Int(firstRow),
                    rowCount: Int(rowCount)
                )
            )
        }
        return locations
    }
}
