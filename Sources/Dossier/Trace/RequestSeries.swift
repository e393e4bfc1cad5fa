internal import DossierMetricView
internal import DossierPrimitives
internal import DossierPromQL
internal import DossierPromQLSyntax

/// The series that count the requests of a trace, or of its services around its time, each with its
/// last value, as Prometheus answers an instant query.
package struct RequestSeries: Sendable {
    /// The counters of requests.
    package var requests: QueryResult
    /// The counters of failed requests.
    package var errors: QueryResult
    /// The histograms of durations: their buckets, sums and counts.
    package var durations: QueryResult

    /// How many series there are.
    package var count: Int { requests.seriesCount + errors.seriesCount + durations.seriesCount }

    /// Whether they are labelled with the trace.
    private let isOfTrace: Bool

    /// None.
    package static let none = RequestSeries(
        requests: .none,
        errors: .none,
        durations: .none,
        isOfTrace: false
    )

    /// Those of several stores that are labelled with the trace, or else all; of equal series the
    /// first one.
    package init(joining all: [RequestSeries]) {
        let ofTrace = all.filter(\.isOfTrace)
        let parts = ofTrace.isEmpty ? all : ofTrace
        isOfTrace = !ofTrace.isEmpty
        requests = QueryResult(joining: parts.map(\.requests))
        errors = QueryResult(joining: parts.map(\.errors))
        durations = QueryResult(joining: parts.map(\.durations))
    }

    fileprivate init(
        requests: QueryResult,
        errors: QueryResult,
        durations: QueryResult,
        isOfTrace: Bool
    ) {
        self.requests = requests
        self.errors = errors
        self.durations = durations
        self.isOfTrace = isOfTrace
    }
}

extension DossierFile {
    /// The series that count the requests of a trace.
    ///
    /// Of the conventions' metrics the first one is used that has series labelled with the trace, of
    /// any time. If there is none, it is the first one that has series of the trace's services, and
    /// of no other trace, from five minutes before the trace to five minutes after it; the results
    /// say so.
    ///
    /// - Parameters:
    ///   - trace: The id of the trace.
    ///   - services: The services of its spans.
    ///   - window: From its start to its end; nil if that is unknown.
    ///   - conventions: Which metrics count requests.
    ///   - isCancelled: Asked from time to time, on any thread, whether to give up.
    /// - Returns: The series; none if no metric fits.
    /// - Throws: A ``DossierError`` if the store can't be read, or for a convention that is no
    ///   selector.
    package func requestSeries(
        of trace: TraceID,
        services: [String],
        window: ClosedRange<Timestamp>?,
        conventions: RequestConventions = RequestConventions(),
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) throws(DossierError) -> RequestSeries {
        guard let end = try metricTimeRange()?.upperBound, end.milliseconds > 0 else {
            return .none
        }
        let label = ByteString(conventions.traceLabel)
        let ofTrace = RequestSelection(
            matchers: [LabelMatcher(name: label, kind: .equal, value: ByteString(trace.hex))],
            isOfTrace: true,
            start: Timestamp(milliseconds: 0),
            end: end
        )
        for family in conventions.requests {
            if let found = try requestSeries(family, ofTrace, isCancelled) { return found }
        }
        guard let window, !services.isEmpty else { return .none }
        let names = services.map(RegularExpressionText.quoted).joined(separator: "|")
        for family in conventions.requests {
            let ofServices = RequestSelection(
                matchers: [
                    LabelMatcher(
                        name: ByteString(family.serviceLabel),
                        kind: .matchesRegularExpression,
                        value: ByteString(names)
                    ), LabelMatcher(name: label, kind: .equal, value: ByteString("")),
                ],
                isOfTrace: false,
                start: window.lowerBound - RequestSelection.margin,
                end: window.upperBound + RequestSelection.margin
            )
            guard var found = try requestSeries(family, ofServices, isCancelled) else { continue }
            let info =
                "no series is labelled with the trace: these are of its services, from"
                + " \(ofServices.start) to \(ofServices.end)"
            found.requests.infos.append(info)
            found.errors.infos.append(info)
            found.durations.infos.append(info)
            return found
        }
        return .none
    }

