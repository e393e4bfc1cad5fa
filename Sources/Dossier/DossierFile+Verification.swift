internal import DossierStore

extension DossierFile {
    /// Whether a file is a store that an ingest had no time to write anything to.
    ///
    /// It can't be opened; the next ingest makes it a store.
    public static func isUnwritten(_ path: String) -> Bool {
        do {
            _ = try StoreReader(path: path)
            return false
        } catch {
            return error.code == .emptyFile
        }
    }

    /// Checks the whole store: SQLite's own integrity check, every chunk's checksum and content,
    /// every row against the rules of the format, every index against the rows.
    ///
    /// One damaged part does not stop the rest. Reads all of the file.
    ///
    /// - Parameter progress: Told how many blocks of how many are checked.
    /// - Returns: What is damaged; nothing for a sound store.
    /// - Throws: An error if the file can't be read, or is locked.
    public func verify(
        progress: (_ checked: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> [StoreDamage] {
        try reader.verify { progress($0.checkedBlockCount, $0.blockCount) }
            .map { StoreDamage(description: $0.description) }
    }
}
