import Glibc
import Synchronization

/// The right to write a store, held by one writer at a time across all processes.
///
/// It is a `flock` on a descriptor of the store file itself. Such a descriptor is never closed
/// while the file exists and the process lives: closing any descriptor of a file drops all `fcntl`
/// locks that the process has on it, and those are what SQLite locks with.
final class WriterLock: Sendable {
    /// Absolute, without symbolic links.
    let path: String
    /// Whether there was no file before.
    let hasCreatedFile: Bool
    private let identity: FileIdentity
    private let isReleased = Mutex(false)

    private struct Holding {
        var descriptor: Int32
        var isHeld: Bool
    }

    private static let holdings = Mutex<[FileIdentity: Holding]>([:])
    private static let pollMicroseconds: UInt32 = 20_000

    private init(path: String, identity: FileIdentity, hasCreatedFile: Bool) {
        self.path = path
        self.hasCreatedFile = hasCreatedFile
        self.identity = identity
    }

    deinit {
        release()
    }

    /// Takes the lock, and creates an empty file if there is none.
    ///
    /// With `wait`, waits for another writer to finish, without a time limit.
    static func acquire(path: String, wait: Bool) throws(StoreError) -> WriterLock {
        while true {
            let isNew = FileIdentity(path: path) == nil
            let identity = try openDescriptor(path: path)
            let isLocked = try holdings.withLock { holdings throws(StoreError) in
                try lock(&holdings, identity, path: path)
            }
            if isLocked {
                let resolved: String
                do throws(StoreError) {
                    resolved = try resolvedPath(path)
                } catch {
                    unlock(identity)
                    // The file was removed before the lock was taken.
                    if error.code == .missingFile { continue }
                    throw error
                }
                // Another file may have taken its path.
                if FileIdentity(path: resolved) == identity {
                    return WriterLock(
                        path: resolved,
                        identity: identity,
                        hasCreatedFile: isNew
                    )
                }
                unlock(identity)
            } else if wait {
                usleep(pollMicroseconds)
            } else {
                throw StoreError(.writerActive, path: path)
            }
        }
    }

    /// Whether the path still leads to the file that is locked.
    var isInPlace: Bool { FileIdentity(path: path) == identity }

    /// Releases the lock, once.
    func release() {
        let isFirst = isReleased.withLock { isReleased in
            defer { isReleased = true }
            return !isReleased
        }
        if isFirst { Self.unlock(identity) }
    }

    private static func unlock(_ identity: FileIdentity) {
        holdings.withLock { holdings in
            guard let holding = holdings[identity], holding.isHeld else { return }
            flock(holding.descriptor, LOCK_UN)
            holdings[identity]?.isHeld = false
        }
    }

    private static func openDescriptor(path: String) throws(StoreError) -> FileIdentity {
        try holdings.withLock { holdings throws(StoreError) in
            forgetRemovedFiles(&holdings)
            if let identity = FileIdentity(path: path), holdings[identity] != nil {
                return identity
            }
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw openError(number: errno, path: path) }
            var status = stat()
            guard fstat(descriptor, &status) == 0 else {
                throw StoreError(.system(operation: "fstat", number: errno), path: path)
            }
            let identity = FileIdentity(status)
            // A file that is known under its identity already keeps its first descriptor; this
            // one stays open unused.
            if holdings[identity] == nil {
                holdings[identity] = Holding(descriptor: descriptor, isHeld: false)
            }
            return identity
        }
    }

    private static func lock(
        _ holdings: inout [FileIdentity: Holding],
        _ identity: FileIdentity,
        path: String
    ) throws(StoreError) -> Bool {
        guard let holding = holdings[identity] else { return false }
        if holding.isHeld { return false }
        while flock(holding.descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            default: throw StoreError(.system(operation: "flock", number: errno), path: path)
            }
        }
        holdings[identity]?.isHeld = true
        return true
    }

    /// Closes the descriptors of files that no longer have a name: nobody can open them again.
    private static func forgetRemovedFiles(_ holdings: inout [FileIdentity: Holding]) {
        for (identity, holding) in holdings where !holding.isHeld {
            var status = stat()
            guard fstat(holding.descriptor, &status) == 0, status.st_nlink == 0 else { continue }
            close(holding.descriptor)
            holdings[identity] = nil
        }
    }

    private static func openError(number: Int32, path: String) -> StoreError {
        let exists = FileIdentity(path: path) != nil
        let code: StoreError.Code =
            switch (number, exists) {
            case (EACCES, true), (EPERM, true): .readOnlyFile
            case (EACCES, false), (EPERM, false): .folderNotWritable
            case (ENOENT, _), (ENOTDIR, _): .folderMissing
            default: accessError(number: number, path: path)
            }
        return StoreError(code, path: path)
    }
}
