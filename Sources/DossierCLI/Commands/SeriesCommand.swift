internal import ArgumentParser
internal import Dossier

/// The verb `series`.
struct SeriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "series",
        abstract: "Lists the metric series that selectors of PromQL select.",
        discussion: """
            With --format json the result is the response object of Prometheus' HTTP API.

            Example:
              dossier series outage.dossier 'http_requests_total{job="shop"}'
            """
    )

    @OptionGroup var store: StoreArgument

    @Argument(help: "Selectors; series that any of them selects are listed.")
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
            Messages.note("no series; `dossier metrics` lists what there is")
        }
    }
}
