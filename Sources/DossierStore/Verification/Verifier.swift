import DossierColumns

/// Checks a whole store and lists the damage.
///
/// 1. SQLite checks its own structure, and the tables are compared with those of the format.
/// 2. Every row of the catalogue is checked against its checksum.
/// 3. Block by block, every chunk is checked against its checksum and decoded as for a query, and
///    the rows are checked against the rules of the format.
/// 4. The trace table, the inputs and the rejected values are compared with the blocks.
///
/// A few blocks at a time are read in one transaction, so that writers can continue; the last step is
/// done in the transaction that finds no further block. Needs memory for every trace and series.
struct Verifier {
    let pool: ConnectionPool
    private(set) var damages: [Damage] = []
    private var known: Set<Damage> = []
    /// Nil if it can't be loaded; then chunks are only checked against their checksums.
    private var catalogue: Catalogue? = Catalogue()
    private var traces = TraceChecks()
    private var mentions = MentionChecks()
    /// Tables that version 1 did not have from the start, and an earlier file lacks.
    var absentTables: Set<String> = []
    private var series = SeriesIndex()
    private var numbers = BlockNumberChecks()
    private var checkedBlockCount = 0

    init(_ pool: ConnectionPool) {
        self.pool = pool
    }

    mutating func run(_ progress: (VerificationProgress) -> Void) throws(StoreError) {
        try noting { verifier throws(StoreError) in try verifier.checkDatabase() }
        for table in CatalogueTable.allCases where !absentTables.contains(table.rawValue) {
            try noting { verifier throws(StoreError) in try verifier.checkRows(of: table) }
        }
        var isAtEnd = false
        while !isAtEnd {
            isAtEnd = true
            try noting { verifier throws(StoreError) in
                isAtEnd = try !verifier.checkNextBlocks(progress)
            }
        }
        report(progress)
    }

    private func report(_ progress: (VerificationProgress) -> Void) {
        progress(
            VerificationProgress(
                checkedBlockCount: checkedBlockCount,
                blockCount: max(checkedBlockCount, Int(catalogue?.lastBlock ?? 0))
            )
        )
    }

    // MARK: - Notes

    mutating func add(_ location: Damage.Location, _ problem: String) {
        let damage = Damage(location: location, problem: problem)
        if known.insert(damage).inserted { damages.append(damage) }
    }

    /// Adds an error in the content of the file to the damage; rethrows any other.
    mutating func note(_ error: StoreError) throws(StoreError) {
        switch error.code {
        case .damagedCatalogue(let row, let detail):
            add(.catalogue(row), detail)
        case .damagedChunk(let location, let storedByteCount, let detail):
            add(.chunk(location, storedByteCount: storedByteCount), detail)
        case .missingChunk(let location):
            add(.chunk(location, storedByteCount: 0), "is missing")
        case .sqlite(let code, let message):
            add(.file, "SQLite error \(code): \(message)")
        case .notSQLite:
            add(.file, "is no longer an SQLite database")
        default:
            throw error
        }
    }

    private mutating func noting(
        _ body: (inout Verifier) throws(StoreError) -> Void
    ) throws(StoreError) {
        do throws(StoreError) {
            try body(&self)
        } catch {
            try note(error)
        }
    }

    // MARK: - Blocks

    /// How many blocks are read at once, to be decoded by several threads.
    private static let blockCountAtOnce = 4

    private enum Step: Sendable {
        case block(EncodedContent)
        /// The block's entry in the catalogue is damaged, or its chunks can't be read.
        case unreadable(Int64, StoreError)
    }

    /// Checks the next blocks; after the last one, checks the trace table and the inputs, and
    /// returns false.
    private mutating func checkNextBlocks(
        _ progress: (VerificationProgress) -> Void
    ) throws(StoreError) -> Bool {
        let steps = try pool.read { connection throws(StoreError) in
            try self.nextSteps(connection)
        }
        let catalogue = catalogue
        let checked = parallelMap(steps) { step -> CheckedBlock? in
            guard case .block(let content) = step else { return nil }
            return CheckedBlock(content, catalogue)
        }
        for (step, block) in zip(steps, checked) {
            if let block {
                try add(block)
            } else if case .unreadable(let number, let error) = step {
                traces.skip(block: UInt32(clamping: number))
                numbers.skip(block: number)
                try note(error)
            }
            checkedBlockCount += 1
            report(progress)
        }
        return !steps.isEmpty
    }

    /// The next blocks, inside the connection's transaction; none after the last one, when the rest
    /// of the file is checked.
    private mutating func nextSteps(_ connection: Connection) throws(StoreError) -> [Step] {
        try loadCatalogue(connection)
        var steps: [Step] = []
        var last = numbers.lastBlock
        while steps.count < Self.blockCountAtOnce {
            let statement = try connection.prepare(
                "SELECT * FROM block WHERE block_id > ?1 ORDER BY block_id LIMIT 1"
            )
            statement.bind(last, at: 1)
            guard try statement.step() else {
                statement.reset()
                if steps.isEmpty { try finish(connection) }
                break
            }
            let id = statement.int(0)
            // In a damaged tree the search may loop.
            guard id > last else {
                statement.reset()
                if steps.isEmpty { add(.catalogue("block"), "rows are out of order") }
                break
            }
            steps.append(step(id, statement, connection))
            last = id
        }
        return steps
    }

    /// Reads the block in the statement's current row.
    private func step(
        _ id: Int64,
        _ statement: Statement,
        _ connection: Connection
    ) -> Step {
        do throws(StoreError) {
            let table = CatalogueTable.block
            let row = try CheckedRow(
                statement,
                table: table.rawValue,
                count: table.columnCount,
                path: pool.path
            )
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

    /// Adds what is wrong with a block, or else its rows to what is compared in the end.
    private mutating func add(_ checked: CheckedBlock) throws(StoreError) {
        let block = checked.block
        for problem in numbers.problems(of: block, commitCount: catalogue?.commitCount ?? .max) {
            add(.block(block.id, block.table), problem)
        }
        for error in checked.errors { try note(error) }
        for problem in checked.problems { add(.block(block.id, block.table), problem) }
        guard let rows = checked.rows, let catalogue else {
            traces.skip(block: block.id)
            return
        }
        traces.add(block, rows, serviceNames: catalogue.serviceNames)
        mentions.add(block, rows)
        if block.table == .series, !series.add(rows, firstRow: block.firstRow) {
            add(.block(block.id, block.table), "duplicate or malformed series")
        }
    }

    private mutating func finish(_ connection: Connection) throws(StoreError) {
        if catalogue != nil {
            for damage in try traces.damages(of: connection) {
                add(damage.location, damage.problem)
            }
            let unreadable = traces.unreadable
            for damage in try mentions.damages(of: connection, unreadable: unreadable) {
                add(damage.location, damage.problem)
            }
        }
        try checkInputs(connection)
        let orphans = try connection.integer(
            """
            SELECT count(*) FROM chunk WHERE chunk_id >> 32 NOT IN (SELECT block_id FROM block)
            """
        )
        if let orphans, orphans > 0 { add(.file, "\(orphans) chunks belong to no block") }
    }
}

extension StoreReader {
    /// Checks the whole file and lists all damage.
    ///
    /// Throws only if the file can't be read or is locked.
    package func verify(
        progress: (VerificationProgress) -> Void = { _ in }
    ) throws(StoreError) -> [Damage] {
        var verifier = Verifier(pool)
        try verifier.run(progress)
        return verifier.damages
    }
}
