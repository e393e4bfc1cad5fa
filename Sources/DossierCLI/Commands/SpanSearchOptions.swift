internal import ArgumentParser
internal import Dossier

/// What spans to look for, and at which times to count them.
struct SpanSearchOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("A TraceQL query.", valueName: "traceql"))
    var query: String?

    @Option(
        name: .customLong("attribute"),
        help: ArgumentHelp(
            "Only spans with this attribute, their own or that of their resource, scope, events or"
                + " links; may be repeated.",
            valueName: "key=value"
        )
    )
    var attributes: [String] = []

    @Option(help: ArgumentHelp("Only spans of this name.", valueName: "text"))
    var name: String?

    @Option(help: "How many of the spans that match are shown of each trace, or group of it.")
    var spansPerTrace = 3

    @Flag(help: "Print the TraceQL query that the options stand for, and do nothing.")
    var explain = false

    @Option(
        parsing: .unconditional,
        help: "Of a query that makes series: count spans that start after this time.",
        transform: ArgumentReading.queryTime
    )
    var start: QueryTime?

    @Option(
        parsing: .unconditional,
        help: "Of a query that makes series: count spans that start until this time.",
        transform: ArgumentReading.queryTime
    )
    var end: QueryTime?

    @Option(
        help: ArgumentHelp(
            "Of a query that makes series: the resolution, e.g. 15s. (default: about 240 steps)",
            valueName: "duration"
        ),
        transform: ArgumentReading.duration
    )
    var step: Nanoseconds?

    @Flag(help: "Of a query that makes series: one value for the whole range.")
    var instant = false

    func validate() throws {
        guard spansPerTrace >= 0 else {
            throw ValidationError("--spans-per-trace must not be negative")
        }
        guard !instant || step == nil else {
            throw ValidationError("--instant cannot be combined with --step")
        }
        for attribute in attributes where !attribute.dropFirst().contains("=") {
            throw ValidationError("invalid attribute '\(attribute)'; use KEY=VALUE")
        }
    }

    /// The query with what the options add; nil if there is neither and none is needed.
    func expression(isNeeded: Bool) throws -> TraceQLExpression? {
        var filters = attributes.map { attribute in
            // The key may have no `=`, the value may.
            let parts = attribute.split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            return TraceQLExpression(attribute: String(parts[0]), equals: String(parts[1]))
        }
        if let name { filters.append(TraceQLExpression(spanName: name)) }
        let text = query ?? (filters.isEmpty && isNeeded ? "{ }" : nil)
        let written = try text.map { try TraceQLExpression(parsing: $0) }
        return filters.reduce(written) { $0?.narrowed(by: $1) ?? $1 }
    }

    /// Complains about times where they say nothing.
    func checkTimes() throws {
        if start != nil || end != nil || step != nil || instant {
            throw CommandFailure(
                "--start, --end, --step and --instant are for queries that make series;"
                    + " --since, --until and --active-in are for traces"
            )
        }
    }

    func metrics(
        _ expression: TraceQLExpression,
        in file: DossierFile,
        zone: TimeZoneName
    ) throws -> TraceMetricsResult {
        if start == nil || end == nil {
            for outliers in try file.eventTimeOutliers() where outliers.rows == "spans" {
                Messages.note("outside the default range: \(outliers)")
            }
        }
        guard start != nil || end != nil || step != nil || instant else {
            return try file.traceMetrics(expression)
        }
        guard let data = try file.spanTimeRange() else {
            return try file.traceMetrics(expression)
        }
        // The first span counts, too.
        let first = start?.timestamp(in: data, zone: zone) ?? data.lowerBound - .nanoseconds(1)
        let last = end?.timestamp(in: data, zone: zone) ?? data.upperBound
        guard first < last else { throw CommandFailure("--end is not after --start") }
        let times =
            instant
            ? TraceMetricsTimes(instantFrom: first, to: last)
            : TraceMetricsTimes(start: first, end: last, step: step?.duration)
        return try file.traceMetrics(expression, times)
    }
}
