internal import DossierLogQL
internal import DossierLogQLSyntax
internal import DossierPromQL

/// When a LogQL query is evaluated, and which entries it gives.
public struct LogQLTimes: Hashable, Sendable {
    /// The first time, in nanoseconds since the Unix epoch.
    public var start: Int64
    /// The last time of a query that makes series; of a log query the first that is not part of it.
    public var end: Int64
    /// Nanoseconds between the times of a query that makes series; nil for its end alone.
    public var step: Int64?
    /// How many entries a log query gives, over all streams.
    public var limit = 100
    /// Whether the newest entries come first.
    public var isBackward = true
    /// The least time between entries, in nanoseconds.
    public var interval: Int64 = 0

    /// Times from `start` to `end`, every `step`.
    ///
    /// - Parameters:
    ///   - start: The first time, in nanoseconds since the Unix epoch.
    ///   - end: The last time; of a log query the first that is not part of it.
    ///   - step: Nanoseconds between times; nil for the end alone.
    public init(start: Int64, end: Int64, step: Int64? = nil) {
        self.start = start
        self.end = end
        self.step = step
    }
}

/// Entries in memory, to evaluate LogQL queries over.
///
/// ```swift
/// let entries = LogQLEntries([LogQLEntry(line: "level=error", streamLabels: ["app": "a"])])
/// let expression = try LogQLExpression(parsing: "{app=`a`} | logfmt | level=`error`")
/// let result = try entries.result(of: expression, LogQLTimes(start: 0, end: 1))
/// ```
public struct LogQLEntries: Sendable {
    private let entries: EntryList

    /// Entries in the order in which they came.
    public init(_ entries: some Sequence<LogQLEntry>) {
        self.entries = EntryList(entries.map(\.stored))
    }

    /// The result of a query.
    ///
    /// Takes time in proportion to the entries of the selected streams for each range of the
    /// query, and to the steps times the samples of a window.
    ///
    /// - Parameters:
    ///   - expression: The query.
    ///   - times: When it is evaluated.
    /// - Returns: Entries of a log query, else series or a number.
    /// - Throws: A ``DossierError`` with the code ``DossierError/Code/evaluationFailed`` if an
    ///   entry has an error, series can't be matched, or there are too many times.
    public func result(
        of expression: LogQLExpression,
        _ times: LogQLTimes
    ) throws(DossierError) -> LogQLResult {
        try translatingErrors { try LogQLResult(of: expression, over: entries, times) }
    }
}

extension LogQLResult {
    /// The result of a query over the entries of a source.
    init(
        of expression: LogQLExpression,
        over source: some LogEntrySource,
        _ times: LogQLTimes
    ) throws {
        switch expression.query {
        case .log(let pipeline):
            self.init(try source.entries(of: pipeline, times.window))
        case .metric(let metric):
            let result = try LogMetricEvaluation.result(
                of: metric,
                over: source,
                at: times.queryTimes
            )
            self.init(result, isInstant: times.step == nil, at: times.end)
        }
    }

    init(_ entries: [FoundEntry]) {
        self = .entries(entries.map { Entry($0) })
    }

    private init(_ result: LogMetricResult, isInstant: Bool, at time: Int64) {
        switch result {
        case .scalar(let value): self = .scalar(Point(nanoseconds: time, value: value))
        case .series(let series, let times):
            let list = series.map { one in
                Series(
                    labels: one.labels.pairs.map { SeriesLabel(bytes: $0.name, $0.value) },
                    points: one.points.map {
                        Point(nanoseconds: times[$0.index], value: $0.value)
                    }
                )
            }
            self = isInstant ? .vector(list) : .matrix(list)
        }
    }
}

extension LogQLResult.Entry {
    init(_ entry: FoundEntry) {
        func labels(_ labels: [StoredEntry.Label]) -> [SeriesLabel] {
            labels.map { SeriesLabel(bytes: $0.name, $0.value) }
        }
        self.init(
            nanoseconds: entry.nanoseconds,
            line: String(decoding: entry.line, as: UTF8.self),
            streamLabels: labels(entry.stream),
            metadata: labels(entry.metadata),
            parsedLabels: labels(entry.parsed)
        )
    }
}

extension SeriesLabel {
    init(bytes name: [UInt8], _ value: [UInt8]) {
        self.init(
            name: String(decoding: name, as: UTF8.self),
            value: String(decoding: value, as: UTF8.self)
        )
    }
}
