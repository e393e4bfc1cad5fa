internal import ArgumentParser
internal import Dossier

/// The verb `patterns`.
struct PatternsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patterns",
        abstract: "Shows what log records say, how often, and how that changed.",
        discussion: """
            Counts log records by the pattern of their body: the text with <_> in the place of words \
            with digits, such as times, ids and numbers (docs/patterns.md). Each pattern comes with \
            levels, services, the first and last time, its records over time, and the body of its \
            first record. Records are selected as by `logs`.

            --against compares with the records of another window, A..B: which patterns are new, \
            gone, more or less frequent, the most telling change first. JSON output is described by \
            schema/pattern-listing.schema.json.

            Example:
              dossier patterns outage.dossier --severity warn
              dossier patterns outage.dossier --since -5m --against start..-5m
              dossier patterns outage.dossier '{service_name="cart"} | json | status >= 500'
              dossier patterns outage.dossier 'checkout AND NOT debug' --lucene
            """
    )

    @OptionGroup var store: StoreArgument

    @OptionGroup var selection: LogSelectionOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Compare with this window of time.", valueName: "a..b"),
        transform: ArgumentReading.window
    )
    var against: QueryTimeWindow?

    @OptionGroup var timeZone: TimeZoneOption

    @Option(
        help: ArgumentHelp(
            "How long the stretches of time are in which records are counted. (default: a 48th of"
                + " the window)",
            valueName: "duration"
        ),
        transform: ArgumentReading.duration
    )
    var step: Nanoseconds?

    @Option(help: "The maximum number of patterns.")
    var limit = 20

    @OptionGroup var format: FormatOption

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() throws {
        let file = try store.openForOneLook()
        let times = try QueryTimes(
            [selection.since, selection.until, against?.start, against?.end],
            zone: timeZone.zone,
            in: file
        )
        var query = LogPatternQuery()
        query.records = try selection.query(times, in: file)
        guard query.records.logQL?.purpose != .metrics else {
            throw CommandFailure("the query makes series, and patterns are of log records")
        }
        query.against = against.map { window in
            LogPatternQuery.Window(
                since: times.timestamp(window.start),
                until: times.timestamp(window.end)
            )
        }
        query.step = step?.duration
        query.limit = limit
        let listing = try file.logPatterns(query)
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(listing.json())
        } else if !listing.patterns.isEmpty {
            try listing.table(Terminal.layout).write(Terminal.layout, to: output.line)
        }
        try output.flush()
        for note in listing.notes { Messages.note(note) }
        if listing.patterns.isEmpty {
            let unknown = try selection.service.flatMap(file.noteOnUnknownService)
            Messages.note(unknown ?? "no matching log records")
        }
    }
}
