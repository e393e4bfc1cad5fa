internal import DossierColumns
internal import DossierQuery
internal import DossierStore
internal import DossierTraceQL
internal import DossierTraceQLSyntax

/// The times of a TraceQL metrics query.
public struct TraceMetricsTimes: Hashable, Sendable {
    /// Spans count that start after this time.
    public var start: Timestamp
    /// Spans count that start at this time or before.
    public var end: Timestamp
    /// The length of an interval; nil for about 240 of them.
    public var step: Duration?
    /// Whether there is one interval from start to end.
    public var isInstant: Bool

    /// Intervals of a length.
    ///
    /// They end at multiples of the step, counted from the Unix epoch, so the first may begin before
    /// the start and the last may end after the end.
    ///
    /// - Parameters:
    ///   - start: Spans count that start after this time.
    ///   - end: Spans count that start at this time or before.
    ///   - step: The length of an interval; nil for about 240 of them.
    public init(start: Timestamp, end: Timestamp, step: Duration? = nil) {
        self.start = start
        self.end = end
        self.step = step
        isInstant = false
    }

    /// One interval, known by its end.
    public init(instantFrom start: Timestamp, to end: Timestamp) {
        self.start = start
        self.end = end
        step = nil
        isInstant = true
    }
}

/// Series that a TraceQL metrics query makes of spans.
public struct TraceMetricsResult: Sendable {
    /// One series.
    public struct Series: Sendable {
        /// What tells it apart, in the order of the query: fields, and their values.
        public let labels: [Attribute]
        /// In the order of time.
        public let points: [Point]
        /// Spans that stand for others behind the points, in the order of their starts; those that
        /// the hint `exemplars` asks for.
        public let exemplars: [SpanExemplar]
    }

    /// The value of an interval.
    public struct Point: Hashable, Sendable {
        /// The end of the interval, in milliseconds since the Unix epoch.
        public let milliseconds: Int64
        /// The value; of durations in seconds.
        public let value: Double
    }

    /// In the order of the text of their labels.
    public let series: [Series]
    /// Whether there was one interval.
    public let isInstant: Bool

    package init(series: [Series], isInstant: Bool) {
        self.series = series
        self.isInstant = isInstant
    }
}

/// A span that stands for others behind a value of a series.
public struct SpanExemplar: Hashable, Sendable {
    /// The trace of the span.
    public let trace: TraceID
    /// The id of the span; nil if it has none.
    public let span: SpanID?
    /// The start of the span.
    public let time: Timestamp
    /// What the series is made of, of durations in seconds; where spans are counted, the value of
    /// the series.
    public let value: Double
}

extension DossierFile {
    /// Makes series of spans by a TraceQL expression.
    ///
    /// ```swift
    /// let rate = try TraceQLExpression(parsing: "{ status = error } | rate() by (name)")
    /// let result = try file.traceMetrics(rate, TraceMetricsTimes(start: start, end: end))
    /// ```
    ///
    /// - Parameters:
    ///   - expression: An expression that makes series.
    ///   - times: The times; nil for those of all spans.
    ///   - isCancelled: Asked before each block of spans, on any thread, whether to give up.
    /// - Returns: The series.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidExpression`` for an expression that
    ///   finds spans; ``DossierError/Code/invalidTime`` for times that are not in order, or more
    ///   than 11,000 intervals; ``DossierError/Code/tooManySamples`` for too many series;
    ///   ``DossierError/Code/cancelled`` after giving up.
    /// - Complexity: O(spans) at most, over the columns that the expression names.
    public func traceMetrics(
        _ expression: TraceQLExpression,
        _ times: TraceMetricsTimes? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) throws(DossierError) -> TraceMetricsResult {
        let known: TraceMetricsTimes?
        if let times { known = times } else { known = try spanTimes() }
        guard let known else {
            _ = try translatingErrors { try expression.metricsPlan() }
            return TraceMetricsResult(series: [], isInstant: false)
        }
        return try Self.traceMetrics(expression, known, of: [self], isCancelled: isCancelled)
    }

    /// Makes series of the spans of several stores: they are counted as if they were in one.
    package static func traceMetrics(
        _ expression: TraceQLExpression,
        _ times: TraceMetricsTimes,
        of files: [DossierFile],
        isCancelled: @escaping @Sendable () -> Bool
    ) throws(DossierError) -> TraceMetricsResult {
        try translatingErrors {
            let plan = try expression.metricsPlan()
            guard let intervals = MetricsTimes(times) else {
                throw DossierError(
                    .invalidTime,
                    "the end has to be after the start, the step positive, and there may be at most"
                        + " \(MetricsTimes.countMax) intervals"
                )
            }
            guard !expression.matchesNothing else {
                return TraceMetricsResult(series: [], isInstant: times.isInstant)
            }
            let stores = try files.map { try $0.spanBlocks() }
            let result = try plan.result(intervals, in: stores, isCancelled: isCancelled)
            return TraceMetricsResult(result, isInstant: times.isInstant)
        }
    }

    /// From just before the first start of a span to the last known time.
    private func spanTimes() throws(DossierError) -> TraceMetricsTimes? {
        try spanTimeRange().map { range in
            TraceMetricsTimes(start: range.lowerBound - .nanoseconds(1), end: range.upperBound)
        }
    }

    /// From the first to the last time of spans.
    ///
    /// Single ones whose times are far from all others are left out, as from
    /// ``eventTimeRange()``; ``eventTimeOutliers()`` counts them.
    ///
    /// - Returns: The range; nil if the store has no spans, or knows none of their times.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(blocks); reads the times of those blocks that may have outliers.
    public func spanTimeRange() throws(DossierError) -> ClosedRange<Timestamp>? {
        try translatingErrors { try timeRange(of: .span) }
    }
}

extension TraceQLExpression {
    /// How the series are made.
    fileprivate func metricsPlan() throws -> MetricsPlan {
        guard case .metrics(let metrics) = query.body else {
            throw DossierError(
                .invalidExpression,
                "the expression finds traces, and makes no series"
            )
        }
        return try MetricsPlan(metrics, exemplarCount: query.exemplarCount)
    }
}

extension MetricsTimes {
    fileprivate init?(_ times: TraceMetricsTimes) {
        let start = Int64(clamping: times.start.nanoseconds)
        let end = Int64(clamping: times.end.nanoseconds)
        if times.isInstant {
            self.init(instantFrom: start, to: end)
        } else {
            let step = times.step.map { Int64(clamping: $0.nanoseconds) }
            self.init(
                start: start,
                end: end,
                step: step ?? Self.defaultStep(start: start, end: end)
            )
        }
    }
}

extension TraceMetricsResult {
    fileprivate init(_ result: MetricsResult, isInstant: Bool) {
        self.isInstant = isInstant
        series = result.series.map { series in
            Series(
                labels: series.labels.map {
                    Attribute(key: $0.name, value: AttributeValue($0.value))
                },
                points: series.values.indices.compactMap { interval in
                    let value = series.values[interval]
                    guard !value.isNaN else { return nil }
                    return Point(
                        milliseconds: result.times.label(interval),
                        value: value
                    )
                },
                exemplars: series.exemplars.map { exemplar in
                    SpanExemplar(
                        trace: TraceID(exemplar.trace),
                        span: SpanID(bits: exemplar.span),
                        time: Timestamp(nanoseconds: exemplar.start),
                        value: exemplar.value
                    )
                }
            )
        }
    }
}
