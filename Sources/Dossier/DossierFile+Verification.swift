internal import DossierStore

extension DossierFile {
    /// Checks the whole store: SQLite's own integrity check, every chunk's checksum and content,
    /// every row against the rules of the format, every index against the rows.
    ///
    /// Returns what is damaged, nothing for a sound store. One damaged part does not stop the
    /// rest. Reads all of the file.
    ///
    /// - Parameter progress: Told how many blocks of how many are checked.
    public func verify(
        progress: (_ checked: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> [StoreDamage] {
        try reader.verify { progress($0.checkedBlockCount, $0.blockCount) }
            .map { StoreDamage(description: $0.description) }
    }
}
