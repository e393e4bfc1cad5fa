package import DossierBlocks
package import DossierColumns
import Synchronization

/// The one writer of a store: adds batches, each as one commit that is there wholly or not at all.
///
/// It holds the store's lock until it is closed. Its methods may be called from any thread; they
/// take turns.
package final class StoreWriter: Sendable {
    package let path: String
    private let state: Mutex<State>

    /// Opens a store to write it, and makes it if there is none.
    ///
    /// `wait` tells whether to wait for another writer instead of failing.
    package init(
        path: String,
        wait: Bool = false,
        effort: EncodingEffort = .fast
    ) throws(StoreError) {
        let lock = try WriterLock.acquire(path: path, wait: wait)
        let connection = try StoreFile.openForWriting(path: lock.path)
        CompactedFile.removeLeftovers(of: lock.path)
        self.path = lock.path
        state = Mutex(
            try State(lock: lock, connection: connection, effort: effort, waits: wait)
        )
    }

    /// The inputs that the store knows, and those added since.
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

    /// Stores a batch.
    ///
    /// On an error nothing of it is stored, and the writer can go on.
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
            return try state.commit(batch, counts: counts)
        }
    }

    /// Lets the next writer in.
    ///
    /// Commits fail from now on.
    package func close() {
        state.withLock { $0.close() }
    }

    private struct State: Sendable {
        var inputs: InputLedger
        private let lock: WriterLock
        private var connection: Connection?
        private let path: String
        private let effort: EncodingEffort
        private let waits: Bool
        /// Nil before the first commit, and after one that failed: it is ahead of the file then.
        private var catalogue: Catalogue?
        private var series: SeriesIndex?

        init(
            lock: WriterLock,
            connection: Connection,
            effort: EncodingEffort,
            waits: Bool
        ) throws(StoreError) {
            self.lock = lock
            self.connection = connection
            self.effort = effort
            self.waits = waits
            path = connection.path
            inputs = InputLedger(try InputRecord.load(from: connection))
        }

        mutating func close() {
            connection = nil
            lock.release()
        }

        mutating func commit(
            _ batch: consuming Batch,
            counts: [Int: InputRowCounts]
        ) throws(StoreError) -> CommitSummary {
            guard let connection else { throw StoreError(.closed, path: path) }
            let clock = ContinuousClock()
            let start = clock.now
            try load(from: connection, needsSeries: !batch.seriesKeys.isEmpty)
            if batch.isEmpty {
                var summary = CommitSummary()
                summary.commit = catalogue?.commitCount ?? 0
                return summary
            }
            do throws(StoreError) {
                let encoded = try encode(batch, counts: counts)
                let middle = clock.now
                let storage = CommitStorage(commit: encoded.commit, connection: connection)
                var ledger = encoded.inputs
                try connection.write(waits: waits) { () throws(StoreError) in
                    try storage.store(&ledger)
                }
                inputs = ledger
                catalogue = encoded.commit.catalogue
                // What an amendment changed is read anew before the next commit.
                if !encoded.commit.amendments.isEmpty { catalogue = nil }
                var summary = CommitSummary(encoded.commit)
                summary.fileByteCount = try connection.fileByteCount()
                summary.encodingSeconds = (middle - start) / .seconds(1)
                summary.writingSeconds = (clock.now - middle) / .seconds(1)
                return summary
            } catch {
                catalogue = nil
                series = nil
                throw error
            }
        }

        /// Reads what a commit has to know of the file, unless it is in memory already.
        private mutating func load(
            from connection: Connection,
            needsSeries: Bool
        ) throws(StoreError) {
            if catalogue == nil {
                var loaded = Catalogue()
                try connection.read { () throws(StoreError) in
                    try loaded.load(from: connection, roots: true)
                }
                catalogue = loaded
            }
            guard needsSeries, series == nil, let catalogue else { return }
            series = try SeriesIndex(from: connection, catalogue: catalogue)
        }

        private mutating func encode(
            _ batch: consuming Batch,
            counts: [Int: InputRowCounts]
        ) throws(StoreError) -> (commit: EncodedCommit, inputs: InputLedger) {
            var after = inputs
            after.add(progressOf: batch, counts: counts)
            var encoder = CommitEncoder(
                batch,
                catalogue: catalogue ?? Catalogue(),
                effort: effort,
                path: path
            )
            // The catalogue moves on with the commit; kept here as well, it would be copied.
            catalogue = nil
            let isLoaded = series != nil
            var index = series.take() ?? SeriesIndex()
            let commit = try encoder.encode(series: &index)
            series = isLoaded ? index : nil
            return (commit, after)
        }
    }
}
