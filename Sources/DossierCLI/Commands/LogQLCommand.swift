internal import ArgumentParser

/// The verb `logql`, which has verbs of its own.
struct LogQLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logql",
        abstract: "Checks LogQL queries, and runs them over lines and entries.",
        discussion: """
            Example:
              dossier logql check '{service_name="cart"} |= "timeout" | json'
            """,
        subcommands: [LogQLCheckCommand.self, LogQLPipeCommand.self, LogQLEvalCommand.self]
    )
}
