import Glibc

/// The file that a path leads to; another file may take the path while the first is open.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// Nil if there is no such file.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}

/// The path without symbolic links: SQLite names the journal after it.
func resolvedPath(_ path: String) throws(StoreError) -> String {
    guard let resolved = realpath(path, nil) else {
        throw StoreError(accessError(number: errno, path: path), path: path)
    }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// The folder that holds a path's last component.
func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Waits until the content of a file, or the names in a folder, are on the medium.
func synchronizeFile(_ path: String) throws(StoreError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
        throw StoreError(systemError("open", number: errno), path: path)
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
        throw StoreError(systemError("fsync", number: errno), path: path)
    }
}

/// Why a path can't be opened, from `errno` and from what exists.
func accessError(number: Int32, path: String) -> StoreError.Code {
    switch number {
    case ENOENT, ENOTDIR:
        FileIdentity(path: folder(of: path)) == nil ? .folderMissing : .missingFile
    case EACCES, EPERM: .notReadable
    case EROFS: .readOnlyMedium
    case EISDIR: .isFolder
    default: systemError("opening the file", number: number)
    }
}

/// Why an operation of the system failed, from `errno`.
func systemError(_ operation: String, number: Int32) -> StoreError.Code {
    if let shortage = Shortage(number: number) { return .noRoom(shortage, for: .commit) }
    return .system(operation: operation, number: number)
}
