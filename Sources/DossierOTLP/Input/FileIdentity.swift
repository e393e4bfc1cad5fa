internal import Glibc

/// What stands at a path, told by `stat(2)`.
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

    /// Looks at a path, following a symbolic link that it may be.
    init(following path: String) throws(InputError) {
        var info = stat()
        guard stat(path, &info) == 0 else {
            throw InputError.naming(path, otherwise: .openFailed, cause: errno)
        }
        self.init(info)
    }

    /// Looks at a path; a symbolic link is one, whatever it leads to.
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
