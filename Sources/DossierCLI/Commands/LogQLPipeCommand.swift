internal import ArgumentParser
internal import Dossier

/// The verb `logql pipe`.
struct LogQLPipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipe",
        abstract: "Runs the stages of a LogQL query over lines of standard input.",
        discussion: """
            Each line of standard input is an entry, or with --input json an object with `line`, \
            `ts_ns`, `stream` and `metadata`. The selector of the query is not applied. Prints the \
            entries that are kept; in JSON an object for each entry, which \
            schema/logql-entry.schema.json describes.

            Example:
              dossier logql pipe '{app="cart"} | logfmt | dur > 1s' < cart.log
            """
    )

    enum Input: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: "The query.")
    var query: String

    @Option(help: "What a line of standard input is: text or json.")
    var input = Input.text

    @Option(
        help: ArgumentHelp("A label of the stream of lines of text.", valueName: "name=value")
    )
    var label: [String] = []

    @Flag(help: "Give entries the metadata detected_level, as Loki does when it takes them in.")
    var detectLevel = false

    @OptionGroup var format: FormatOption

    func validate() throws { _ = try labels() }

    func run() throws {
        let output = ByteOutput.standard
        let check = LogQLCheck(of: query)
        guard let expression = check.expression else {
            if let problem = check.problem { Messages.error(problem.text(in: query)) }
            throw ExitCode.failure
        }
        var pipeline = try LogQLPipeline(expression, detectsLevels: detectLevel)
        let streamLabels = try labels()
        var lines = InputLines()
        while let line = try lines.next() {
            guard let entry = try self.entry(line, number: lines.number, streamLabels) else {
                continue
            }
            let outcome = pipeline.run(entry)
            if format.isJSON {
                try output.write(LogQLEntry.json(ofOutcome: outcome))
            } else if let outcome {
                try output.line(TerminalText(outcome.line).text)
            }
        }
        try output.flush()
    }

    private func labels() throws -> [String: String] {
        var labels: [String: String] = [:]
        for written in label {
            guard let equals = written.firstIndex(of: "=") else {
                throw ValidationError("--label '\(written)' has no `=` between name and value")
            }
            let name = String(written[..<equals])
            guard Self.isLabelName(name) else {
                throw ValidationError("--label '\(written)': '\(name)' is not the name of a label")
            }
            let value = String(written[equals...].dropFirst())
            guard labels.updateValue(value, forKey: name) == nil else {
                throw ValidationError("--label '\(name)' is given twice")
            }
        }
        return labels
    }

    /// Whether a name has only letters, digits and underscores, and starts with no digit.
    private static func isLabelName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    private func entry(
        _ line: [UInt8],
        number: Int,
        _ streamLabels: [String: String]
    ) throws -> LogQLEntry? {
        switch input {
        case .text:
            return LogQLEntry(
                line: String(decoding: line, as: UTF8.self),
                streamLabels: streamLabels
            )
        case .json:
            return try LogQLInput.entry(line, number)
        }
    }
}
