import Glibc

/// The file that a compaction writes, beside the store, until it replaces the store.
struct CompactedFile {
    let path: String
    private let store: String

    private static let suffix = "-compact"

    /// What a compaction that was stopped left beside a store is removed; the caller holds the
    /// writer's lock.
    static func removeLeftovers(of store: String) {
        for path in [store + suffix, store + suffix + "-journal"] { unlink(path) }
    }

    /// Makes the file, with the permissions of the store.
    init(besides store: String) throws(StoreError) {
        self.store = store
        path = store + Self.suffix
        Self.removeLeftovers(of: store)
        var status = stat()
        guard stat(store, &status) == 0 else {
            throw StoreError(accessError(number: errno, path: store), path: store)
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0o777)
        guard descriptor >= 0 else {
            throw StoreError(
                errno == EACCES ? .folderNotWritable : accessError(number: errno, path: path),
                path: path
            )
        }
        fchmod(descriptor, status.st_mode & 0o777)
        close(descriptor)
    }

    /// Opens it as an empty store, without a journal: after a stop the file is worth nothing.
    func openForWriting() throws(StoreError) -> Connection {
        let connection = try StoreFile.openForWriting(path: path)
        try connection.execute("PRAGMA journal_mode = OFF")
        try connection.execute("PRAGMA synchronous = OFF")
        try connection.execute("PRAGMA cache_spill = ON")
        return connection
    }

    /// Renames the file over the store, after its bytes have reached the medium.
    func replaceStore() throws(StoreError) {
        try synchronizeFile(path)
        guard rename(path, store) == 0 else {
            throw StoreError(systemError("rename", number: errno), path: store)
        }
        try synchronizeFile(folder(of: store))
    }

    func remove() { Self.removeLeftovers(of: store) }
}
