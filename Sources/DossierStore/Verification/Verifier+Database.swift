import DossierColumns

// Checks that need no blocks.
extension Verifier {
    /// Runs SQLite's integrity check, and compares the tables with those of the format.
    mutating func checkDatabase() throws(StoreError) {
        let reference = try Connection(path: ":memory:", access: .memory)
        try reference.execute(StoreFile.schema)
        let expected = try Self.objects(of: reference)
        let (problems, found, absent) = try pool.read { connection throws(StoreError) in
            let problems = try Self.integrityProblems(of: connection)
            let absent = try StoreFile.absentTables(connection)
            return (problems, try Self.objects(of: connection), absent)
        }
        absentTables = Set(absent)
        for problem in problems { add(.file, problem) }
        for object in found.subtracting(expected).sorted() {
            add(.file, "unexpected object: \(object)")
        }
        for object in expected.subtracting(found).sorted()
        where !absent.contains(where: { object.hasPrefix("table \($0) ") }) {
            add(.file, "missing object: \(object)")
        }
    }

    private static func integrityProblems(
        of connection: Connection
    ) throws(StoreError) -> [String] {
        let statement = try connection.prepare("PRAGMA integrity_check")
        defer { statement.reset() }
        var problems: [String] = []
        while try statement.step() { problems.append(statement.text(0)) }
        return problems.filter { $0 != "ok" }
    }

    private static func objects(of connection: Connection) throws(StoreError) -> Set<String> {
        let statement = try connection.prepare(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema"
        )
        defer { statement.reset() }
        var objects: Set<String> = []
        while try statement.step() {
            objects.insert((0..<4).map { statement.text($0) }.joined(separator: " "))
        }
        return objects
    }

    /// The checksum of every row of a catalogue table.
    mutating func checkRows(of table: CatalogueTable) throws(StoreError) {
        let path = pool.path
        let problems = try pool.read { connection throws(StoreError) -> [StoreError] in
            var problems: [StoreError] = []
            guard try table.isPresent(in: connection) else { return [] }
            let statement = try connection.prepare(table.selectAll)
            defer { statement.reset() }
            while try statement.step() {
                do throws(StoreError) {
                    let row = try CheckedRow(
                        statement,
                        table: table.rawValue,
                        count: table.columnCount,
                        path: path
                    )
                    try Self.checkContent(of: row, table)
                } catch {
                    problems.append(error)
                }
            }
            return problems
        }
        for problem in problems { try note(problem) }
    }

    private static func checkContent(
        of row: CheckedRow,
        _ table: CatalogueTable
    ) throws(StoreError) {
        switch table {
        case .block: _ = try BlockInfo(row)
        case .input: _ = try InputRecord(row)
        case .rejected: _ = try StoredRejection(row)
        case .anomaly: _ = try StoredAnomaly(row)
        case .fragmentPack: _ = try StoredFragmentPack(row).fragments(row)
        case .receipt: _ = try StoredReceipt(row)
        default: break
        }
    }

    /// Compares the inputs with their rejected values, inside the connection's transaction.
    mutating func checkInputs(_ connection: Connection) throws(StoreError) {
        var counts: [Int64: UInt64] = [:]
        let statement = try connection.prepare(
            "SELECT input_id, count(*) FROM rejected GROUP BY input_id"
        )
        while try statement.step() { counts[statement.int(0)] = statement.bits(1) }
        statement.reset()
        for input in try InputRecord.load(from: connection) {
            let count = counts.removeValue(forKey: Int64(input.id)) ?? 0
            if count != input.rejectedCount {
                add(
                    .input(input.id),
                    "\(count) of \(input.rejectedCount) rejected values are stored"
                )
            }
        }
        for (id, count) in counts.sorted(by: { $0.key < $1.key }) {
            add(.input(Int(id)), "unknown input, referred to by \(count) rejected values")
        }
        let inputs = Set(try InputRecord.load(from: connection).map(\.id))
        for stored in try StoredAnomaly.load(from: connection)
        where !inputs.contains(stored.anomaly.input) {
            add(.input(stored.anomaly.input), "unknown input, referred to by an anomaly")
        }
    }
}
