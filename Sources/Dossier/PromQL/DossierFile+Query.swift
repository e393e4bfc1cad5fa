internal import DossierMetricView
internal import DossierPromQL
internal import DossierPromQLSyntax
internal import DossierQuery

extension DossierFile {
    /// Evaluates a PromQL expression over the metrics of the store.
    ///
    /// ```swift
    /// let result = try file.query(PromQLQuery("sum by (job) (rate(http_requests_total[5m]))"))
    /// ```
    ///
    /// Metrics and attributes have the names that Prometheus gives them; the query's options say
    /// how.
    ///
    /// - Parameters:
    ///   - query: The expression, and the times to evaluate it at.
    ///   - isCancelled: Asked from time to time, on any thread, whether to give up.
    /// - Returns: The value of the expression, with its warnings.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidExpression`` with the position of
    ///   what is wrong, ``DossierError/Code/invalidTime``, ``DossierError/Code/tooManySamples``,
    ///   ``DossierError/Code/cancelled`` after giving up.
    public func query(
        _ query: PromQLQuery,
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) throws(DossierError) -> QueryResult {
        try translatingErrors {
            do {
                return try evaluate(query, isCancelled)
            } catch let error as PromQLSyntaxError {
                throw DossierError(error, in: query)
            }
        }
    }

    private func evaluate(
        _ query: PromQLQuery,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> QueryResult {
        let evaluator = try self.evaluator(query.options, isCancelled)
        switch query.times {
        case .end:
            let time = try metricTimeRange()?.upperBound.milliseconds ?? 0
            return QueryResult(try evaluator.evaluate(query.expression, at: time), at: time)
        case .at(let timestamp):
            let time = timestamp.milliseconds
            return QueryResult(try evaluator.evaluate(query.expression, at: time), at: time)
        case .range(let start, let end, let step):
            let result = try evaluator.evaluate(
                query.expression,
                from: start.milliseconds,
                to: end.milliseconds,
                step: Int64(clamping: step.nanoseconds / 1_000_000)
            )
            return QueryResult(result, at: start.milliseconds)
        }
    }

    /// From the first to the last point of the store's metrics.
    ///
    /// Single points whose times are far from all others, such as one in 1970 among those of 2026,
    /// are left out; ``metricTimeOutliers()`` counts them.
    ///
    /// Of a store without metrics it is the range of those that are computed from spans and log
    /// records.
    ///
    /// - Returns: The range; nil if the store has neither.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func metricTimeRange() throws(DossierError) -> ClosedRange<Timestamp>? {
        try translatingErrors {
            try metricSources.view(of: reader).queryRange().map { range in
                Timestamp(nanoseconds: range.lowerBound)...Timestamp(nanoseconds: range.upperBound)
            }
        }
    }

    /// Points of the store's metrics whose times are far from those of all others.
    ///
    /// - Returns: The points, by the first time of each group; none if there are no such points.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func metricTimeOutliers() throws(DossierError) -> [TimeOutliers] {
        try translatingErrors {
            try metricSources.view(of: reader).times().outliers.map(TimeOutliers.init)
        }
    }

    /// Lists the series that any of the selectors selects.
    ///
    /// - Parameters:
    ///   - selectors: Selectors such as `http_requests_total{job="shop"}`; none for all series but
    ///     those that are computed from spans and log records.
    ///   - options: How the metrics are named and labelled.
    /// - Returns: The labels of the series.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidExpression`` for a text that is no
    ///   selector.
    public func series(
        matching selectors: [String],
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) -> SeriesListing {
        try translatingErrors {
            let samples = try metricSources.samples(options, of: reader)
            guard !selectors.isEmpty else {
                let all = try samples.series(matching: [])
                return SeriesListing(series: all.map(\.publicLabels))
            }
            var found: Set<Labels> = []
            for selector in selectors {
                found.formUnion(
                    try samples.series(matching: SeriesMatcher.list(parsing: selector))
                )
            }
            return SeriesListing(series: found.sorted().map(\.publicLabels))
        }
    }

    /// Lists the names of all labels of the store's series.
    ///
    /// - Parameter options: How the metrics are named and labelled.
    /// - Returns: The names.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func labelNames(
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) -> LabelListing {
        try translatingErrors {
            let names = try metricSources.samples(options, of: reader).labelNames(matching: [])
            return LabelListing(values: names.map { String(decoding: $0, as: UTF8.self) })
        }
    }

    /// Lists the values that a label has in the store's series.
    ///
    /// - Parameters:
    ///   - name: The name of the label.
    ///   - options: How the metrics are named and labelled.
    /// - Returns: The values.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func labelValues(
        of name: String,
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) -> LabelListing {
        try translatingErrors {
            let values = try metricSources.samples(options, of: reader)
                .labelValues(of: Array(name.utf8), matching: [])
            return LabelListing(values: values.map { String(decoding: $0, as: UTF8.self) })
        }
    }

    /// Lists the metrics of the store.
    ///
    /// - Parameter options: How the metrics are named.
    /// - Returns: The metrics.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func metrics(
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) -> MetricListing {
        try translatingErrors {
            let samples = try metricSources.samples(options, of: reader)
            let computed = try samples.computedMetrics()
            return MetricListing(
                metrics: try samples.catalogue().map(MetricSummary.init),
                computedFromSpans: computed.filter { !$0.isOfLogRecords }.map(ComputedMetric.init),
                computedFromLogs: computed.filter(\.isOfLogRecords).map(ComputedMetric.init)
            )
        }
    }

    private func evaluator(
        _ options: QueryOptions,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> StoreQuery {
        StoreQuery(
            try metricSources.samples(options, of: reader),
            features: options.features,
            limits: QueryLimits(sampleCountMax: options.maxSamples, isCancelled: isCancelled),
            usesStartTimestamps: options.startTimestamps
        )
    }
}
