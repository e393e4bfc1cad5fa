internal import Glibc

/// What is at a path.
enum FileKind {
    case missing
    case folder
    /// A file that begins like a store.
    case store
    case other

    init(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            self = .missing
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .folder
        case S_IFREG: self = Self.beginsLikeSQLite(path) ? .store : .other
        default: self = .other
        }
    }

    private static func beginsLikeSQLite(_ path: String) -> Bool {
        let expected = Array("SQLite format 3\0".utf8)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: expected.count)
        return read(descriptor, &bytes, bytes.count) == bytes.count && bytes == expected
    }
}
