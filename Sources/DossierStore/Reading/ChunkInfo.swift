package import DossierBlocks
package import DossierColumns

/// A chunk without its data, to decide whether it is worth reading.
package struct ChunkInfo: Sendable {
    package let table: Table
    package let column: ColumnID
    package let valueCount: Int
    /// The size of the values as plain words and strings.
    package let rawByteCount: Int
    package let storedByteCount: Int
    /// From the smallest to the largest word, where the column has an order.
    package let range: ClosedRange<UInt64>?

    /// Nil if the numbers are invalid.
    init?(_ statement: Statement) {
        guard let id = ChunkID(key: statement.int(0)), let table = Table(rawValue: id.table),
            let column = ColumnID(rawValue: id.column)
        else { return nil }
        self.table = table
        self.column = column
        valueCount = Int(clamping: statement.int(1))
        rawByteCount = Int(clamping: statement.int(2))
        let (minimum, maximum) = (statement.bits(3), statement.bits(4))
        let isOrdered = !statement.isNull(3) && !statement.isNull(4) && minimum <= maximum
        range = isOrdered ? minimum...maximum : nil
        storedByteCount = Int(clamping: statement.int(5))
    }

    /// One chunk; nil if there is none.
    static func load(
        _ id: ChunkID,
        from connection: Connection
    ) throws(StoreError) -> ChunkInfo? {
        let statement = try connection.prepare("\(columns) WHERE chunk_id = ?1")
        defer { statement.reset() }
        statement.bind(id.key, at: 1)
        return try statement.step() ? ChunkInfo(statement) : nil
    }

    private static let columns = """
        SELECT chunk_id, value_count, raw_bytes, minimum, maximum, length(data) FROM chunk
        """

    static func load(
        of block: BlockInfo,
        from connection: Connection
    ) throws(StoreError) -> [ChunkInfo] {
        let statement = try connection.prepare("\(columns) WHERE chunk_id BETWEEN ?1 AND ?2")
        defer { statement.reset() }
        let keys = ChunkID.keys(of: block.id)
        statement.bind(keys.lowerBound, at: 1)
        statement.bind(keys.upperBound, at: 2)
        var chunks: [ChunkInfo] = []
        while try statement.step() {
            if let chunk = ChunkInfo(statement) { chunks.append(chunk) }
        }
        return chunks
    }
}
