/// A part of an input that could not be read, as it is stored.
package struct StoredRejection: Sendable {
    package let id: Int64
    /// The id of the input's record.
    package let input: Int
    /// Where it starts in the decoded input, in bytes.
    package let byteOffset: UInt64
    /// The input ended inside the value.
    package let isTail: Bool
    package let reason: String
    package let bytes: [UInt8]

    init(_ row: CheckedRow) throws(StoreError) {
        id = try row.int(0)
        input = Int(try row.int(1))
        byteOffset = try row.bits(2)
        isTail = try row.int(3) != 0
        reason = try row.text(4)
        let byteCount = try row.int(5)
        guard let bytes = RejectedBytes.decode(try row.bytes(6)), Int64(bytes.count) == byteCount
        else { throw row.damage("the bytes can't be decoded") }
        self.bytes = bytes
    }
}

extension StoreReader {
    /// Gives what could not be read to `body`, in the order in which it was stored; until that
    /// returns false.
    ///
    /// A few at a time are read in one transaction, so memory stays bounded and `body` may take its
    /// time. With an `input`, only what came from that one is given.
    package func forEachRejection(
        input: Int? = nil,
        _ body: (StoredRejection) throws(StoreError) -> Bool
    ) throws(StoreError) {
        var next: Int64 = 0
        while true {
            let page = try rejections(from: next, input: input)
            guard let last = page.last else { return }
            for rejection in page where try !body(rejection) { return }
            guard last.id >= next, last.id < Int64.max else { return }
            next = last.id + 1
        }
    }

    private static let pageByteCount = 4 << 20
    private static let pageRowCount = 256

    private func rejections(
        from first: Int64,
        input: Int?
    ) throws(StoreError) -> [StoredRejection] {
        try pool.read { connection throws(StoreError) in
            let statement = try connection.prepare(
                """
                SELECT * FROM rejected WHERE rejected_id >= ?1 AND (?2 IS NULL OR input_id = ?2)
                ORDER BY rejected_id LIMIT \(Self.pageRowCount)
                """
            )
            defer { statement.reset() }
            statement.bind(first, at: 1)
            if let input { statement.bind(input, at: 2) }
            var page: [StoredRejection] = []
            var byteCount = 0
            while byteCount < Self.pageByteCount, try statement.step() {
                let table = CatalogueTable.rejected
                let row = try CheckedRow(
                    statement,
                    table: table.rawValue,
                    count: table.columnCount,
                    path: connection.path
                )
                page.append(try StoredRejection(row))
                byteCount += page.last?.bytes.count ?? 0
            }
            return page
        }
    }
}
