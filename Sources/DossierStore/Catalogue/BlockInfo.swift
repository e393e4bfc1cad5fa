package import DossierColumns

/// A block as the catalogue describes it.
///
/// It never changes once it is committed.
package struct BlockInfo: Hashable, Sendable {
    package let id: UInt32
    /// The number of the commit that stored it, from 1.
    package let commit: Int64
    package let table: Table
    /// The numbers of its rows among all rows of the table.
    ///
    /// Not empty.
    package let rowRange: Range<UInt64>
    package let eventCount: Int
    package let linkCount: Int
    /// Nanoseconds since the Unix epoch; nil if no row has a known time.
    package let timeRange: ClosedRange<UInt64>?

    package var firstRow: UInt64 { rowRange.lowerBound }
    package var rowCount: Int { rowRange.count }

    /// The number of rows of the block's table, or of a child table.
    package func rowCount(of table: Table) -> Int {
        switch table {
        case self.table: rowCount
        case .spanEvent: eventCount
        case .spanLink: linkCount
        default: 0
        }
    }

    /// The most rows that a block may have in this format: 2²⁴, far above what a writer makes.
    static let rowLimit: Int64 = 1 << 24
    /// Above the number of any row or commit, and low enough to count on from it.
    static let numberLimit: Int64 = 1 << 60
    /// The block id is the upper half of a chunk id, which is positive.
    static let idLimit: Int64 = Int64(Int32.max)

    init(
        id: UInt32,
        commit: Int64,
        table: Table,
        rowRange: Range<UInt64>,
        eventCount: Int,
        linkCount: Int,
        timeRange: ClosedRange<UInt64>?
    ) {
        self.id = id
        self.commit = commit
        self.table = table
        self.rowRange = rowRange
        self.eventCount = eventCount
        self.linkCount = linkCount
        self.timeRange = timeRange
    }

    init(_ row: CheckedRow) throws(StoreError) {
        id = UInt32(try row.int(0, in: 1...Self.idLimit))
        commit = try row.int(1, in: 1...Self.numberLimit)
        let tableNumber = try row.int(2, in: 0...255)
        guard let table = Table(rawValue: UInt8(tableNumber)), Table.roots.contains(table) else {
            throw row.damage("unknown table \(tableNumber)")
        }
        self.table = table
        let firstRow = UInt64(try row.int(3, in: 0...Self.numberLimit))
        rowRange = firstRow..<(firstRow + UInt64(try row.int(4, in: 1...Self.rowLimit)))
        eventCount = Int(try row.int(5, in: 0...Int64(UInt32.max)))
        linkCount = Int(try row.int(6, in: 0...Int64(UInt32.max)))
        guard let start = try row.optionalBits(7), let end = try row.optionalBits(8) else {
            timeRange = nil
            return
        }
        guard start <= end else { throw row.damage("the times are the wrong way round") }
        timeRange = start...end
    }

    /// The columns of the catalogue's row, in their order.
    var values: [StoredValue] {
        [
            .int(Int64(id)), .int(commit), .int(Int64(table.rawValue)),
            .bits(firstRow), .int(Int64(rowCount)), .int(Int64(eventCount)),
            .int(Int64(linkCount)), .optional(bits: timeRange?.lowerBound),
            .optional(bits: timeRange?.upperBound),
        ]
    }

    /// The blocks of a table, by id, inside the connection's transaction.
    static func load(
        of table: Table,
        from connection: Connection
    ) throws(StoreError) -> [BlockInfo] {
        var blocks: [BlockInfo] = []
        try connection.forEachRow(
            of: .block,
            "SELECT * FROM block WHERE table_id = ?1 ORDER BY block_id",
            [Int64(table.rawValue)]
        ) { row throws(StoreError) in
            blocks.append(try BlockInfo(row))
        }
        return blocks
    }

    /// One block, inside the connection's transaction.
    static func load(id: UInt32, from connection: Connection) throws(StoreError) -> BlockInfo {
        var block: BlockInfo?
        try connection.forEachRow(
            of: .block,
            "SELECT * FROM block WHERE block_id = ?1",
            [Int64(id)]
        ) { row throws(StoreError) in
            block = try BlockInfo(row)
        }
        guard let block else { throw StoreError(.unknownBlock(id), path: connection.path) }
        return block
    }
}
