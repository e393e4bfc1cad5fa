internal import ArgumentParser
internal import Dossier

/// The verb `logql check`.
struct LogQLCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks a LogQL query for errors, and prints its canonical text.",
        discussion: """
            The verdict is valid, invalid (the query breaks a rule, or has an invalid regular \
            expression, pattern or template) or parse_error. The exit code is 1 unless it is \
            valid. In the canonical text constants are folded, and parentheses show which \
            operators bind tighter.

            JSON output is described by schema/logql-check.schema.json.

            Example:
              dossier logql check '{app="a"} | x="1" or y="2" and z="3"'
            """
    )

    @Argument(help: "The query.")
    var query: String

    @OptionGroup var format: FormatOption

    func run() throws {
        let check = LogQLCheck(of: query)
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(check.json())
        } else {
            try output.line(check.verdict.rawValue)
            if let expression = check.expression {
                try output.line(TerminalText(expression.description).text)
            }
        }
        try output.flush()
        guard let problem = check.problem else { return }
        if !format.isJSON { Messages.error(problem.text(in: query)) }
        throw ExitCode.failure
    }
}
