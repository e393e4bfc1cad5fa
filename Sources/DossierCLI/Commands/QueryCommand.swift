internal import ArgumentParser
internal import Dossier

/// The verb `query`.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Evaluates a PromQL expression.",
        discussion: """
            By default the expression is evaluated over the whole time range of the data, but for \
            single points whose times are far from all others. A time is RFC 3339, seconds since \
            1970, or relative to the end (-5m) or start (start+5m) of the data.

            JSON output is that of Prometheus' /api/v1/query and /api/v1/query_range, described by \
            schema/query-result.schema.json.

            Example:
              dossier query outage.dossier 'sum by (job) (rate(requests_total[5m]))'
              dossier query outage.dossier 'up == 0' --start -1h --step 15s --format csv
            """
    )

    @OptionGroup var store: StoreArgument

    @Argument(help: "The PromQL expression.")
    var expression: String

    @Option(
        parsing: .unconditional,
        help: "Evaluate at this time only.",
        transform: ArgumentReading.queryTime
    )
    var time: QueryTime?

    @Option(
        parsing: .unconditional,
        help: "The start of the range. (default: start of the data)",
        transform: ArgumentReading.queryTime
    )
    var start: QueryTime?

    @Option(
        parsing: .unconditional,
        help: "The end of the range. (default: end of the data)",
        transform: ArgumentReading.queryTime
    )
    var end: QueryTime?

    @Option(
        help: ArgumentHelp(
            "The resolution, e.g. 15s. (default: about 250 steps over the range)",
            valueName: "duration"
        ),
        transform: ArgumentReading.duration
    )
    var step: Nanoseconds?

    @OptionGroup var timeZone: TimeZoneOption
    @OptionGroup var view: MetricViewOptions

    @Option(
        help: ArgumentHelp(
            "The maximum number of samples in memory.",
            valueName: "number"
        )
    )
    var maxSamples = QueryOptions().maxSamples

    @Option(help: "The output format; text shows charts.")
    var format = Format.text

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv
    }

    func validate() throws {
        guard maxSamples > 0 else { throw ValidationError("--max-samples must be at least 1") }
        guard time == nil || start == nil && end == nil && step == nil else {
            throw ValidationError("--time cannot be combined with --start, --end or --step")
        }
        if let step, step.count < 1_000_000 {
            throw ValidationError("--step must be at least 1ms")
        }
    }

    /// Enough for most queries.
    private static let heapByteCount = 64 << 20

    func run() throws {
        Heap.growInLargeSteps(byteCount: Self.heapByteCount, arenaCount: 4)
        let file = try store.open()
        let result = try result(in: file)
        let output = ByteOutput.standard
        switch format {
        case .json: for part in result.jsonParts { try output.write(part) }
        case .csv: try output.write(result.csv())
        case .text:
            if !result.isEmpty {
                try result.table(Terminal.layout).write(Terminal.layout, to: output.line)
            }
        }
        try output.flush()
        guard format != .json else { return }
        for warning in result.warnings { Messages.warning(warning) }
        if usesDataTimes {
            for outliers in try file.metricTimeOutliers() {
                Messages.note("outside the default range: \(outliers)")
            }
        }
        for info in result.infos { Messages.note(result.noteText(info)) }
        if result.isEmpty {
            Messages.note("no matching series; `dossier metrics` lists all metrics")
        }
    }

    /// Whether the times of the query depend on those of the data.
    private var usesDataTimes: Bool {
        if let time { return time.isRelative }
        return (start?.isRelative ?? true) || (end?.isRelative ?? true)
    }

    private func result(in file: DossierFile) throws -> QueryResult {
        var options = view.options
        options.maxSamples = maxSamples
        let epoch = Timestamp(nanoseconds: 0)
        let data = try file.metricTimeRange() ?? epoch...epoch
        if let time {
            return try file.query(
                PromQLQuery(
                    expression,
                    at: time.timestamp(in: data, zone: timeZone.zone),
                    options: options
                )
            )
        }
        let first = start?.timestamp(in: data, zone: timeZone.zone) ?? data.lowerBound
        let last = end?.timestamp(in: data, zone: timeZone.zone) ?? data.upperBound
        guard first <= last else {
            throw CommandFailure("--end is before --start")
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
