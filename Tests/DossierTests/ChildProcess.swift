import Glibc

/// A run of the command that was built beside these tests.
struct ChildProcess {
    private let number: pid_t

    /// The path of the command; nil if it was not built.
    static let command: String? = {
        guard let tests = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(tests) }
        let parts = String(cString: tests).split(separator: "/").dropLast()
        let path = "/" + parts.joined(separator: "/") + "/dossier"
        return access(path, X_OK) == 0 ? path : nil
    }()

    /// Starts the command with its output thrown away; nil if it can't be started.
    ///
    /// `fileBlocks` limits the size of the files that it writes, in blocks of 512 bytes; `messages`
    /// is a file for what it says on standard error.
    init?(_ arguments: [String], fileBlocks: Int? = nil, messages: String = "/dev/null") {
        guard let command = Self.command else { return nil }
        let limit = fileBlocks.map { "ulimit -f \($0) && " } ?? ""
        let script = limit + "exec \"$0\" \"$@\" >/dev/null 2>'\(messages)'"
        var pointers: [UnsafeMutablePointer<CChar>?] =
            (["/bin/sh", "-c", script, command] + arguments).map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        var process: pid_t = 0
        guard posix_spawn(&process, "/bin/sh", nil, nil, pointers, environ) == 0 else {
            return nil
        }
        number = process
    }

    func kill() { Glibc.kill(number, SIGKILL) }

    /// Waits for the end; returns the exit code, or nil if a signal ended it.
    func wait() -> Int32? {
        var status: Int32 = 0
        while waitpid(number, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? (status >> 8) & 0xff : nil
    }
}
