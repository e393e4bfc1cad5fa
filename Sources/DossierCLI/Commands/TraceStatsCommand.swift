internal import ArgumentParser
internal import Dossier

/// The verb `trace-stats`.
struct TraceStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace-stats",
        abstract: "Shows error rates, latencies and business operations per trace.",
        discussion: """
            Computed from metrics labelled with trace ids, with exact counts, and from spans: SERVER \
            and CONSUMER spans are requests, spans with an attribute operation_type are business \
            operations. --conventions names other metrics and attributes; docs/trace-statistics.md \
            has the defaults. Unknown values are shown as ?. JSON output is described by \
            schema/trace-statistics.schema.json.

            Example:
              dossier trace-stats outage.dossier --trace 66ea073509f4c2132258542dd751ef21
            """
    )

    @OptionGroup var store: StoreArgument

    @Option(
        help: ArgumentHelp(
            "Only this trace: its id, or a unique prefix of it.",
            valueName: "id"
        ),
        transform: ArgumentReading.trace
    )
    var trace: TraceReference?

    @Option(
        help: ArgumentHelp("The window that rates are computed over.", valueName: "duration"),
        transform: ArgumentReading.duration
    )
    var window = Nanoseconds(300_000_000_000)

    @OptionGroup var conventions: ConventionsOption

    @OptionGroup var format: FormatOption

    func validate() throws {
        guard window.count > 0 else { throw ValidationError("--window must be positive") }
    }

    func run() throws {
        let file = try store.open()
        let report = try file.traceStatistics(
            of: try trace.map { try file.resolve($0).id },
            window: window.duration,
            conventions: try conventions.read()
        )
        if let trace, report.traces.isEmpty { _ = try file.resolveExisting(trace) }
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(report.json())
        } else if !report.traces.isEmpty {
            let layout = Terminal.layout
            try report.requestTable.write(layout, to: output.line)
            if let operations = report.operationTable {
                try output.line("")
                try operations.write(layout, to: output.line)
            }
            try output.line("")
            try report.serviceTable.write(layout, to: output.line)
        }
        try output.flush()
        if let note = CountText.noteOnDuplicates(report.duplicateSpanCount) {
            Messages.note(note)
        }
        if report.traces.isEmpty {
            Messages.note(
                "no requests found: no SERVER or CONSUMER spans and no metrics labelled with trace ids"
            )
        }
    }
}
