internal import Glibc

/// The identity and kind of the file at a path, from `stat(2)`.
struct FileIdentity: Hashable {
    enum Kind {
        case folder
        case regularFile
        case symbolicLink
        /// A pipe, a device, a socket.
        case other
    }

    /// Two paths with the same device and inode are the same file.
    private let device: UInt64
    private let inode: UInt64
    let kind: Kind

    /// Examines a path, following symbolic links.
    init(following path: String) throws(InputError) {
        var info = stat()
        guard stat(path, &info) == 0 else {
            throw InputError.naming(path, otherwise: .openFailed, cause: errno)
        }
        self.init(info)
    }

    /// Examines a path without following symbolic links.
    init(at path: String) throws(InputError) {
        var info = stat()
        guard lstat(path, &info) == 0 else {
            throw InputError.naming(path, otherwise: .openFailed, cause: errno)
        }
        self.init(info)
    }

    private init(_ info: stat) {
        device = UInt64(info.st_dev)
        inode = UInt64(info.st_ino)
        kind =
            switch info.st_mode & S_IFMT {
            case S_IFDIR: .folder
            case S_IFREG: .regularFile
            case S_IFLNK: .symbolicLink
            default: .other
            }
    }
}
