import DossierBlocks
import DossierColumns

/// What a compaction did to a store.
package struct CompactionSummary: Sendable {
    package var byteCountBefore: Int64 = 0
    package var byteCountAfter: Int64 = 0
    package var commitCountBefore: Int64 = 0
    package var commitCountAfter: Int64 = 0
}

/// Writes a store anew: commits merged, rows clustered by trace and by series over the whole file,
/// everything encoded with the high effort.
///
/// 1. The writer's lock is taken, so the store stays as it is; readers go on.
/// 2. Rows are gathered in portions, trace by trace and series by series, and each portion is
///    committed to a new file beside the store.
/// 3. Inputs and rejected values are copied as they are, so that ingests resume.
/// 4. The new file is verified, and its rows are counted against the old one's.
/// 5. The new file is synced and renamed over the store. A kill at any moment leaves the old store
///    or the new one; what else it leaves is removed by the next writer.
package struct Compaction {
    private let path: String
    private let wait: Bool
    private let limit: PortionLimit

    package init(path: String, wait: Bool = false) {
        self.init(path: path, wait: wait, limit: .usual)
    }

    init(path: String, wait: Bool, limit: PortionLimit) {
        self.path = path
        self.wait = wait
        self.limit = limit
    }

    /// Compacts the store; `progress` is told how many rows of how many have been written.
    ///
    /// On an error the store is as it was.
    package func run(
        progress: (_ written: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(StoreError) -> CompactionSummary {
        // Says what the path is if it is no store; taking the lock would make a file.
        _ = try StoreReader(path: path)
        let lock = try WriterLock.acquire(path: path, wait: wait)
        defer { lock.release() }
        let connection = try StoreFile.openForWriting(path: lock.path)
        let target = CompactedFile(of: lock.path)
        target.remove()
        do throws(StoreError) {
            let reader = try StoreReader(path: lock.path, cacheByteLimit: 0)
            try write(reader, to: target, progress)
            try copyInputs(from: connection, to: target)
            try check(target, against: reader)
            var summary = CompactionSummary()
            summary.byteCountBefore = try connection.fileByteCount()
            summary.commitCountBefore = try reader.commitCount()
            let compacted = try Connection(path: target.path, access: .readOnly)
            summary.byteCountAfter = try compacted.fileByteCount()
            summary.commitCountAfter = try Meta.commitCount(compacted)
            try target.replaceStore()
            return summary
        } catch {
            target.remove()
            throw error
        }
    }

    private func write(
        _ reader: StoreReader,
        to target: CompactedFile,
        _ progress: (Int, Int) -> Void
    ) throws(StoreError) {
        let writer = try StoreWriter(path: target.path, effort: .high)
        defer { writer.close() }
        var total = 0
        for table in [Table.span, .logRecord, .dataPoint, .exemplar] {
            total += try reader.blocks(of: table).reduce(0) { sum, block in
                sum + block.rowCount + block.eventCount + block.linkCount
            }
        }
        var written = 0
        func commit(_ batch: consuming Batch) throws(StoreError) {
            written += batch.rowCount
            _ = try writer.commit(batch)
            progress(written, total)
        }
        try TraceGathering(reader, limit: limit).forEachPortion(commit)
        try SeriesGathering(reader, limit: limit).forEachPortion(commit)
    }

    /// Copies the rows that say what was read, and what of it was rejected.
    private func copyInputs(
        from source: Connection,
        to target: CompactedFile
    ) throws(StoreError) {
        let connection = try StoreFile.openForWriting(path: target.path)
        try connection.write(waits: false) { () throws(StoreError) in
            for table in [CatalogueTable.input, .rejected] {
                let insert = try connection.prepare(table.insert)
                try source.forEachRow(of: table, table.selectAll) { row throws(StoreError) in
                    try insert.insert(row.values)
                }
            }
        }
    }

    private func check(
        _ target: CompactedFile,
        against reader: StoreReader
    ) throws(StoreError) {
        let compacted = try StoreReader(path: target.path, cacheByteLimit: 0)
        for table in Table.roots where table != .series {
            let before = try reader.blocks(of: table).reduce(0) { $0 + $1.rowCount }
            let after = try compacted.blocks(of: table).reduce(0) { $0 + $1.rowCount }
            guard before == after else {
                throw StoreError(
                    .compactionDiffers("\(after) \(table.storeName) of \(before)"),
                    path: reader.path
                )
            }
        }
        if let damage = try compacted.verify().first {
            throw StoreError(.compactionDiffers(damage.description), path: reader.path)
        }
    }
}
