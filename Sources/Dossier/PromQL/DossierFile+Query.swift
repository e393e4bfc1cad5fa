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
        try MetricStores([self]).query(query, isCancelled: isCancelled)
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
    ///   - times: Leaves out series without a sample at these times; nil for all.
    ///   - options: How the metrics are named and labelled.
    /// - Returns: The labels of the series.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidExpression`` for a text that is no
    ///   selector.
    public func series(
        matching selectors: [String],
        in times: ClosedRange<Timestamp>? = nil,
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) -> SeriesListing {
        try MetricStores([self]).series(matching: selectors, in: times, options: options)
    }

    /// Lists the names of the labels of the store's series.
    ///
    /// - Parameters:
    ///   - selectors: What selects the series; none for all.
    ///   - times: Leaves out series without a sample at these times; nil for all.
    ///   - options: How the metrics are named and labelled.
    /// - Returns: The names.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func labelNames(
        matching selectors: [String] = [],
        in times: ClosedRange<Timestamp>? = nil,
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) -> LabelListing {
        try MetricStores([self]).labelNames(matching: selectors, in: times, options: options)
    }

    /// Lists the values that a label has in the store's series.
    ///
    /// - Parameters:
    ///   - name: The name of the label.
    ///   - selectors: What selects the series; none for all.
    ///   - times: Leaves out series without a sample at these times; nil for all.
    ///   - options: How the metrics are named and labelled.
    /// - Returns: The values.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func labelValues(
        of name: String,
        matching selectors: [String] = [],
        in times: ClosedRange<Timestamp>? = nil,
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) -> LabelListing {
        try MetricStores([self])
            .labelValues(of: name, matching: selectors, in: times, options: options)
    }

    /// Lists the metrics of the store.
    ///
    /// - Parameter options: How the metrics are named.
    /// - Returns: The metrics.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func metrics(
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) -> MetricListing {
        try MetricStores([self]).metrics(options: options)
    }
}
