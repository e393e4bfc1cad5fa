import DossierPrimitives
internal import DossierStore

/// Makes a store smaller: merges its commits, sorts the rows over all of them, and encodes every
/// column with more effort than an ingest has time for.
///
/// The new file is written beside the store, verified, and put in its place in one step; a stop at
/// any moment leaves the old file or the new one. Nothing of the content changes, and an ingest goes
/// on afterwards where it stopped.
public struct Compaction: Sendable {
    /// Wait for another process that is writing to the store, instead of failing.
    public var waitForWriter = false
    private let store: String

    /// - Parameter store: The path of the store.
    public init(store: String) {
        self.store = store
    }

    /// Compacts the store.
    ///
    /// Those who have the store open for reading finish what they began with the old file, and have
    /// to open it again then.
    ///
    /// - Parameter progress: Told how many blocks of how many are merged.
    /// - Returns: What was saved.
    /// - Throws: An error that says what to do; the store is as it was then.
    @discardableResult
    public func run(
        progress: (_ merged: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> CompactionReport {
        let clock = ContinuousClock()
        let start = clock.now
        let result = try StoreCompaction(path: store, wait: waitForWriter).run(progress)
        return CompactionReport(
            bytesBefore: result.byteCountBefore,
            bytesAfter: result.byteCountAfter,
            commits: result.commitCount,
            blocksBefore: result.blockCountBefore,
            blocksAfter: result.blockCountAfter,
            seconds: (clock.now - start) / .seconds(1)
        )
    }
}

/// What a compaction did.
public struct CompactionReport: Sendable, Hashable {
    public let bytesBefore: Int64
    public let bytesAfter: Int64
    /// The commits that were merged into one.
    public let commits: Int64
    public let blocksBefore: Int
    public let blocksAfter: Int
    public let seconds: Double
}

extension CompactionReport {
    /// The report in one line.
    package var text: String {
        let saved = bytesBefore - bytesAfter
        let percent = bytesBefore > 0 ? Double(saved.magnitude) * 100 / Double(bytesBefore) : 0
        return "\(CountText.bytes(bytesBefore)) → \(CountText.bytes(bytesAfter))"
            + " (\(CountText.oneDecimal(percent)) % \(saved < 0 ? "more" : "saved"))"
            + ", \(CountText.counted(commits, "commit")) merged"
            + ", \(CountText.grouped(blocksBefore)) → \(CountText.counted(blocksAfter, "block"))"
            + " in \(CountText.oneDecimal(seconds)) s"
    }

    /// The report as a JSON object.
    package var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.integer("bytes_before", bytesBefore)
            json.integer("bytes_after", bytesAfter)
            json.integer("commits", commits)
            json.integer("blocks_before", blocksBefore)
            json.integer("blocks_after", blocksAfter)
            json.double("seconds", seconds)
        }
        return json.takeBytes(endingLine: true)
    }
}
