import DossierBlocks
import DossierColumns

/// Goes through a whole store and lists what is damaged.
///
/// 1. SQLite checks its own structure, and the tables are compared with those of the format.
/// 2. Every row of the catalogue is checked against its checksum.
/// 3. Block by block, every chunk is checked against its checksum and decoded, and the rows are
///    held against what the format promises.
/// 4. The trace table, the inputs and what was rejected are compared with what the blocks hold.
///
/// Each block is read in a transaction of its own, so a writer can go on; the last step happens in
/// the transaction that finds no further block.
struct Verifier {
    private let pool: ConnectionPool
    private(set) var damages: [Damage] = []
    /// Nil if it can't be loaded: then chunks are only checked against their checksums.
    private var catalogue: Catalogue? = Catalogue()
    private var traces = TraceChecks()
    private var series = SeriesIndex()
    private var lastBlock: Int64 = -1
    private var checkedBlockCount = 0

    init(_ pool: ConnectionPool) {
        self.pool = pool
    }

    mutating func run(_ progress: (VerificationProgress) -> Void) throws(StoreError) {
        try noting { verifier throws(StoreError) in try verifier.checkDatabase() }
        for table in CatalogueTable.allCases {
            try noting { verifier throws(StoreError) in try verifier.checkRows(of: table) }
        }
        while try checkNextBlock() {
            checkedBlockCount += 1
            progress(
                VerificationProgress(
                    checkedBlockCount: checkedBlockCount,
                    blockCount: max(checkedBlockCount, Int(catalogue?.lastBlock ?? 0))))
        }
    }

    /// Notes an error that is about the content of the file; others end the verification.
    private mutating func noting(
        _ body: (inout Verifier) throws(StoreError) -> Void
    ) throws(StoreError) {
        do throws(StoreError) {
            try body(&self)
        } catch {
            try note(error)
        }
    }

    private mutating func note(_ error: StoreError) throws(StoreError) {
        switch error.code {
        case .damagedCatalogue(let row, let detail):
            add(.catalogue(row), detail)
        case .damagedChunk(let place, let storedByteCount, let detail):
            add(.chunk(place, storedByteCount: storedByteCount), detail)
        case .missingChunk(let place):
            add(.chunk(place, storedByteCount: 0), "is missing")
        case .sqlite(let code, let message):
            add(.file, "SQLite error \(code): \(message)")
        case .notSQLite:
            add(.file, "is no database any more")
        default:
            throw error
        }
    }

    private mutating func add(_ place: Damage.Place, _ problem: String) {
        let damage = Damage(place: place, problem: problem)
        if !damages.contains(damage) { damages.append(damage) }
    }

    // MARK: - The database

