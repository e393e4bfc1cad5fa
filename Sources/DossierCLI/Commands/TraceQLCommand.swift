internal import ArgumentParser

/// The verb `traceql`, which has verbs of its own.
struct TraceQLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "traceql",
        abstract: "Checks TraceQL queries.",
        discussion: """
            Example:
              dossier traceql check '{ status = error } | count() > 2'
            """,
        subcommands: [TraceQLCheckCommand.self]
    )
}
