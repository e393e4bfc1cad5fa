internal import DossierColumns

/// Rewrites a store: merges its commits into one, sorts rows across all of them, and encodes every
/// column with high effort.
///
/// The new file is written beside the store, verified, and renamed over it. A stop at any
/// moment leaves either the old or the new store. The writer's lock is held throughout; readers
/// continue with the file that they have open.
package struct StoreCompaction: Sendable {
    package struct Result: Sendable {
        package var byteCountBefore: Int64 = 0
        package var byteCountAfter: Int64 = 0
        package var commitCount: Int64 = 0
        package var blockCountBefore = 0
        package var blockCountAfter = 0
    }

    private let path: String
    private let wait: Bool

    private let partRowCount: Int?

    /// With `wait`, waits for a writer to finish instead of failing.
    ///
    /// `partRowCount` is about how many rows are in memory at a time; by default it depends on the
    /// table.
    package init(path: String, wait: Bool = false, partRowCount: Int? = nil) {
        self.path = path
        self.partRowCount = partRowCount
        self.wait = wait
    }

    /// Compacts the store; an error leaves it unchanged.
    package func run(_ progress: (_ done: Int, _ total: Int) -> Void = { _, _ in })
        throws(StoreError) -> Result
    {
        // Fails before anything is created or locked, if there is no store.
        _ = try StoreReader(path: path)
        let lock = try WriterLock.acquire(path: path, wait: wait)
        defer { lock.release() }
        // Rolls back what a crash left, and checks that folder and file are writable.
        _ = try StoreFile.openForWriting(path: lock.path)
        let file = try CompactedFile(besides: lock.path)
        do throws(StoreError) {
            let result = try write(lock.path, into: file, progress)
            try file.replaceStore()
            return result
        } catch {
            file.remove()
            guard case .noRoom(let shortage, _) = error.code else { throw error }
            throw StoreError(.noRoom(shortage, for: .compaction), path: error.path)
        }
    }

    private func write(
        _ store: String,
        into file: CompactedFile,
        _ progress: (Int, Int) -> Void
    ) throws(StoreError) -> Result {
        let reader = try StoreReader(path: store)
        let before = try reader.statistics()
        var merger = StoreMerger(
            reader,
            target: try file.openForWriting(),
            partRowCount: partRowCount
        )
        try merger.run(progress)
        let compacted = try StoreReader(path: file.path)
        if let damage = try compacted.verify().first {
            throw StoreError(
                .damagedCatalogue(table: "the compacted file", detail: damage.description),
                path: store
            )
        }
        let after = try compacted.statistics()
        guard zip(before.tables, after.tables).allSatisfy({ $0.rowCount == $1.rowCount }),
            before.tables.count == after.tables.count,
            before.traceCount == after.traceCount, before.rejectedCount == after.rejectedCount
        else {
            throw StoreError(
                .damagedCatalogue(table: "the compacted file", detail: "rows are missing"),
                path: store
            )
        }
        return Result(
            byteCountBefore: before.fileByteCount,
            byteCountAfter: after.fileByteCount,
            commitCount: before.commitCount,
            blockCountBefore: blockCount(before),
            blockCountAfter: blockCount(after)
        )
    }

    private func blockCount(_ statistics: StoreStatistics) -> Int {
        statistics.tables.filter { Table.roots.contains($0.table) }.reduce(0) { $0 + $1.blockCount }
    }
}
