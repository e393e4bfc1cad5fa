internal import ArgumentParser
internal import Dossier

/// When a query that makes series of log records is evaluated.
struct LogSeriesOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "Of a query that makes series: the first time. (default: start of the logs)",
        transform: ArgumentReading.queryTime
    )
    var start: QueryTime?

    @Option(
        parsing: .unconditional,
        help: "Of a query that makes series: the last time. (default: end of the logs)",
        transform: ArgumentReading.queryTime
    )
    var end: QueryTime?

    @Option(
        help: ArgumentHelp(
            "Of a query that makes series: the resolution, e.g. 15s. (default: about 250 steps)",
            valueName: "duration"
        ),
        transform: ArgumentReading.duration
    )
    var step: Nanoseconds?

    @Flag(help: "Of a query that makes series: one value, at the end.")
    var instant = false

    func validate() throws {
        guard !instant || step == nil else {
            throw ValidationError("--instant cannot be combined with --step")
        }
        guard !instant || start == nil else {
            throw ValidationError(
                "--instant cannot be combined with --start; the range is in the query: [5m]"
            )
        }
    }

    /// Complains about times where they say nothing.
    func checkTimes() throws {
        if start != nil || end != nil || step != nil || instant {
            throw CommandFailure(
                "--start, --end, --step and --instant are for queries that make series;"
                    + " --since and --until are for log records"
            )
        }
    }

    /// When a query that makes series is evaluated; nil if the store knows no time of log records.
    func times(in file: DossierFile, zone: TimeZoneName) throws -> LogQLTimes? {
        if start == nil || end == nil {
            for outliers in try file.eventTimeOutliers() where outliers.rows == "log records" {
                Messages.note("outside the default range: \(outliers)")
            }
        }
        guard let data = try file.logTimeRange() else { return nil }
        let first = start?.timestamp(in: data, zone: zone) ?? data.lowerBound
        let last = end?.timestamp(in: data, zone: zone) ?? data.upperBound
        guard first <= last else { throw CommandFailure("--end is before --start") }
        let step = step.map { Int64(clamping: $0.count) }
        var times = LogQLTimes(covering: first...last, step: step)
        if start != nil { times.start = Int64(clamping: first.nanoseconds) }
        if instant { times.step = nil }
        return times
    }
}
