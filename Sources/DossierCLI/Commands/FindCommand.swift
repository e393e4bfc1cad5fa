internal import ArgumentParser
internal import Dossier

/// The verb `find`.
struct FindCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find",
        abstract: "Finds everywhere that a value occurs, whatever it is.",
        discussion: """
            Give anything: the id of a trace or span in any spelling, of an order, a user or a \
            host, a number, a name, a word of a log. It is looked for in all attributes of \
            resources, scopes, spans, events, links, log records, series and exemplars, also \
            within arrays and key-value lists; in names, ids and status messages; and as a word \
            in the bodies of log records: no letter, digit or underscore at its ends is next to \
            another one. Counts are of rows and exact. The exit code is 1 if no value is found. \
            JSON output is described by schema/find-result.schema.json.

            Example:
              dossier find outage.dossier order-4711
              dossier find outage.dossier 66ea073509f4c2132258542dd751ef21 10.0.3.17 --limit 20
              dossier find outage.dossier 4711 --words --since -1h
            """
    )

    @OptionGroup var store: StoreArgument

    @Argument(
        parsing: .remaining,
        help: ArgumentHelp("The values to look for.", valueName: "value")
    )
    var values: [String]

    @Flag(help: "Take letters of the other case for the same.")
    var ignoreCase = false

    @Flag(help: "Find the value also as a word of longer attributes and names.")
    var words = false

    @Option(help: "The maximum number of traces listed for a value.")
    var limit = 5

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only rows at or after this time.", valueName: "time"),
        transform: ArgumentReading.queryTime
    )
    var since: QueryTime?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only rows before this time.", valueName: "time"),
        transform: ArgumentReading.queryTime
    )
    var until: QueryTime?

    @OptionGroup var timeZone: TimeZoneOption

    @OptionGroup var format: FormatOption

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1") }
        guard !values.contains("") else { throw ValidationError("a value is empty") }
    }

    func run() throws {
        // Columns are read once.
        let file = try store.openForOneQuery()
        let times = try QueryTimes([since, until], zone: timeZone.zone, in: file)
        var query = ValueQuery()
        query.ignoresCase = ignoreCase
        query.findsWords = words
        query.since = times.timestamp(since)
        query.until = times.timestamp(until)
        query.traceLimit = limit
        let result = try file.find(values, query)
        let output = ByteOutput.standard
        if format.isJSON {
            try output.write(result.json())
        } else {
            for (index, value) in result.values.filter(\.isFound).enumerated() {
                if index > 0 { try output.line("") }
                try value.write(Terminal.layout, store: store.store, query, to: output.line)
            }
        }
        try output.flush()
        for value in result.values where !value.isFound {
            Messages.note(value.absence(result.searched, query))
            if try file.attributeKeys(startingWith: value.value).contains(value.value) {
                let command = ShellWords.joined(["dossier", "attributes", store.store, value.value])
                Messages.note("'\(value.value)' is the key of attributes: `\(command)`")
            }
        }
        if !result.values.contains(where: \.isFound) { throw ExitCode.failure }
    }
}
