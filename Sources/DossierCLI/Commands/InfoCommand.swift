internal import ArgumentParser
internal import Dossier

/// The verb `info`.
struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Shows contents and space usage.",
        discussion: """
            JSON output, which also has the size of every column, is described by \
            schema/store-summary.schema.json.

            Example:
              dossier info outage.dossier
            """
    )

    @OptionGroup var store: StoreArgument
    @OptionGroup var format: FormatOption

    func run() throws {
        let summary = try store.open().summary()
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(summary.json())
        } else {
            try summary.write(Terminal.layout, to: output.line)
        }
        try output.flush()
    }
}
