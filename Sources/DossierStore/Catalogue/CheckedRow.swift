/// A row of a catalogue table whose last column, `checksum`, covers the columns before it.
struct CheckedRow: Sendable {
    let table: String
    let path: String
    let values: [StoredValue]

    /// Reads the statement's current row: `count` columns and the checksum.
    init(_ statement: Statement, table: String, count: Int, path: String) throws(StoreError) {
        self.table = table
        self.path = path
        values = (0..<Int32(count)).map { statement.value($0) }
        guard statement.bits(Int32(count)) == Self.checksum(values) else {
            throw damage("checksum mismatch")
        }
    }

    static func checksum(_ values: [StoredValue]) -> UInt64 {
        var checksum = RowChecksum()
        for value in values { checksum.add(value) }
        return checksum.value
    }

    func int(_ column: Int) throws(StoreError) -> Int64 {
        guard case .int(let int) = values[column] else { throw damage("no integer") }
        return int
    }

    func bits(_ column: Int) throws(StoreError) -> UInt64 {
        UInt64(bitPattern: try int(column))
    }

    func optionalBits(_ column: Int) throws(StoreError) -> UInt64? {
        values[column] == .null ? nil : try bits(column)
    }

    /// An integer of a range that the format allows.
    func int(_ column: Int, in range: ClosedRange<Int64>) throws(StoreError) -> Int64 {
        let int = try int(column)
        guard range.contains(int) else { throw damage("\(int) is out of range") }
        return int
    }

    func bytes(_ column: Int) throws(StoreError) -> [UInt8] {
        switch values[column] {
        case .text(let bytes), .blob(let bytes): return bytes
        default: throw damage("no text")
        }
    }

    func text(_ column: Int) throws(StoreError) -> String {
        String(decoding: try bytes(column), as: UTF8.self)
    }

    func damage(_ problem: String) -> StoreError {
        let row =
            switch values.first {
            case .int(let id): " row \(id)"
            case .text(let key): " row \"\(String(decoding: key, as: UTF8.self))\""
            default: ""
            }
        return StoreError(
            .damagedCatalogue(table: table + row, detail: problem),
            path: path
        )
    }
}

extension Statement {
    /// Inserts a row and its checksum.
    func insert(_ values: [StoredValue]) throws(StoreError) {
        var index: Int32 = 1
        for value in values {
            switch value {
            case .null: bindNull(at: index)
            case .int(let int): bind(int, at: index)
            case .text(let bytes): bytes.withUnsafeBytes { bind(text: $0, at: index) }
            case .blob(let bytes): bind(blob: bytes, at: index)
            }
            index += 1
        }
        bind(bits: CheckedRow.checksum(values), at: index)
        try run()
    }
}

extension Connection {
    /// Gives every row of a query on a checked table to `body`; the query selects the columns in
    /// the order of the table, the checksum last.
    func forEachRow(
        of table: CatalogueTable,
        _ sql: String,
        _ parameters: [Int64] = [],
        _ body: (CheckedRow) throws(StoreError) -> Void
    ) throws(StoreError) {
        let statement = try prepare(sql)
        defer { statement.reset() }
        for (index, parameter) in parameters.enumerated() {
            statement.bind(parameter, at: Int32(index + 1))
        }
        while try statement.step() {
            try body(
                CheckedRow(
                    statement,
                    table: table.rawValue,
                    count: table.columnCount,
                    path: path
                )
            )
        }
    }
}
