internal import ArgumentParser
internal import Dossier

/// The verb `info`.
struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Tells what a store holds, from when to when, and what it takes on disk.",
        discussion: """
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