    /// Nil if the metrics have no series.
    private func requestSeries(
        _ family: RequestConventions.RequestMetrics,
        _ selection: RequestSelection,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws(DossierError) -> RequestSeries? {
        func result(_ selector: VectorSelector?) throws(DossierError) -> QueryResult {
            guard let selector else { return .none }
            return QueryResult(
                joining: try selection.queries(selector).map { query throws(DossierError) in
                    try self.query(query, isCancelled: isCancelled)
                }
            )
        }
        func selector(_ text: String?) throws(DossierError) -> VectorSelector? {
            guard let text else { return nil }
            return try translatingErrors { try VectorSelector(parsing: text) }
        }
        let requests = try result(selector(family.count))
        guard requests.seriesCount > 0 else { return nil }
        return RequestSeries(
            requests: requests,
            errors: try result(selector(family.errors)),
            durations: try result(selector(family.duration)?.ofHistogram),
            isOfTrace: selection.isOfTrace
        )
    }
}

/// Conditions on labels, and the times that samples are wanted of.
private struct RequestSelection {
    let matchers: [LabelMatcher]
    let isOfTrace: Bool
    let start: Timestamp
    let end: Timestamp

    /// How long before and after a trace the samples of its services are wanted.
    static let margin = Duration.seconds(300)

    /// As many milliseconds as a duration of PromQL can have, whose whole seconds 64 bits of
    /// nanoseconds have to hold.
    private static let longestRange = Int64.max / 1_000_000_000 * 1000

    /// The last sample of each series in these times; the later parts come first of times that are
    /// too long for one query.
    func queries(_ selector: VectorSelector) -> [PromQLQuery] {
        var selector = selector
        selector.matchers.insert(contentsOf: matchers, at: 0)
        let text = "\(PromQLExpression.vectorSelector(selector))"
        var queries: [PromQLQuery] = []
        var end = end
        repeat {
            let range = min(max(1, end.milliseconds - start.milliseconds), Self.longestRange)
            queries.append(PromQLQuery("last_over_time(\(text)[\(range)ms])", at: end))
            end = Timestamp(milliseconds: end.milliseconds - range)
        } while end > start
        return queries
    }
}

extension VectorSelector {
    /// Selects the buckets, sum and count of the metric, and the metric itself, which may be a native
    /// histogram.
    fileprivate var ofHistogram: VectorSelector {
        guard !name.isEmpty else { return self }
        let pattern = RegularExpressionText.quoted("\(name)") + "(_bucket|_count|_sum)?"
        var selector = self
        selector.name = ""
        for index in matchers.indices where matchers[index].name == ByteString("__name__") {
            selector.matchers[index].kind = .matchesRegularExpression
            selector.matchers[index].value = ByteString(pattern)
        }
        return selector
    }
}

extension QueryResult {
    fileprivate static let none = QueryResult(
        value: .vector([]),
        warnings: [],
        infos: [],
        notes: []
    )

    fileprivate var seriesCount: Int {
        if case .vector(let series) = value { series.count } else { 0 }
    }

    /// Series of several results at one time; of equal ones the first.
    fileprivate init(joining results: [QueryResult]) {
        var known: Set<[SeriesLabel]> = []
        let series = results.flatMap { result -> [QuerySeries] in
            guard case .vector(let series) = result.value else { return [] }
            return series.filter { known.insert($0.labels).inserted }
        }
        self.init(
            value: .vector(series),
            warnings: results.flatMap(\.warnings).uniqued,
            infos: results.flatMap(\.infos).uniqued,
            notes: results.flatMap(\.notes)
        )
    }
}

extension [String] {
    fileprivate var uniqued: [String] {
        var known: Set<String> = []
        return filter { known.insert($0).inserted }
    }
}
