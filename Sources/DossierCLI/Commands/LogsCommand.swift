internal import ArgumentParser
internal import Dossier

/// The verb `logs`.
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Lists log records by time, with their trace ids.",
        discussion: """
            Lists records that match all conditions. JSON output is described by \
            schema/log-listing.schema.json.

            Example:
              dossier logs outage.dossier --severity error --contains "connection refused"
              dossier logs outage.dossier --regex 'timeout after [0-9]+ ?ms'
            """
    )

    @OptionGroup var store: StoreArgument

    @Option(
        help: ArgumentHelp("Only records of this trace.", valueName: "id"),
        transform: ArgumentReading.trace
    )
    var trace: TraceReference?

    @Option(
        help: ArgumentHelp(
            "Only records whose body contains this text (case-sensitive).",
            valueName: "text"
        )
    )
    var contains: String?

    @Option(
        help: ArgumentHelp(
            "Only records whose body matches this regular expression (RE2 syntax).",
            valueName: "re"
        ),
        transform: ArgumentReading.pattern
    )
    var regex: LogPattern?

    @Option(
        help: ArgumentHelp(
            "Only records of at least this severity.",
            valueName: "level"
        )
    )
    var severity: LogSeverity?

    @Option(help: "Only records of this service.")
    var service: String?

    @Option(
        help: ArgumentHelp(
            "Only records at or after this time: RFC 3339, or seconds or nanoseconds since 1970.",
            valueName: "time"
        ),
        transform: ArgumentReading.time
    )
    var since: Timestamp?

    @Option(
        help: ArgumentHelp("Only records before this time.", valueName: "time"),
        transform: ArgumentReading.time
    )
    var until: Timestamp?

    @Option(help: "The maximum number of records.")
    var limit = 100

    @OptionGroup var format: FormatOption

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1") }
    }

    func run() throws {
        let file = try store.open()
        let query = try query(in: file)
        let output = ByteOutput.standard
        guard !format.isJSON else {
            try output.write(file.logRecordsJSON(query))
            return try output.flush()
        }
        let listing = try file.logRecords(query)
        if !listing.logRecords.isEmpty {
            try listing.table(Terminal.layout).write(Terminal.layout, to: output.line)
        }
        try output.flush()
        if let note = listing.cutNote {
            Messages.note(note)
        } else if listing.logRecords.isEmpty {
            Messages.note("no matching log records")
        }
    }

    private func query(in file: DossierFile) throws -> LogQuery {
        var query = LogQuery()
        if let trace {
            let reference = try file.resolve(trace)
            guard case .id(let id) = reference else { throw file.unknown(reference) }
            query.trace = id
        }
        query.limit = limit
        query.text = contains
        query.pattern = regex
        query.minimumSeverity = severity
        query.service = service
        query.since = since
        query.until = until
        return query
    }
}
