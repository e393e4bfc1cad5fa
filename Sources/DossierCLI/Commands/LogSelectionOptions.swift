internal import ArgumentParser
internal import Dossier

/// The options that select log records.
struct LogSelectionOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A LogQL query, or with --lucene one in Lucene's syntax.",
            valueName: "expr"
        )
    )
    var expression: String?

    @Flag(help: "The query is in Lucene's syntax.")
    var lucene = false

    @Option(
        help: ArgumentHelp(
            "Only records of this trace, and those without a trace that name it in an attribute or"
                + " in their body.",
            valueName: "id"
        ),
        transform: ArgumentReading.trace
    )
    var trace: TraceReference?

    @Option(
        help: ArgumentHelp(
            "Only records that contain this text (case-sensitive), where --in says.",
            valueName: "text"
        )
    )
    var contains: String?

    @Option(
        help: ArgumentHelp(
            "Only records that match this regular expression (RE2 syntax), where --in says.",
            valueName: "re"
        ),
        transform: ArgumentReading.pattern
    )
    var regex: LogPattern?

    @Option(
        name: .customLong("in"),
        help: "Where to look for text: in the body, in the attributes and event name, or in all."
    )
    var place = LogQuery.TextPlace.body

    @Option(
        help: ArgumentHelp(
            "Only records of at least this severity: trace, debug, info, warn, error, fatal, or"
                + " a number between 1 and 24.",
            valueName: "level"
        ),
        completion: .list(LogSeverity.allCases.map(\.rawValue)),
        transform: ArgumentReading.severity
    )
    var severity: Int64?

    @Option(help: "Only records of this service.")
    var service: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only records at or after this time.", valueName: "time"),
        transform: ArgumentReading.queryTime
    )
    var since: QueryTime?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only records before this time.", valueName: "time"),
        transform: ArgumentReading.queryTime
    )
    var until: QueryTime?

    func validate() throws {
        if expression == nil, lucene {
            throw ValidationError(
                "--lucene needs a query; one that begins with - goes last, after --"
            )
        }
    }

    /// The records that are selected, given what the times stand for; its LogQL expression may make
    /// series.
    func query(_ times: QueryTimes, in file: DossierFile) throws -> LogQuery {
        var query = LogQuery()
        query.lucene = try luceneExpression(in: file)
        query.logQL = try logQLExpression()
        query.trace = try trace.map(file.resolveExisting)
        query.text = contains
        query.pattern = regex
        query.textPlace = place
        query.minimumSeverityNumber = severity
        query.service = service
        query.since = times.timestamp(since)
        query.until = times.timestamp(until)
        return query
    }

    private func logQLExpression() throws -> LogQLExpression? {
        guard !lucene, let text = expression else { return nil }
        let check = LogQLCheck(of: text)
        if let expression = check.expression { return expression }
        let problem = check.problem.map { $0.text(in: text) } ?? "invalid query"
        guard text.utf8.contains(UInt8(ascii: "{")) else {
            throw CommandFailure(
                "\(problem)\na LogQL query selects streams first: {service_name=\"cart\"};"
                    + " --contains looks for a text, and --lucene reads what Kibana takes"
            )
        }
        throw CommandFailure(problem)
    }

    /// The query in Lucene's syntax; nil if there is none.
    ///
    /// How it is read is said where that may surprise, and what the store lacks of it.
    private func luceneExpression(in file: DossierFile) throws -> LuceneExpression? {
        guard lucene, let text = expression else { return nil }
        do throws(DossierError) {
            let expression = try LuceneExpression(parsing: text)
            for note in expression.notes { Messages.note(note.message) }
            for note in try file.notes(on: expression) { Messages.note(note) }
            return expression
        } catch {
            guard case .line(let line, let column) = error.position,
                let excerpt = QueryExcerpt.text(of: text, line: line, column: column, count: 1)
            else { throw error }
            throw CommandFailure("\(error.description)\n\(excerpt)")
        }
    }
}
