internal import DossierPromQL
internal import DossierQuery

extension DossierFile {
    /// Evaluates a PromQL expression over the metrics of the store at one time.
    ///
    /// ```swift
    /// let end = try file.metricTimeRange()?.upperBound ?? 0
    /// let result = try file.query("sum by (job) (rate(http_requests_total[5m]))", at: end)
    /// ```
    ///
    /// Metrics and attributes have the names that Prometheus gives them; `options` says how.
    ///
    /// - Parameters:
    ///   - expression: The text of the expression. The error for one that is wrong says where.
    ///   - time: Milliseconds since the Unix epoch.
    ///   - options: How the metrics are seen, and how many samples the query may hold.
    ///   - isCancelled: Asked from time to time whether to give up.
    /// - Returns: What the expression comes to, with its notes.
    /// - Throws: An error that says where the expression is wrong, or why it can't be evaluated;
    ///   `CancellationError` after giving up.
    public func query(
        _ expression: String,
        at time: Int64,
        options: QueryOptions = QueryOptions(),
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) throws -> QueryResult {
        QueryResult(try evaluator(options, isCancelled).evaluate(expression, at: time), at: time)
    }

    /// Evaluates a PromQL expression at each step of a range of times.
    ///
    /// ```swift
    /// let result = try file.query(
    ///     "max(memory_usage_bytes)",
    ///     range: start...end,
    ///     step: 15_000
    /// )
    /// ```
    ///
    /// - Parameters:
    ///   - expression: The text of the expression, which gives numbers or series.
    ///   - range: Milliseconds since the Unix epoch; the end is evaluated if a step meets it.
    ///   - step: Milliseconds.
    ///   - options: How the metrics are seen, and how many samples the query may hold.
    ///   - isCancelled: Asked from time to time whether to give up.
    /// - Returns: What the expression comes to, with its notes.
    /// - Throws: An error that says where the expression is wrong, or why it can't be evaluated;
    ///   `CancellationError` after giving up.
    public func query(
        _ expression: String,
        range: ClosedRange<Int64>,
        step: Int64,
        options: QueryOptions = QueryOptions(),
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) throws -> QueryResult {
        let result = try evaluator(options, isCancelled).evaluate(
            expression,
            from: range.lowerBound,
            to: range.upperBound,
            step: step
        )
        return QueryResult(result, at: range.lowerBound)
    }

    /// From the first to the last point of the store's metrics, in milliseconds since the Unix
    /// epoch; nil if it has none.
    public func metricTimeRange() throws -> ClosedRange<Int64>? {
        try metricSources.view(of: reader).timeRange.map { range in
            Int64(range.lowerBound / 1_000_000)...Int64(range.upperBound / 1_000_000)
        }
    }

    /// The labels of the series that any of the selectors selects, in their order, each once.
    ///
    /// Selectors are such as `http_requests_total{job="shop"}`; none for all series.
    public func series(
        matching selectors: [String],
        options: QueryOptions = QueryOptions()
    ) throws -> [[SeriesLabel]] {
        let samples = try metricSources.samples(options, of: reader)
        guard !selectors.isEmpty else {
            return try samples.series(matching: []).map(\.publicLabels)
        }
        var found: Set<Labels> = []
        for selector in selectors {
            found.formUnion(try samples.series(matching: SeriesMatcher.list(parsing: selector)))
        }
        return found.sorted().map(\.publicLabels)
    }

    /// The names of all labels of the store's series, in the order of their bytes.
    public func labelNames(options: QueryOptions = QueryOptions()) throws -> [String] {
        try metricSources.samples(options, of: reader).labelNames(matching: []).map { name in
            String(decoding: name, as: UTF8.self)
        }
    }

    /// The values that a label has in the store's series, in the order of their bytes.
    public func labelValues(
        of name: String,
        options: QueryOptions = QueryOptions()
    ) throws -> [String] {
        try metricSources.samples(options, of: reader)
            .labelValues(of: Array(name.utf8), matching: [])
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The metrics of the store, in the order of their names.
    public func metrics(options: QueryOptions = QueryOptions()) throws -> [MetricSummary] {
        try metricSources.samples(options, of: reader).catalogue().map(MetricSummary.init)
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
