internal import ArgumentParser
internal import Dossier

/// The verb `logs`.
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Lists log records by time, with their trace ids.",
        discussion: """
            Lists records that match all conditions. A record without a body shows its event name \
            and attributes. A time is RFC 3339, a date, seconds since 1970, or relative to the end \
            (-5m) or start (start+5m) of the data. JSON output is described by \
            schema/log-listing.schema.json, that of series by schema/query-result.schema.json.

            A query is LogQL (docs/logql.md): {…} selects streams by their labels, stages behind it \
            filter and parse. One that makes series, such as 'sum by (service_name) \
            (rate({service_name=~".+"}[5m]))', prints charts as `dossier query` does. --format loki \
            is what Loki answers.

            With --lucene, the query is what Kibana's search box takes (docs/lucene.md): words of the \
            body, field:value, "phrases", te?t*, /regex/, [1 TO 5], AND, OR, NOT, + and -. A word \
            alone is looked for in the body only. AND binds tighter than OR. Of a text attribute \
            the whole value counts, and a range compares texts: "10" is before "5". Other options \
            still apply.

            Example:
              dossier logs outage.dossier --severity error --contains "connection refused"
              dossier logs outage.dossier --since -5m --tail 20
              dossier logs outage.dossier --regex 'timeout after [0-9]+ ?ms' --in all
              dossier logs outage.dossier '{service_name="cart"} |= "timeout" | json | status >= 500'
              dossier logs outage.dossier 'timeout AND http.status_code:[500 TO *]' --lucene
            """
    )

    @OptionGroup var store: StoreArgument

    @OptionGroup var selection: LogSelectionOptions

    @Flag(help: "Print how the query is read, with what options add to it, and exit.")
    var explain = false

    @OptionGroup var seriesTimes: LogSeriesOptions

    @OptionGroup var timeZone: TimeZoneOption

    @Option(help: "The sort order: oldest or newest first.")
    var sort = LogQuery.Order.oldest

    @Option(help: "The maximum number of records. (default: 100)")
    var limit: Int?

    @Option(
        help: ArgumentHelp("Only the last records, oldest first by default.", valueName: "number")
    )
    var tail: Int?

    @Option(
        help: ArgumentHelp(
            "Also show so many records before and behind each, of the same service instance.",
            valueName: "number"
        )
    )
    var context = 0

    @Flag(help: "Keep running, and show records when they are stored; begins with the last 10.")
    var follow = false

    @Flag(help: "Show event names and attributes, also of records that have a body.")
    var attributes = false

    @Option(help: "The output format; loki is the JSON that Loki answers.")
    var format = Format.text

    @Flag(help: "In the format loki: tell apart labels of streams, metadata and those of stages.")
    var categorizeLabels = false

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, loki
    }

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
        if let tail, tail < 1 { throw ValidationError("--tail must be at least 1") }
        if limit != nil, tail != nil {
            throw ValidationError("--tail cannot be combined with --limit")
        }
        guard context >= 0 else { throw ValidationError("--context must not be negative") }
        if context > 0, format == .loki {
            throw ValidationError("--context cannot be combined with --format loki")
        }
        if follow, limit != nil || context > 0 || format == .loki || sort != .oldest {
            throw ValidationError(
                "--follow cannot be combined with --limit, --sort, --context or --format loki;"
                    + " --tail says with how many it begins"
            )
        }
        if categorizeLabels, format != .loki {
            throw ValidationError("--categorize-labels is for --format loki")
        }
    }

    func run() throws {
        let file = try store.open()
        var query = try query(in: file)
        if explain { return try explain(query) }
        if let expression = query.logQL, expression.purpose == .metrics {
            guard !follow, context == 0 else {
                throw CommandFailure("--follow and --context are for log records, not series")
            }
            query.logQL = nil
            return try show(series(of: expression, where: query, in: file))
        }
        try seriesTimes.checkTimes()
        try follow ? self.follow(query, in: file) : list(query, in: file)
    }

    /// Prints the records.
    private func list(_ query: LogQuery, in file: DossierFile) throws {
        let output = ByteOutput.standard
        switch format {
        case .json:
            try file.writeLogRecordsJSON(query, to: output.write)
            return try output.flush()
        case .loki:
            try output.write(
                try file.logEntries(query).lokiJSON(categorizesLabels: categorizeLabels)
            )
            return try output.flush()
        case .text: break
        }
        let listing = try file.logRecords(query)
        if !listing.logRecords.isEmpty {
            try listing.table(Terminal.layout, attributes: attributes).write(
                Terminal.layout,
                to: output.line
            )
        }
        try output.flush()
        if let note = listing.cutNote(isTail: tail != nil) {
            Messages.note(note)
        } else if listing.logRecords.isEmpty {
            Messages.note(
                try selection.service.flatMap(file.noteOnUnknownService)
                    ?? "no matching log records" + hint
            )
        }
    }

    private func series(
        of expression: LogQLExpression,
        where query: LogQuery,
        in file: DossierFile
    ) throws -> LogQLResult {
        guard limit == nil, tail == nil else {
            throw CommandFailure("--limit and --tail are for log records; topk() limits series")
        }
        let untimedCount = try file.untimedLogRecordCount()
        if untimedCount > 0 {
            Messages.note(
                "\(CountText.counted(untimedCount, "log record")) without a time can be in no series"
            )
        }
        let times = try seriesTimes.times(in: file, zone: timeZone.zone)
        return try file.logResult(of: expression, times, where: query)
    }

    private func show(_ result: LogQLResult) throws {
        let output = ByteOutput.standard
        let query = result.queryResult
        switch format {
        case .json: for part in query.jsonParts { try output.write(part) }
        case .loki: try output.write(result.lokiJSON())
        case .text:
            if !result.isEmpty {
                try query.table(Terminal.layout).write(Terminal.layout, to: output.line)
            }
        }
        try output.flush()
        if result.isEmpty { Messages.note("no series: no log record matches") }
    }

    /// What may find something where nothing was found.
    private var hint: String {
        guard selection.contains != nil || selection.regex != nil, selection.place != .all else {
            return ""
        }
        return selection.place == .body
            ? "; --in all looks in attributes, too" : "; --in all looks in bodies, too"
    }

    private func query(in file: DossierFile) throws -> LogQuery {
        let times = try QueryTimes(
            [selection.since, selection.until],
            zone: timeZone.zone,
            in: file
        )
        var query = try selection.query(times, in: file)
        query.limit = tail ?? limit ?? 100
        query.order = sort
        query.keepsNewest = tail != nil
        query.contextCount = context
        return query
    }
}
