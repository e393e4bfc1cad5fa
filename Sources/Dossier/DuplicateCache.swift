internal import DossierQuery
internal import DossierStore

/// The duplicates among the spans of a store, found once for each state of the file.
final class DuplicateCache: Sendable {
    private let cache = CommitCache<DuplicateSpans>()

    /// - Complexity: O(spans) if the store has changed since the last call.
    func duplicates(in reader: StoreReader) throws -> DuplicateSpans {
        try cache.value(in: reader) { try DuplicateSpans(in: reader) }
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
