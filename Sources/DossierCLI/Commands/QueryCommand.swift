internal import ArgumentParser
internal import Dossier

/// The verb `query`.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Evaluates a PromQL expression over the metrics of a store.",
        discussion: """
            Without times, the expression is evaluated over the whole range of the data. A time is \
            RFC 3339, seconds since 1970, or counted from the data's end (-5m) or start (start+5m).

            With --format json the result is the response object of Prometheus' HTTP API.

            Example:
              dossier query outage.dossier 'sum by (job) (rate(http_requests_total[5m]))' --start -1h
            """
    )

    @OptionGroup var store: StoreArgument

    @Argument(help: "The expression.")
    var expression: String

    @Option(
        parsing: .unconditional,
        help: "Evaluate at this time alone.",
        transform: ArgumentReading.queryTime
    )
    var time: QueryTime?

    @Option(
        parsing: .unconditional,
        help: "The first time to evaluate at; the start of the data if it is not given.",
        transform: ArgumentReading.queryTime
    )
    var start: QueryTime?

    @Option(
        parsing: .unconditional,
        help: "The last time to evaluate at; the end of the data if it is not given.",
        transform: ArgumentReading.queryTime
    )
    var end: QueryTime?

    @Option(
        help: ArgumentHelp(
            "How far the times lie apart, such as 15s; by default the range has about 250.",
            valueName: "duration"
        ),
        transform: ArgumentReading.duration
    )
    var step: Nanoseconds?

    @OptionGroup var view: MetricViewOptions

    @Option(
        help: ArgumentHelp(
            "How many samples the query may hold in memory at once.",
            valueName: "number"
        )
    )
    var maxSamples = QueryOptions().maxSamples

    @Option(help: "How to write the result: text with charts for people, json, csv.")
    var format = Format.text

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv
    }

    func validate() throws {
        guard maxSamples > 0 else { throw ValidationError("--max-samples is at least 1") }
        guard time == nil || start == nil && end == nil && step == nil else {
            throw ValidationError("--time does not go with --start, --end or --step")
        }
        if let step, step.count < 1_000_000 {
            throw ValidationError("--step is at least a millisecond")
        }
    }

    /// What most queries take.
    private static let heapByteCount = 64 << 20

    func run() throws {
        Heap.growInLargeSteps(byteCount: Self.heapByteCount, arenaCount: 4)
        let file = try store.open()
        let result = try result(in: file)
        let output = ByteOutput.standard
        switch format {
        case .json: try result.writeJSON(to: output.write)
        case .csv: try output.write(result.csv())
        case .text:
            if !result.isEmpty {
                try result.table(Terminal.layout).write(Terminal.layout, to: output.line)
            }
        }
        try output.flush()
        guard format != .json else { return }
        for warning in result.warnings { Messages.warning(warning) }
        for info in result.infos { Messages.note(info) }
        if result.isEmpty { Messages.note("no series; `dossier metrics` lists what there is") }
    }

    private func result(in file: DossierFile) throws -> QueryResult {
        var options = view.options
        options.maxSamples = maxSamples
        let epoch = Timestamp(nanoseconds: 0)
        let data = try file.metricTimeRange() ?? epoch...epoch
        if let time {
            return try file.query(
                PromQLQuery(expression, at: time.timestamp(in: data), options: options)
            )
        }
        let first = start?.timestamp(in: data) ?? data.lowerBound
        let last = end?.timestamp(in: data) ?? data.upperBound
        guard first <= last else {
            throw CommandFailure("the end of the range is before its start")
        }
        return try file.query(
            PromQLQuery(
                expression,
                range: first...last,
                step: step?.duration ?? QueryTime.step(of: first...last),
                options: options
            )
        )
    }
}

extension QueryResult {
    fileprivate var isEmpty: Bool {
        switch value {
        case .scalar, .string: false
        case .vector(let series), .matrix(let series): series.isEmpty
        }
    }
}
