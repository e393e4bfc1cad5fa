internal import ArgumentParser
internal import Dossier

/// The verb `traceql check`.
struct TraceQLCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks a TraceQL query for errors, and prints its canonical text.",
        discussion: """
            The verdict is valid, invalid (the query breaks a rule, such as one about types), \
            unsupported (the language has it, but no implementation evaluates it) or parse_error. \
            The exit code is 1 unless it is valid. In the canonical text constants are folded, and \
            parentheses show which operators bind tighter.

            JSON output is described by schema/traceql-check.schema.json.

            Example:
              dossier traceql check '{ .a = 1 || .b = 2 && .c = 3 }'
            """
    )

    @Argument(help: "The query.")
    var query: String

    @OptionGroup var format: FormatOption

    func run() throws {
        let check = TraceQLCheck(of: query)
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(check.json())
        } else {
            try output.line(check.verdict.rawValue)
            if let canonical = check.canonical { try output.line(TerminalText(canonical).text) }
        }
        try output.flush()
        guard let problem = check.problem else { return }
        if !format.isJSON { Messages.error(problem.text(in: query)) }
        throw ExitCode.failure
    }
}
