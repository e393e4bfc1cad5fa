internal import DossierQuery

extension DossierFile {
    /// Error rate, durations and business operations by trace: from metrics labelled with traces,
    /// counted exactly, and from the spans themselves.
    ///
    /// ```swift
    /// let report = try file.traceStatistics()
    /// print(report.traces.count)
    /// ```
    ///
    /// - Parameters:
    ///   - trace: The trace that is wanted; nil for all.
    ///   - window: The time that rates are over.
    ///   - conventions: Which metrics and attributes to look at.
    /// - Returns: The traces in the order of their ids, and how many each service takes part in.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidExpression`` for a convention that is
    ///   no selector, or another code if the store can't be read.
    /// - Complexity: O(spans), and over the points of the metrics that are named in
    ///   `docs/trace-statistics.md`.
    public func traceStatistics(
        of trace: TraceID? = nil,
        window: Duration = .seconds(300),
        conventions: RequestConventions = RequestConventions()
    ) throws(DossierError) -> TraceStatisticsReport {
        try translatingErrors { try statistics(of: trace, window.inSeconds, conventions) }
    }

    private func statistics(
        of trace: TraceID?,
        _ window: Double,
        _ conventions: RequestConventions
    ) throws -> TraceStatisticsReport {
        let label = trace.map { Array($0.hex.utf8) }
        let duplicates = try duplicateCache.duplicates(in: reader)
        let spans = try TraceAggregation(
            of: trace?.stored,
            except: duplicates,
            in: reader,
            conventions
        )
        var metrics = TraceAggregation()
        if let end = try metricTimeRange()?.upperBound.milliseconds, end > 0 {
            metrics = try TraceAggregation(
                of: label,
                in: metricSources.samples(QueryOptions(), of: reader),
                end: end,
                conventions
            )
        }
        let fromMetrics = metrics.aggregates(window: window)
        let fromSpans = spans.aggregates(window: window)
        let ids = Set(fromMetrics.keys).union(fromSpans.keys)
            .sorted { $0.lexicographicallyPrecedes($1) }
        let metricCounts = metrics.traceCounts
        let spanCounts = spans.traceCounts
        let services = Set(metricCounts.keys).union(spanCounts.keys)
            .sorted { $0.lexicographicallyPrecedes($1) }
        return TraceStatisticsReport(
            windowSeconds: window,
            duplicateSpanCount: trace.map { duplicates.counts(of: $0.stored).spanCount }
                ?? duplicates.count,
            traces: ids.map { id in
                TraceStatistics(
                    trace: String(decoding: id, as: UTF8.self),
                    metrics: fromMetrics[id],
                    spans: fromSpans[id]
                )
            },
            uniqueTraces: services.map { service in
                TraceStatisticsReport.UniqueTraces(
                    service: String(decoding: service, as: UTF8.self),
                    metrics: metricCounts[service] ?? 0,
                    spans: spanCounts[service] ?? 0
                )
            }
        )
    }
}
