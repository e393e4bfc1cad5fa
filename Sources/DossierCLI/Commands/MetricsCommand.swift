internal import ArgumentParser
internal import Dossier

/// The verb `metrics`.
struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Lists metrics with their type, unit, help and number of series.",
        discussion: """
            Series are OpenTelemetry's: a histogram is one series. Metrics that queries compute from \
            spans and logs are listed apart. JSON output is described by schema/metric-listing.schema.json.

            Example:
              dossier metrics outage.dossier
            """
    )

    @OptionGroup var store: StoreArgument
    @OptionGroup var view: MetricViewOptions
    @OptionGroup var format: FormatOption

    func run() throws {
        let metrics = try store.open().metrics(options: view.options)
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(metrics.json())
        } else {
            if !metrics.metrics.isEmpty {
                try metrics.table.write(Terminal.layout, to: output.line)
            }
            for (index, table) in metrics.computedTables.enumerated() {
                if index > 0 || !metrics.metrics.isEmpty { try output.line("") }
                try table.write(Terminal.layout, to: output.line)
            }
        }
        try output.flush()
        // Metrics of several units or types may share a name, and with it a note.
        var notes: Set<String> = []
        for separation in metrics.metrics.compactMap(\.separation)
        where !format.isJSON && notes.insert(separation.text).inserted {
            Messages.note(separation.text)
        }
        if metrics.metrics.isEmpty { Messages.note("the store has no metrics") }
    }
}
