/// An input as the store remembers it, so that reading can go on where it stopped.
package struct InputRecord: Hashable, Sendable, Identifiable {
    package let id: Int
    package let path: String
    package let encoding: String
    /// How many of the first decoded bytes `headHash` covers.
    package let headByteCount: UInt64
    package let headHash: UInt64
    /// The start of the first value that is not wholly in the store, in decoded bytes.
    package var byteOffset: UInt64 = 0
    /// How many elements of the value at `byteOffset` are in the store already.
    package var elementCount: UInt64 = 0
    /// The XXH3 hash of the decoded bytes before `byteOffset`.
    package var prefixHash: UInt64 = 0
    /// How many bytes came from `byteOffset` on when the end of the input was reached.
    package var tailByteCount: UInt64 = 0
    package var isFinished = false
    /// Nil if rows of it were committed together with those of other inputs, uncounted.
    package var rows: InputRowCounts? = InputRowCounts()
    /// The rows of table `rejected`; a long value has several.
    package var rejectedCount: UInt64 = 0

    init(id: Int, path: String, encoding: String, headByteCount: UInt64, headHash: UInt64) {
        self.id = id
        self.path = path
        self.encoding = encoding
        self.headByteCount = headByteCount
        self.headHash = headHash
    }

    init(_ row: CheckedRow) throws(StoreError) {
        id = Int(try row.int(0, in: 1...Int64(Int32.max)))
        path = try row.text(1)
        encoding = try row.text(2)
        headByteCount = try row.bits(3)
        headHash = try row.bits(4)
        byteOffset = try row.bits(5)
        elementCount = try row.bits(6)
        prefixHash = try row.bits(7)
        tailByteCount = try row.bits(8)
        isFinished = try row.int(9) != 0
        if let spans = try row.optionalBits(10), let logRecords = try row.optionalBits(11),
            let dataPoints = try row.optionalBits(12)
        {
            rows = InputRowCounts(spans: spans, logRecords: logRecords, dataPoints: dataPoints)
        } else {
            rows = nil
        }
        rejectedCount = try row.bits(13)
    }

    var values: [StoredValue] {
        [
            .int(Int64(id)), .text(path), .text(encoding), .bits(headByteCount), .bits(headHash),
            .bits(byteOffset), .bits(elementCount), .bits(prefixHash), .bits(tailByteCount),
            .int(isFinished ? 1 : 0), .optional(bits: rows?.spans),
            .optional(bits: rows?.logRecords), .optional(bits: rows?.dataPoints),
            .bits(rejectedCount),
        ]
    }

    /// All inputs of a store, by id, inside the connection's transaction.
    static func load(from connection: Connection) throws(StoreError) -> [InputRecord] {
        var records: [InputRecord] = []
        try connection.forEachRow(of: .input, CatalogueTable.input.selectAll) {
            row throws(StoreError) in
            records.append(try InputRecord(row))
        }
        return records
    }
}

/// How many rows an input gave.
package struct InputRowCounts: Hashable, Sendable {
    package var spans: UInt64 = 0
    package var logRecords: UInt64 = 0
    package var dataPoints: UInt64 = 0

    package init(spans: UInt64 = 0, logRecords: UInt64 = 0, dataPoints: UInt64 = 0) {
        self.spans = spans
        self.logRecords = logRecords
        self.dataPoints = dataPoints
    }

    static func + (left: InputRowCounts, right: InputRowCounts) -> InputRowCounts {
        InputRowCounts(
            spans: left.spans &+ right.spans,
            logRecords: left.logRecords &+ right.logRecords,
            dataPoints: left.dataPoints &+ right.dataPoints
        )
    }
}
