internal import ArgumentParser
internal import Dossier

/// The verb `traces`.
struct TracesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "traces",
        abstract: "Lists traces, or finds them by what is in their spans.",
        discussion: """
            A time is RFC 3339, a date, seconds since 1970, or relative to the end (-5m) or start \
            (start+5m) of the data. A trace without a root span is listed as incomplete, under the \
            span that `dossier trace` shows first. JSON output is described by \
            schema/trace-listing.schema.json.

            With a TraceQL query, the spans that match are shown below their traces; options hold \
            besides. A query that makes series, such as '{ } | rate()', prints charts as \
            `dossier query` does. --format tempo is what Tempo answers.

            Example:
              dossier traces outage.dossier --service checkout --errors --min-duration 1.5s
              dossier traces outage.dossier '{ kind = server && duration > 1s }' --sort duration
              dossier traces outage.dossier --attribute http.status_code=500 --limit 5
              dossier traces outage.dossier '{ status = error } | rate() by (name)' --step 1m
              dossier traces outage.dossier --active-in 2023-01-30T11:50..2023-01-30T12:10
            """
    )

    @OptionGroup var store: StoreArgument

    @OptionGroup var search: SpanSearchOptions

    @Option(help: "The maximum number of traces.")
    var limit = 20

    @Option(help: "The sort order: newest, longest or most errors first.")
    var sort = TraceQuery.Order.start

    @Option(help: "Only traces with a span of this service.")
    var service: String?

    @Flag(help: "Only traces with an error.")
    var errors = false

    @Option(
        help: ArgumentHelp(
            "Only traces that took at least this long, e.g. 250ms, 1.5s or 2m.",
            valueName: "duration"
        ),
        transform: ArgumentReading.duration
    )
    var minDuration: Nanoseconds?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only traces that start at or after this time.", valueName: "time"),
        transform: ArgumentReading.queryTime
    )
    var since: QueryTime?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only traces that start before this time.", valueName: "time"),
        transform: ArgumentReading.queryTime
    )
    var until: QueryTime?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Only traces that overlap a window, whenever they started: FROM..TO, of which one may"
                + " be missing.",
            valueName: "window"
        ),
        transform: ArgumentReading.window
    )
    var activeIn: QueryTimeWindow?

    @OptionGroup var timeZone: TimeZoneOption

    @Option(help: "The output format; tempo is the JSON that Tempo answers.")
    var format = Format.text

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, tempo
    }

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1") }
    }

    func run() throws {
        let expression = try search.expression(isNeeded: format == .tempo)
        if search.explain {
            let output = ByteOutput.standard
            try output.line(TerminalText(expression?.description ?? "{ true }").text)
            try output.flush()
            return
        }
        guard let expression else { return try list() }
        // Columns are read once.
        let file = try store.openForOneQuery()
        switch expression.purpose {
        case .search:
            try search.checkTimes()
            let query = try query(in: file)
            try show(
                try file.traces(matching: expression, query, spansPerSpanset: search.spansPerTrace)
            )
        case .metrics:
            try show(try search.metrics(expression, in: file, zone: timeZone.zone))
        }
    }

    private func show(_ result: TraceSearchResult) throws {
        let output = ByteOutput.standard
        switch format {
        case .json: try output.write(result.json())
        case .tempo: try output.write(result.tempoJSON())
        case .text:
            if !result.traces.isEmpty { try result.table.write(Terminal.layout, to: output.line) }
        }
        try output.flush()
        if let note = result.cutNote {
            Messages.note(note)
        } else if result.traces.isEmpty {
            Messages.note("no matching traces")
        }
    }

    private func show(_ result: TraceMetricsResult) throws {
        let output = ByteOutput.standard
        switch format {
        case .json: for part in result.queryResult.jsonParts { try output.write(part) }
        case .tempo: try output.write(result.tempoJSON())
        case .text:
            if !result.series.isEmpty {
                try result.queryResult.table(Terminal.layout).write(
                    Terminal.layout,
                    to: output.line
                )
            }
        }
        try output.flush()
        if result.series.isEmpty { Messages.note("no series: no span matches") }
    }

    /// The conditions of the options, in which times may be relative to the data.
    private func query(in file: DossierFile) throws -> TraceQuery {
        var query = TraceQuery()
        query.limit = limit
        query.order = sort
        query.service = service
        query.hasErrors = errors
        query.minimumDuration = minDuration?.duration
        let times = try QueryTimes(
            [since, until, activeIn?.start, activeIn?.end],
            zone: timeZone.zone,
            in: file
        )
        query.since = times.timestamp(since)
        query.until = times.timestamp(until)
        if let activeIn {
            let start = times.timestamp(activeIn.start) ?? Timestamp(nanoseconds: 0)
            let end = times.timestamp(activeIn.end) ?? Timestamp(nanoseconds: Int64.max)
            guard start <= end else { throw CommandFailure("--active-in ends before it starts") }
            query.active = start...end
        }
        return query
    }

    /// Lists traces without looking at spans.
    private func list() throws {
        let file = try store.open()
        let listing = try file.traces(query(in: file))
        let output = ByteOutput.standard
        if format == .json {
            try output.write(listing.json())
        } else if !listing.traces.isEmpty {
            try listing.traces.table.write(Terminal.layout, to: output.line)
        }
        try output.flush()
        if let note = CountText.noteOnDuplicates(listing.duplicateSpanCount) {
            Messages.note(note)
        }
        if let note = listing.cutNote {
            Messages.note(note)
        } else if listing.traces.isEmpty {
            Messages.note(try service.flatMap(file.noteOnUnknownService) ?? "no matching traces")
        }
    }
}
