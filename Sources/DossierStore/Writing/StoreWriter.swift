package import DossierBlocks
package import DossierColumns
import Synchronization

/// The writer of a store: adds batches, each in one atomic commit.
///
/// It holds the store's lock until it is closed. Its methods may be called from any thread; they
/// take turns.
package final class StoreWriter: Sendable {
    package let path: String
    private let lock: WriterLock
    let state: Mutex<State>

    /// Opens a store for writing, and creates it if it does not exist.
    ///
    /// With `wait`, waits for another writer instead of failing. Commits are encoded with
    /// the help of the pool's threads, without a pool on threads of their own.
    package init(
        path: String,
        wait: Bool = false,
        effort: EncodingEffort = .fast,
        pool: WorkPool? = nil
    ) throws(StoreError) {
        let lock = try WriterLock.acquire(path: path, wait: wait)
        let connection = try StoreFile.openForWriting(path: lock.path)
        CompactedFile.removeLeftovers(of: lock.path)
        self.path = lock.path
        self.lock = lock
        state = Mutex(
            try State(lock: lock, connection: connection, effort: effort, waits: wait, pool: pool)
        )
    }

    /// The inputs of the store, and those added since.
    package var inputs: [InputRecord] { state.withLock { $0.inputs.records } }

    /// Announces an input; it is stored with the first commit that has progress for it.
    ///
    /// `headByteCount` is how many of its first decoded bytes `headHash` covers. Returns the number
    /// that `Batch.progress` and `Batch.rejected` refer to the input by.
    package func addInput(
        path: String,
        encoding: String,
        headByteCount: UInt64,
        headHash: UInt64
    ) -> Int {
        state.withLock { state in
            state.inputs.add(
                path: path,
                encoding: encoding,
                headByteCount: headByteCount,
                headHash: headHash
            )
        }
    }

    /// Stores a batch, and those added before.
    ///
    /// On an error nothing of them is stored, and the writer can go on.
    ///
    /// The batch is given away, so that its columns are changed in place. `counts` are the rows of
    /// each input in it; they are needed only for a batch of several inputs, for the rows of one
    /// with progress for a single input are counted for that.
    package func commit(
        _ batch: consuming Batch,
        counts: [Int: InputRowCounts] = [:]
    ) throws(StoreError) -> CommitSummary {
        var slot: Batch? = consume batch
        return try state.withLock { state throws(StoreError) in
            guard let batch = slot.take() else { return CommitSummary() }
            let before = try state.add(consume batch, counts: counts)
            return before + (try state.flush())
        }
    }

    /// Takes a batch, and stores it with others that follow soon: a transaction waits for the
    /// medium several times, however little it writes.
    ///
    /// Each batch is a commit. Returns what was stored by this call, which may be nothing, or more
    /// than one batch. After an error the file is unchanged.
    package func add(_ batch: consuming Batch) throws(StoreError) -> CommitSummary {
        var slot: Batch? = consume batch
        return try state.withLock { state throws(StoreError) in
            guard let batch = slot.take() else { return CommitSummary() }
            let before = try state.add(consume batch, counts: [:])
            return state.isFlushDue ? before + (try state.flush()) : before
        }
    }

    /// Stores what was added and is not stored yet.
    package func flush() throws(StoreError) -> CommitSummary {
        try state.withLock { state throws(StoreError) in try state.flush() }
    }

    /// Checks that the path still leads to the store.
    package func checkPath() throws(StoreError) {
        guard lock.isInPlace else { throw StoreError(.replacedMeanwhile, path: path) }
    }

    /// Lets the next writer in.
    ///
    /// Commits fail from now on. A store that this writer has created is removed if nothing was
    /// stored in it, and it was not prepared for requests.
    package func close() {
        state.withLock { $0.close() }
    }

    struct State: Sendable {
        /// Commits are stored together until they have so many bytes, or are so old.
        private static let pendingByteLimit = 2 << 20
        private static let pendingAgeLimit = Duration.seconds(1)

        var inputs: InputLedger
        private let lock: WriterLock
        private var connection: Connection?
        private let path: String
        private let effort: EncodingEffort
        private let waits: Bool
        private let pool: WorkPool?
        /// Nil before the first commit, and after one that failed: it is ahead of the file then.
        private var catalogue: Catalogue?
        private var series: SeriesIndex?
        private var fragments: FragmentIndex?
        /// The commits that are encoded and not stored.
        private var pending: [EncodedCommit] = []
        private var pendingByteCount = 0
        private var pendingSince = ContinuousClock.now
        /// What of the catalogue, and of the inputs, is in the file.
        private var stored: (catalogue: CatalogueCounts, inputs: InputLedger)?

        init(
            lock: WriterLock,
            connection: Connection,
            effort: EncodingEffort,
            waits: Bool,
            pool: WorkPool?
        ) throws(StoreError) {
            self.lock = lock
            self.connection = connection
            self.effort = effort
            self.waits = waits
            self.pool = pool
            path = connection.path
            inputs = InputLedger(
                try InputRecord.load(from: connection),
                try StoredAnomaly.load(from: connection)
            )
        }

        mutating func close() {
            let isUnused = lock.hasCreatedFile && connection.map(Self.isUnused) ?? false
            connection = nil
            if isUnused { StoreFile.remove(path: lock.path) }
            lock.release()
        }

        private static func isUnused(_ connection: Connection) -> Bool {
            do throws(StoreError) {
                return try connection.read { () throws(StoreError) in
                    guard try Meta.commitCount(connection) == 0 else { return false }
                    return try Meta.requestJournal(connection) == nil
                }
            } catch {
                return false
            }
        }

        var isFlushDue: Bool {
            pendingByteCount >= Self.pendingByteLimit
                || ContinuousClock.now - pendingSince >= Self.pendingAgeLimit
        }

        /// Encodes a batch; returns what had to be stored for that.
        mutating func add(
            _ batch: consuming Batch,
            counts: [Int: InputRowCounts]
        ) throws(StoreError) -> CommitSummary {
            let connection = try openConnection()
            var summary = CommitSummary()
            if inputs.resumesUnstored(batch) { summary = try flush() }
            try load(from: connection, for: batch)
            if batch.isEmpty { return summary }
            do throws(StoreError) {
                if pending.isEmpty { beginPending() }
                let commit = try encode(consume batch, counts: counts)
                pendingByteCount += commit.byteCount
                pending.append(commit)
            } catch {
                forgetPending()
                throw error
            }
            // What an amendment changed is reloaded before the next commit.
            if pending.last?.amendments.isEmpty == false {
                summary = summary + (try flush())
                catalogue = nil
            }
            return summary
        }

        /// Stores what was added, and in the same transaction what `alongside` stores.
        mutating func flush(
            alongside: ((Connection) throws(StoreError) -> Void)? = nil
        ) throws(StoreError) -> CommitSummary {
            let connection = try openConnection()
            guard let stored, let catalogue, !pending.isEmpty else {
                if let alongside {
                    try connection.write(waits: waits) { () throws(StoreError) in
                        try alongside(connection)
                    }
                }
                var summary = CommitSummary()
                summary.commit = catalogue?.commitCount ?? 0
                return summary
            }
            let storage = CommitStorage(
                commits: pending,
                catalogue: catalogue,
                stored: stored.catalogue,
                connection: connection
            )
            do throws(StoreError) {
                var ledger = inputs
                try connection.write(waits: waits) { () throws(StoreError) in
                    try storage.store(&ledger)
                    try alongside?(connection)
                }
                inputs = ledger
            } catch {
                forgetPending()
                throw error
            }
            let summary = CommitSummary(pending)
            pending = []
            return summary
        }

        /// Runs `body`, which may flush several times, in one transaction: on any error nothing of it
        /// is stored.
        mutating func inOneTransaction(
            _ body: (inout State) throws(StoreError) -> Void
        ) throws(StoreError) {
            let connection = try openConnection()
            let before = inputs
            do throws(StoreError) {
                try connection.write(waits: waits) { () throws(StoreError) in try body(&self) }
            } catch {
                forgetPending()
                inputs.takeBack(to: before)
                throw error
            }
        }

        func openConnection() throws(StoreError) -> Connection {
            guard let connection else { throw StoreError(.closed, path: path) }
            return connection
        }

        private mutating func beginPending() {
            pendingByteCount = 0
            pendingSince = ContinuousClock.now
            stored = catalogue.map { (CatalogueCounts($0), inputs) }
        }

        /// Goes back to what is in the file.
        mutating func forgetPending() {
            if let stored { inputs.takeBack(to: stored.inputs) }
            pending = []
            catalogue = nil
            series = nil
            fragments = nil
        }

        /// Reads what a commit has to know of the file, unless it is in memory already.
        private mutating func load(
            from connection: Connection,
            for batch: borrowing Batch
        ) throws(StoreError) {
            if catalogue == nil {
                var loaded = Catalogue()
                try connection.read { () throws(StoreError) in
                    try loaded.load(from: connection, roots: true)
                }
                catalogue = loaded
            }
            if series == nil, !batch.seriesKeys.isEmpty, let catalogue {
                series = try SeriesIndex(from: connection, catalogue: catalogue)
            }
            if fragments == nil, !batch.strings.longTextCodes.isEmpty {
                fragments = try FragmentIndex(from: connection)
            }
        }

        private mutating func encode(
            _ batch: consuming Batch,
            counts: [Int: InputRowCounts]
        ) throws(StoreError) -> EncodedCommit {
            inputs.add(progressOf: batch, counts: counts)
            // The catalogue moves on with the commit; kept here as well, it would be copied.
            var encoder = CommitEncoder(
                consume batch,
                catalogue: catalogue.take() ?? Catalogue(),
                effort: effort,
                path: path,
                pool: pool
            )
            let areLoaded = (series: series != nil, fragments: fragments != nil)
            var seriesIndex = series.take() ?? SeriesIndex()
            var fragmentIndex = fragments.take() ?? FragmentIndex()
            let commit = try encoder.encode(series: &seriesIndex, fragments: &fragmentIndex)
            series = areLoaded.series ? seriesIndex : nil
            fragments = areLoaded.fragments ? fragmentIndex : nil
            catalogue = encoder.catalogue
            return commit
        }
    }
}
