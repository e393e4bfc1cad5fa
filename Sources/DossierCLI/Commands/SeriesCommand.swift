internal import ArgumentParser
internal import Dossier

/// The verb `series`.
struct SeriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "series",
        abstract: "Lists the metric series that match PromQL selectors.",
        discussion: """
            JSON output is that of Prometheus' /api/v1/series, described by \
            schema/series-listing.schema.json.

            Example:
              dossier series outage.dossier 'http_requests_total{job="shop"}'
            """
    )

    @OptionGroup var store: StoreArgument

    @Argument(help: "Selectors; a series is listed if it matches any of them.")
    var selectors: [String]

    @OptionGroup var view: MetricViewOptions
    @OptionGroup var format: FormatOption

    func run() throws {
        let series = try store.open().series(matching: selectors, options: view.options)
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(series.json())
        } else {
            for labels in series.series { try output.line(TerminalText(labels.selector).text) }
        }
        try output.flush()
        if series.series.isEmpty {
            Messages.note("no matching series; `dossier metrics` lists all metrics")
        }
    }
}
