internal import ArgumentParser
internal import Dossier

/// The verb `logql eval`.
struct LogQLEvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Evaluates a LogQL query over entries of standard input.",
        discussion: """
            Each line of standard input is an entry: an object with `line`, `ts_ns`, `stream` and \
            `metadata`, as for `logql pipe --input json`. Prints the response object of Loki's \
            HTTP API. Without --step a query that makes series is evaluated at the end.

            Example:
              dossier logql eval 'sum by (app) (rate({app=~".+"}[5m]))' --step 1m < entries.jsonl
            """
    )

    enum Direction: String, ExpressibleByArgument, CaseIterable {
        case backward, forward
    }

    @Argument(help: "The query.")
    var query: String

    @Option(
        parsing: .unconditional,
        help: "The first time. (default: that of the first entry)",
        transform: ArgumentReading.queryTime
    )
    var start: QueryTime?

    @Option(
        parsing: .unconditional,
        help: "The last time; of a log query the first that is not part of it.",
        transform: ArgumentReading.queryTime
    )
    var end: QueryTime?

    @Option(
        help: ArgumentHelp("The time between values of a series.", valueName: "duration"),
        transform: ArgumentReading.duration
    )
    var step: Nanoseconds?

    @Option(help: "How many entries a log query gives, over all streams.")
    var limit = 100

    @Option(help: "Which entries come first: backward is the newest, forward the oldest.")
    var direction = Direction.backward

    @Option(
        help: ArgumentHelp("The least time between entries.", valueName: "duration"),
        transform: ArgumentReading.duration
    )
    var interval: Nanoseconds?

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be above 0") }
    }

    func run() throws {
        let check = LogQLCheck(of: query)
        guard let expression = check.expression else {
            if let problem = check.problem { Messages.error(problem.text(in: query)) }
            throw ExitCode.failure
        }
        let entries = try LogQLInput.entries()
        let times = entries.map(\.nanoseconds)
        let (first, last) = (times.min() ?? 0, times.max() ?? 0)
        let data = Timestamp(nanoseconds: first)...Timestamp(nanoseconds: last)
        // The last entry is part of a log query, too.
        let afterLast = last == .max ? last : last + 1
        var queryTimes = LogQLTimes(
            start: start.map { Int64(clamping: $0.timestamp(in: data).nanoseconds) } ?? first,
            end: end.map { Int64(clamping: $0.timestamp(in: data).nanoseconds) }
                ?? (expression.purpose == .log ? afterLast : last),
            step: step.map { Int64(clamping: $0.count) }
        )
        queryTimes.limit = limit
        queryTimes.isBackward = direction == .backward
        queryTimes.interval = interval.map { Int64(clamping: $0.count) } ?? 0
        let result = try LogQLEntries(entries).result(of: expression, queryTimes)
        let output = ByteOutput.standard
        try output.write(result.lokiJSON())
        try output.flush()
    }
}

/// Entries of standard input, each an object on a line.
enum LogQLInput {
    static func entries() throws -> [LogQLEntry] {
        var entries: [LogQLEntry] = []
        var lines = InputLines()
        while let line = try lines.next() {
            if let entry = try Self.entry(line, lines.number) { entries.append(entry) }
        }
        return entries
    }

    /// The entry of a line; nil if the line is empty or white space.
    static func entry(_ line: [UInt8], _ number: Int) throws -> LogQLEntry? {
        guard !line.allSatisfy({ " \t\r".utf8.contains($0) }) else { return nil }
        do throws(DossierError) {
            return try LogQLEntry(json: line)
        } catch {
            throw CommandFailure("line \(number): \(error.description)")
        }
    }
}
