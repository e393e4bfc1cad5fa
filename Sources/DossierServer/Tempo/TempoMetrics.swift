internal import Dossier

/// Series of TraceQL metrics queries.
enum TempoMetrics {
    private static let exemplarCountDefault = 100

    static func range(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = TempoParameters(request)
        let exemplars = try parameters.limit("exemplars")
        let expression = try expression(parameters)
            .withExemplars(exemplars ?? exemplarCountDefault)
        let step = try parameters.step()
        let (start, end) = (try parameters.time("start"), try parameters.time("end"))
        guard (start == nil) == (end == nil) else {
            throw parameters.invalid("start", "start and end have to be given together")
        }
        let times = try times(request, parameters, start, end).map {
            TraceMetricsTimes(start: $0.start, end: $0.end, step: step)
        }
        return try answer(request, parameters, expression, times)
    }

    static func instant(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = TempoParameters(request)
        let expression = try expression(parameters)
        let (start, end) = (try parameters.time("start"), try parameters.time("end"))
        let times = try times(request, parameters, start, end).map {
            TraceMetricsTimes(instantFrom: $0.start, to: $0.end)
        }
        return try answer(request, parameters, expression, times)
    }

    private static func expression(
        _ parameters: TempoParameters
    ) throws -> TraceQLExpression {
        guard let query = parameters.query else {
            throw parameters.invalid("q", "the query is missing")
        }
        return try TraceQLExpression(parsing: query)
    }

    /// The times that were asked for; nil if they were not, and the stores have no spans.
    ///
    /// A start or end that was left out is that of the spans; a start is `since` before the end if
    /// that was given.
    private static func times(
        _ request: HTTPRequest,
        _ parameters: TempoParameters,
        _ start: Timestamp?,
        _ end: Timestamp?
    ) throws -> (start: Timestamp, end: Timestamp)? {
        let since = try parameters.duration("since")
        if let start, let end { return (start, end) }
        let ranges = try request.stores.answers { try $0.spanTimeRange() }.all.compactMap(\.answer)
        guard let first = ranges.map(\.lowerBound).min(),
            let last = ranges.map(\.upperBound).max()
        else { return nil }
        let until = end ?? last
        if let start { return (start, until) }
        // Spans that start with an interval belong to the one before.
        return (since.map { until - $0 } ?? first - .nanoseconds(1), until)
    }

    private static func answer(
        _ request: HTTPRequest,
        _ parameters: TempoParameters,
        _ expression: TraceQLExpression,
        _ times: TraceMetricsTimes?
    ) throws -> HTTPResponse {
        let seriesLimit = try parameters.limit("maxSeries")
        var missing = request.stores.unopened.map(\.failure.message)
        guard let times else {
            guard expression.purpose == .metrics else {
                throw parameters.invalid(
                    "q",
                    "the query finds traces; a query that makes series is needed"
                )
            }
            let nothing = TraceMetricsResult(series: [], isInstant: false)
            return .json(nothing.tempoJSON(missing: joined(missing)))
        }
        func result(_ files: [DossierFile]) throws -> TraceMetricsResult {
            try DossierFile.traceMetrics(
                expression,
                times,
                of: files,
                isCancelled: request.isCancelled
            )
        }
        var series: TraceMetricsResult
        do {
            series = try result(request.stores.files)
        } catch {
            // Without the stores that can't be read.
            let answers = try request.stores.answers { try result([$0]) }
            guard answers.all.count < request.stores.files.count else { throw error }
            missing = answers.warnings
            series = try result(answers.all.map(\.file))
        }
        if let seriesLimit, series.series.count > seriesLimit {
            missing.append(
                "only \(seriesLimit) of \(series.series.count) series are given (maxSeries)"
            )
            series = TraceMetricsResult(
                series: Array(series.series.prefix(seriesLimit)),
                isInstant: series.isInstant
            )
        }
        return .json(series.tempoJSON(missing: joined(missing)))
    }

    private static func joined(_ missing: [String]) -> String? {
        missing.isEmpty ? nil : missing.joined(separator: "; ")
    }
}
