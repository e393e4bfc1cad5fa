internal import ArgumentParser
internal import Dossier

/// The verb `traces`.
struct TracesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "traces",
        abstract: "Lists traces by start time, duration or number of errors.",
        discussion: """
            JSON output is described by schema/trace-listing.schema.json.

            Example:
              dossier traces outage.dossier --service checkout --errors --min-duration 1.5s
              dossier traces outage.dossier --sort duration --limit 5
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
        help: ArgumentHelp(
            "Only traces that start at or after this time: RFC 3339, or seconds or nanoseconds"
                + " since 1970.",
            valueName: "time"
        ),
        transform: ArgumentReading.time
    )
    var since: Timestamp?

    @Option(
        help: ArgumentHelp("Only traces that start before this time.", valueName: "time"),
        transform: ArgumentReading.time
    )
    var until: Timestamp?

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
        query.since = since
        query.until = until
        let listing = try store.open().traces(query)

        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(listing.json())
        } else if !listing.traces.isEmpty {
            try listing.table.write(Terminal.layout, to: output.line)
        }
        try output.flush()
        if let note = listing.cutNote {
            Messages.note(note)
        } else if listing.traces.isEmpty {
            Messages.note("no matching traces")
        }
    }
}
