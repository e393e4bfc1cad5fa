internal import Glibc
internal import Synchronization

/// A file to which lines are appended by several threads.
final class AccessLogFile: Sendable {
    private struct File {
        var descriptor: Int32
        var hasFailed = false
    }

    private let path: String
    private let file: Mutex<File>

    /// Creates the file, for this user alone, if there is none.
    init(_ path: String) throws {
        self.path = path
        let descriptor = Self.open(path)
        guard descriptor >= 0 else { throw CommandFailure("\(path): \(systemMessage(errno))") }
        file = Mutex(File(descriptor: descriptor))
    }

    private static func open(_ path: String) -> Int32 {
        Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    }

    deinit {
        close(file.withLock { $0.descriptor })
    }

    /// Opens the file of this name again, as it may have been moved; keeps the old one if that
    /// fails.
    func reopen() {
        let descriptor = Self.open(path)
        guard descriptor >= 0 else {
            Messages.warning("\(path): \(systemMessage(errno)); the log goes on in the old file")
            return
        }
        file.withLock { file in
            close(file.descriptor)
            file = File(descriptor: descriptor)
        }
    }

    /// Appends a line; warns once if lines can't be written.
    func append(_ line: [UInt8]) {
        file.withLock { file in
            let count = write(file.descriptor, line, line.count)
            guard count != line.count, !file.hasFailed else { return }
            file.hasFailed = true
            let reason = count < 0 ? systemMessage(errno) : "a line was cut off"
            Messages.warning("\(path): \(reason); requests are missing in the access log")
        }
    }
}
