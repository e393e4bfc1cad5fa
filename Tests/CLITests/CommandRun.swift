import TestSupport

/// What a run of the command wrote, and how it ended.
struct CommandRun {
    let output: String
    let messages: String
    /// Nil if a signal ended it.
    let exitCode: Int32?

    /// Runs a command line, which starts after `dossier`, in a folder.
    init(_ line: String, in folder: TemporaryFolder) throws {
        guard
            let process = ChildProcess(
                Self.words(of: line),
                in: folder.path,
                output: ".output",
                messages: ".messages"
            )
        else { throw NotStarted() }
        exitCode = process.wait()
        output = String(decoding: folder.read(".output"), as: UTF8.self)
        messages = String(decoding: folder.read(".messages"), as: UTF8.self)
    }

    struct NotStarted: Error {}

    /// The words of a line; single quotes keep spaces in one.
    private static func words(of line: String) -> [String] {
        line.matches(of: #/'([^']*)'|\S+/#).map { String($0.1 ?? $0.0) }
    }
}
