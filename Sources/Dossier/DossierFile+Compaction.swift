internal import DossierStore

/// What a compaction did to a store.
public struct CompactionReport: Sendable {
    /// The size of the file, in bytes.
    public let byteCountBefore: Int64
    public let byteCountAfter: Int64
    /// How many commits the rows lie in: a look-up visits each that has rows of its trace.
    public let commitCountBefore: Int64
    public let commitCountAfter: Int64
}

extension DossierFile {
    /// Writes the store at `path` anew: commits merged, rows clustered by trace and by series, and
    /// encoded as small as they get.
    ///
    /// The new file is made beside the store, verified, and put in its place, so that a kill at any
    /// moment leaves the old store or the new one; it takes as much room again. Files that are open
    /// keep reading the old one: open the store anew to read the new. What was ingested is known
    /// afterwards as before, so an ingest goes on where it stopped.
    ///
    /// - Parameters:
    ///   - path: The path of the store.
    ///   - wait: Whether to wait for another writer to finish, instead of failing.
    ///   - progress: Told how many rows of how many are written.
    /// - Returns: What it saved.
    /// - Throws: An error if the store can't be read or written, is being written by another, or is
    ///   damaged; the store is as it was then.
    /// - Complexity: O(rows × log rows); memory for about a million rows, and for every trace and
    ///   series.
    @discardableResult
    public static func compact(
        _ path: String,
        wait: Bool = false,
        progress: (_ written: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> CompactionReport {
        let summary = try Compaction(path: path, wait: wait).run(progress: progress)
        return CompactionReport(
            byteCountBefore: summary.byteCountBefore,
            byteCountAfter: summary.byteCountAfter,
            commitCountBefore: summary.commitCountBefore,
            commitCountAfter: summary.commitCountAfter
        )
    }
}
