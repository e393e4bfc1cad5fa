import DossierBlocks
import DossierColumns

/// A row of the table `chunk`: one column of a block, encoded.
struct StoredChunk: Sendable {
    let key: Int64
    let valueCount: Int64
    let rawByteCount: Int64
    /// The checksum of `data`, if the rest of the row is undamaged.
    let dataChecksum: UInt64
    let minimum: Int64?
    let maximum: Int64?
    let data: [UInt8]

    static let insert = "INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?)"
    static let selectOne = "SELECT * FROM chunk WHERE chunk_id = ?1"
    static let selectRange = "SELECT * FROM chunk WHERE chunk_id BETWEEN ?1 AND ?2"

    init(key: Int64, _ chunk: EncodedChunk) {
        self.key = key
        valueCount = Int64(chunk.valueCount)
        rawByteCount = Int64(chunk.rawByteCount)
        dataChecksum = chunk.checksum
        minimum = chunk.range.map { Int64(bitPattern: $0.lowerBound) }
        maximum = chunk.range.map { Int64(bitPattern: $0.upperBound) }
        data = chunk.bytes
    }

    /// Reads the statement's current row.
    init(_ statement: Statement) {
        key = statement.int(0)
        valueCount = statement.int(1)
        rawByteCount = statement.int(2)
        let stored = statement.bits(3)
        minimum = statement.isNull(4) ? nil : statement.int(4)
        maximum = statement.isNull(5) ? nil : statement.int(5)
        data = statement.bytes(6)
        dataChecksum =
            stored
            ^ Self.rowChecksum(
                key: key,
                valueCount: valueCount,
                rawByteCount: rawByteCount,
                minimum: minimum,
                maximum: maximum
            )
    }

    func store(with statement: Statement) throws(StoreError) {
        statement.bind(key, at: 1)
        statement.bind(valueCount, at: 2)
        statement.bind(rawByteCount, at: 3)
        let rowChecksum = Self.rowChecksum(
            key: key,
            valueCount: valueCount,
            rawByteCount: rawByteCount,
            minimum: minimum,
            maximum: maximum
        )
        statement.bind(bits: dataChecksum ^ rowChecksum, at: 4)
        if let minimum { statement.bind(minimum, at: 5) }
        if let maximum { statement.bind(maximum, at: 6) }
        statement.bind(blob: data, at: 7)
        try statement.run()
    }

    /// Nil if the key is invalid.
    var id: ChunkID? { ChunkID(key: key) }

    /// The chunk for the decoder; nil if the numbers of the row are invalid.
    var bytes: ChunkBytes? {
        guard let id, let column = ColumnID(rawValue: id.column),
            let valueCount = Int(exactly: valueCount), valueCount >= 0
        else { return nil }
        return ChunkBytes(
            column: column,
            valueCount: valueCount,
            checksum: dataChecksum,
            bytes: data
        )
    }

    private static func rowChecksum(
        key: Int64,
        valueCount: Int64,
        rawByteCount: Int64,
        minimum: Int64?,
        maximum: Int64?
    ) -> UInt64 {
        CheckedRow.checksum([
            .int(key), .int(valueCount), .int(rawByteCount), minimum.map { .int($0) } ?? .null,
            maximum.map { .int($0) } ?? .null,
        ])
    }
}
