internal import ArgumentParser
internal import Dossier

/// The verb `labels`.
struct LabelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels",
        abstract: "Lists label names, or the values of a label.",
        discussion: """
            JSON output is that of Prometheus' /api/v1/labels and /api/v1/label/NAME/values, \
            described by schema/label-listing.schema.json.

            Example:
              dossier labels outage.dossier job
            """
    )

    @OptionGroup var store: StoreArgument

    @Argument(help: "List the values of this label.")
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
            Messages.note(
                name.map { "no series has the label \($0)" } ?? "the store has no metrics"
            )
        }
    }
}
