import Glibc

/// A run of the command that was built beside these tests.
package struct ChildProcess {
    private let number: pid_t

    /// The path of the command; nil if it was not built.
    package static let command: String? = {
        guard let tests = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(tests) }
        let parts = String(cString: tests).split(separator: "/").dropLast()
        let path = "/" + parts.joined(separator: "/") + "/dossier"
        return access(path, X_OK) == 0 ? path : nil
    }()

    /// Starts the command without input; nil if it can't be started.
    ///
    /// - Parameters:
    ///   - arguments: What stands after the name of the command.
    ///   - folder: The working directory.
    ///   - fileBlocks: Limits the size of the files that it writes, in blocks of 512 bytes.
    ///   - output: A file for standard output.
    ///   - messages: A file for standard error.
    package init?(
        _ arguments: [String],
        in folder: String = ".",
        fileBlocks: Int? = nil,
        output: String = "/dev/null",
        messages: String = "/dev/null"
    ) {
        guard let command = Self.command else { return nil }
        let limit = fileBlocks.map { "ulimit -f \($0) && " } ?? ""
        // The width of help texts.
        let environment = "export COLUMNS=80 && "
        let script =
            "cd '\(folder)' && " + limit + environment
            + "exec \"$0\" \"$@\" </dev/null >'\(output)' 2>'\(messages)'"
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

    package func kill() { Glibc.kill(number, SIGKILL) }

    /// Waits for the end; returns the exit code, or nil if a signal ended it.
    package func wait() -> Int32? {
        var status: Int32 = 0
        while waitpid(number, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? (status >> 8) & 0xff : nil
    }
}
