internal import DossierQuery
internal import DossierStore
internal import Synchronization

/// The duplicates among the spans of a store, found once for each state of the file.
final class DuplicateCache: Sendable {
    private let known = Mutex<(commitCount: Int64, duplicates: DuplicateSpans)?>(nil)

    /// - Complexity: O(spans) if the store has changed since the last call.
    func duplicates(in reader: StoreReader) throws -> DuplicateSpans {
        let commitCount = try reader.commitCount()
        if let known = known.withLock({ $0 }), known.commitCount == commitCount {
            return known.duplicates
        }
        let found = try DuplicateSpans(in: reader)
        known.withLock { $0 = (commitCount, found) }
        return found
    }
}

extension DossierFile {
    /// Counts the spans that came again: with the trace, the id and the content of a span that was
    /// stored before, as after a batch that was sent twice.
    ///
    /// Statistics count each span once. `docs/traces.md` defines what is a duplicate.
    ///
    /// - Returns: The number of duplicates.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(spans), once for each state of the file.
    public func duplicateSpanCount() throws(DossierError) -> Int {
        try translatingErrors { try duplicateCache.duplicates(in: reader).count }
    }
}
