internal import ArgumentParser
internal import Dossier

/// The verb `labels`.
struct LabelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels",
        abstract: "Lists the labels that metric series have, or the values of one.",
        discussion: """
            With --format json the result is the response object of Prometheus' HTTP API.

            Example:
              dossier labels outage.dossier job
            """
    )

    @OptionGroup var store: StoreArgument

    @Argument(help: "The label whose values are listed.")
    var name: String?

    @OptionGroup var view: MetricViewOptions
    @OptionGroup var format: FormatOption

    func run() throws {
        let file = try store.open()
        let labels =
            try name.map { try file.labelValues(of: $0, options: view.options) }
            ?? file.labelNames(options: view.options)
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(labels.json())
        } else {
            for value in labels.values { try output.line(TerminalText(value).text) }
        }
        try output.flush()
        if labels.values.isEmpty {
            Messages.note(name.map { "no series has a label \($0)" } ?? "the store has no metrics")
        }
    }
}
