internal import DossierStore

/// Makes a store smaller: merges its commits, sorts the rows over all of them, and encodes every
/// column with more effort than an ingest has time for.
///
/// The new file is written beside the store, verified, and put in its place in one step; a stop at
/// any moment leaves the old file or the new one. Nothing of the content changes, and an ingest goes
/// on afterwards where it stopped. What a killed ``LiveIngestion`` has left beside the store is stored
/// first.
public struct Compaction: Sendable {
    /// Wait for another process that is writing to the store, instead of failing.
    public var waitForWriter = false
    private let store: String

    /// Describes a compaction; ``run(progress:)`` does it.
    ///
    /// - Parameter store: The path of the store.
    public init(store: String) {
        self.store = store
    }

    /// Compacts the store.
    ///
    /// Those who have the store open for reading finish what they began with the old file, and have
    /// to open it again then.
    ///
    /// - Parameter progress: Called after every block, on the calling thread.
    /// - Returns: What was saved.
    /// - Throws: A ``DossierError``; the store is as it was then.
    /// - Complexity: O(size of the file).
    @discardableResult
    public func run(
        progress: (BlockProgress) -> Void = { _ in }
    ) throws(DossierError) -> CompactionReport {
        let clock = ContinuousClock()
        let start = clock.now
        var requestWarning: String?
        let result = try translatingErrors {
            requestWarning = try settleRequests()
            return try StoreCompaction(path: store, wait: waitForWriter).run { completed, total in
                progress(BlockProgress(completed: completed, total: total))
            }
        }
        return CompactionReport(
            bytesBefore: result.byteCountBefore,
            bytesAfter: result.byteCountAfter,
            commits: result.commitCount,
            blocksBefore: result.blockCountBefore,
            blocksAfter: result.blockCountAfter,
            elapsed: clock.now - start,
            requestWarning: requestWarning
        )
    }

    /// Stores what a killed receiver has left beside the store.
    private func settleRequests() throws -> String? {
        guard try StoreReader(path: store).unstoredRequestCount() > 0 else { return nil }
        let writer = try StoreWriter(path: store, wait: waitForWriter)
        defer { writer.close() }
        return try RequestWriter.settle(writer)
    }
}

/// What a compaction did.
public struct CompactionReport: Sendable, Hashable {
    /// The size of the file before.
    public let bytesBefore: Int64
    /// The size of the file after.
    public let bytesAfter: Int64
    /// The commits that were merged into one.
    public let commits: Int64
    /// The blocks of the file before.
    public let blocksBefore: Int
    /// The blocks of the file after.
    public let blocksAfter: Int
    /// How long it took.
    public let elapsed: Duration
    /// What can't be read of the requests that a killed ``LiveIngestion`` has left beside the store.
    public let requestWarning: String?
}
