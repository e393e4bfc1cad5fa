internal import ArgumentParser
internal import Dossier

/// The verb `traces`.
struct TracesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "traces",
        abstract: "Lists traces by start time, duration or number of errors.",
        discussion: """
            A time is RFC 3339, a date, seconds since 1970, or relative to the end (-5m) or start \
            (start+5m) of the data. A trace without a root span is listed as incomplete, under the \
            span that `dossier trace` shows first. JSON output is described by \
            schema/trace-listing.schema.json.

            Example:
              dossier traces outage.dossier --service checkout --errors --min-duration 1.5s
              dossier traces outage.dossier --sort duration --limit 5
              dossier traces outage.dossier --active-in 2023-01-30T11:50..2023-01-30T12:10
            """
    )

    @OptionGroup var store: StoreArgument

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

    @OptionGroup var format: FormatOption

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1") }
    }

    func run() throws {
        var query = TraceQuery()
        query.limit = limit
        query.order = sort
        query.service = service
        query.hasErrors = errors
        query.minimumDuration = minDuration?.duration
        let file = try store.open()
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
        let listing = try file.traces(query)

        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(listing.json())
        } else if !listing.traces.isEmpty {
            try listing.table.write(Terminal.layout, to: output.line)
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