    private mutating func checkDatabase() throws(StoreError) {
        let reference = try Connection(path: ":memory:", access: .memory)
        try reference.execute(StoreFile.schema)
        let expected = try Self.objects(of: reference)
        let (problems, found) = try pool.read { connection throws(StoreError) in
            let problems = try Self.integrityProblems(of: connection)
            return (problems, try Self.objects(of: connection))
        }
        for problem in problems { add(.file, problem) }
        for object in found.subtracting(expected).sorted() {
            add(.file, "is not of this format: \(object)")
        }
        for object in expected.subtracting(found).sorted() { add(.file, "is missing: \(object)") }
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
            "SELECT type, name, tbl_name, sql FROM sqlite_schema")
        defer { statement.reset() }
        var objects: Set<String> = []
        while try statement.step() {
            objects.insert((0..<4).map { statement.text($0) }.joined(separator: " "))
        }
        return objects
    }

    // MARK: - The catalogue

    private mutating func checkRows(of table: CatalogueTable) throws(StoreError) {
        let path = pool.path
        let problems = try pool.read { connection throws(StoreError) in
            var problems: [StoreError] = []
            let statement = try connection.prepare(table.selectAll)
            defer { statement.reset() }
            while try statement.step() {
                do throws(StoreError) {
                    let row = try CheckedRow(
                        statement, table: table.rawValue, count: table.columnCount, path: path)
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
        of row: CheckedRow, _ table: CatalogueTable
    ) throws(StoreError) {
        switch table {
        case .block: _ = try BlockInfo(row)
        case .input: _ = try InputRecord(row)
        case .rejected: _ = try StoredRejection(row)
        default: break
        }
    }

    // MARK: - Blocks

    private enum Step {
        case block(EncodedContent)
        /// The block's entry in the catalogue is damaged, or its chunks can't be read.
        case unreadable(UInt32, StoreError)
        case end
    }

    /// Checks the block after the last one; after them all, what is told from them. False then.
    private mutating func checkNextBlock() throws(StoreError) -> Bool {
        do throws(StoreError) {
            let step = try pool.read { connection throws(StoreError) in
                try self.nextStep(connection)
            }
            switch step {
            case .block(let content):
                try check(content)
            case .unreadable(let block, let error):
                traces.skip(block: block)
                try note(error)
            case .end:
                return false
            }
            return true
        } catch {
            try note(error)
            return false
        }
    }

    private mutating func nextStep(_ connection: Connection) throws(StoreError) -> Step {
        try loadCatalogue(connection)
        let statement = try connection.prepare(
            "SELECT * FROM block WHERE block_id > ?1 ORDER BY block_id LIMIT 1")
        statement.bind(lastBlock, at: 1)
        guard try statement.step() else {
            statement.reset()
            try finish(connection)
            return .end
        }
        lastBlock = statement.int(0)
        let id = UInt32(truncatingIfNeeded: lastBlock)
        do throws(StoreError) {
            let table = CatalogueTable.block
            let row = try CheckedRow(
                statement, table: table.rawValue, count: table.columnCount, path: pool.path)
            statement.reset()
            let block = try BlockInfo(row)
            return .block(try EncodedContent(block, columns: nil, from: connection))
        } catch {
            return .unreadable(id, error)
        }
    }

    private mutating func loadCatalogue(_ connection: Connection) throws(StoreError) {
        guard var loaded = catalogue else { return }
        do throws(StoreError) {
            try loaded.load(from: connection, roots: true)
            if loaded.commitCount != catalogue?.commitCount { traces.setRoots(loaded.roots) }
            catalogue = loaded
        } catch {
            catalogue = nil
            try note(error)
        }
    }

    private mutating func check(_ content: EncodedContent) throws(StoreError) {
        let block = content.block
        var isSound = true
        for chunk in content.chunks {
            guard let problem = content.problem(of: chunk) else { continue }
            try note(problem)
            isSound = false
        }
        guard let catalogue else {
            traces.skip(block: block.id)
            return
        }
        let (rows, errors) = content.decodeAll { catalogue[shapes: $0] }
        for error in errors { try note(error) }
        guard isSound, errors.isEmpty else {
            traces.skip(block: block.id)
            return
        }
        let checks = RowChecks(block: block, rows: rows, limits: limits(catalogue))
        let problems = checks.problems()
        for problem in problems { add(.block(block.id, block.table), problem) }
        guard problems.isEmpty else {
            traces.skip(block: block.id)
            return
        }
        traces.add(block, rows, serviceNames: catalogue.serviceNames)
        if block.table == .series, !series.add(rows, firstRow: block.firstRow) {
            add(.block(block.id, block.table), "a series is there twice, or does not fit together")
        }
    }

    private func limits(_ catalogue: Catalogue) -> ReferenceLimits {
        ReferenceLimits(
            resources: catalogue.shared.resources.count, scopes: catalogue.shared.scopes.count,
            metrics: catalogue.shared.metrics.count, series: catalogue[rowCount: .series],
            dataPoints: catalogue[rowCount: .dataPoint])
    }

    // MARK: - What is told from the blocks

    private mutating func finish(_ connection: Connection) throws(StoreError) {
        if catalogue != nil {
            for damage in try traces.damages(of: connection) { add(damage.place, damage.problem) }
        }
        try checkBlockNumbers(connection)
        try checkInputs(connection)
        let orphans = try connection.integer(
            """
            SELECT count(*) FROM chunk WHERE chunk_id >> 32 NOT IN (SELECT block_id FROM block)
            """)
        if let orphans, orphans > 0 { add(.file, "\(orphans) chunks belong to no block") }
    }

    /// Rows are numbered without gaps within their table, blocks in the order of commits.
    private mutating func checkBlockNumbers(_ connection: Connection) throws(StoreError) {
        var next: [Table: UInt64] = [:]
        var lastID: UInt32 = 0
        var lastCommit: Int64 = 1
        let commitCount = try Meta.commitCount(connection)
        let statement = try connection.prepare(CatalogueTable.block.selectAll)
        defer { statement.reset() }
        while try statement.step() {
            let table = CatalogueTable.block
            guard
                let row = try? CheckedRow(
                    statement, table: table.rawValue, count: table.columnCount, path: pool.path),
                let block = try? BlockInfo(row)
            else { return }
            let place = Damage.Place.block(block.id, block.table)
            if block.id != lastID + 1 { add(place, "block \(lastID + 1) is missing before it") }
            if block.firstRow != next[block.table] ?? 0 { add(place, "rows are missing before it") }
            if block.commit < lastCommit || block.commit > commitCount {
                add(place, "belongs to commit \(block.commit), which can't be")
            }
            next[block.table] = block.rowRange.upperBound
            lastID = block.id
            lastCommit = block.commit
        }
    }

    private mutating func checkInputs(_ connection: Connection) throws(StoreError) {
        var counts: [Int64: UInt64] = [:]
        let statement = try connection.prepare(
            "SELECT input_id, count(*) FROM rejected GROUP BY input_id")
        while try statement.step() { counts[statement.int(0)] = statement.bits(1) }
        statement.reset()
        for input in try InputRecord.load(from: connection) {
            let count = counts.removeValue(forKey: Int64(input.id)) ?? 0
            if count != input.rejectedCount {
                add(.input(input.id), "\(count) of \(input.rejectedCount) rejected values are there")
            }
        }
        for (id, count) in counts.sorted(by: { $0.key < $1.key }) {
            add(
                .input(Int(id)),
                "is not known, and \(count) rejected values refer to it")
        }
    }
}

extension StoreReader {
    /// Goes through the whole file and lists what is damaged; one damage does not hide the next.
    ///
    /// Errors are thrown only for what has nothing to do with the content: a file that can't be
    /// read, or is locked.
    package func verify(
        progress: (VerificationProgress) -> Void = { _ in }
    ) throws(StoreError) -> [Damage] {
        var verifier = Verifier(pool)
        try verifier.run(progress)
        return verifier.damages
    }
}
