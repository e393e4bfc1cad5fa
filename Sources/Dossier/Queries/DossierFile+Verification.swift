internal import DossierStore

extension DossierFile {
    /// Whether a file is what an ingest leaves that was stopped before its first commit.
    ///
    /// Such a file is empty and can't be opened; the next ingest makes it a store.
    ///
    /// - Parameter path: The path of the file.
    /// - Returns: Whether it is; false for a file that is missing or something else.
    public static func isUnwritten(_ path: String) -> Bool {
        do {
            _ = try StoreReader(path: path)
            return false
        } catch {
            return error.code == .emptyFile
        }
    }

    /// How many requests a ``LiveIngestion`` has kept beside the store, whose rows are not in it.
    ///
    /// One that runs stores them within a second; what a killed one has left is stored by the next
    /// ``LiveIngestion`` or ``Ingestion``.
    ///
    /// - Returns: The number of requests.
    /// - Throws: A ``DossierError`` if the store, or the file beside it, can't be read.
    public func unstoredRequestCount() throws(DossierError) -> Int {
        try translatingErrors { try reader.unstoredRequestCount() }
    }

    /// Checks the whole store: SQLite's own integrity check, every chunk's checksum and content,
    /// every row against the rules of the format, every index against the rows.
    ///
    /// One damaged part does not stop the rest. Reads all of the file.
    ///
    /// - Parameter progress: Called after every block.
    /// - Returns: What is damaged.
    /// - Throws: A ``DossierError`` if the file can't be read, or is locked.
    /// - Complexity: O(size of the file).
    public func verify(
        progress: (BlockProgress) -> Void = { _ in }
    ) throws(DossierError) -> VerificationReport {
        try translatingErrors {
            var blockCount = 0
            let damage = try reader.verify {
                blockCount = $0.blockCount
                progress(BlockProgress(completed: $0.checkedBlockCount, total: $0.blockCount))
            }
            return VerificationReport(
                damage: damage.map { StoreDamage(description: $0.description) },
                blockCount: blockCount
            )
        }
    }
}
