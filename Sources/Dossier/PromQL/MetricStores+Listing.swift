internal import DossierMetricView
internal import DossierPromQL

extension MetricStores {
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
        try translatingErrors {
            let (found, warnings) = try list(selectors, times, options) {
                try $0.series(matching: $1, in: $2)
            }
            let all = found.count == 1 ? found[0] : Set(found.joined()).sorted()
            return SeriesListing(series: all.map(\.publicLabels), warnings: warnings)
        }
    }

    /// Lists the names of the labels of series.
    ///
    /// - Parameters:
    ///   - selectors: What selects the series; none for all.
    ///   - times: Leaves out series without a sample at these times; nil for all.
    ///   - options: How the metrics are named and labelled.
    /// - Returns: The names.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidExpression`` for a text that is no
    ///   selector.
    public func labelNames(
        matching selectors: [String] = [],
        in times: ClosedRange<Timestamp>? = nil,
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) -> LabelListing {
        try translatingErrors {
            let (found, warnings) = try list(selectors, times, options) {
                try $0.labelNames(matching: $1, in: $2)
            }
            return LabelListing(found, warnings)
        }
    }

    /// Lists the values that a label has in series.
    ///
    /// - Parameters:
    ///   - name: The name of the label.
    ///   - selectors: What selects the series; none for all.
    ///   - times: Leaves out series without a sample at these times; nil for all.
    ///   - options: How the metrics are named and labelled.
    /// - Returns: The values.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidExpression`` for a text that is no
    ///   selector.
    public func labelValues(
        of name: String,
        matching selectors: [String] = [],
        in times: ClosedRange<Timestamp>? = nil,
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) -> LabelListing {
        try translatingErrors {
            let (found, warnings) = try list(selectors, times, options) {
                try $0.labelValues(of: Array(name.utf8), matching: $1, in: $2)
            }
            return LabelListing(found, warnings)
        }
    }

    /// Lists the metrics.
    ///
    /// - Parameter options: How the metrics are named.
    /// - Returns: The metrics; of those with one name in several stores the first, with the number
    ///   of all their series.
    /// - Throws: A ``DossierError`` if no store can be read.
    public func metrics(
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) -> MetricListing {
        try translatingErrors {
            let (found, warnings) = try eachSamples(options) { samples in
                let computed = try samples.computedMetrics()
                return MetricListing(
                    metrics: try samples.catalogue().map(MetricSummary.init),
                    computedFromSpans: computed.filter { !$0.isOfLogRecords }
                        .map(ComputedMetric.init),
                    computedFromLogs: computed.filter(\.isOfLogRecords).map(ComputedMetric.init)
                )
            }
            return found.count == 1 && warnings.isEmpty
                ? found[0] : MetricListing(merging: found, warnings)
        }
    }

    /// What `body` gives for the conditions of each selector, in each store that can be read.
    private func list<Element>(
        _ selectors: [String],
        _ times: ClosedRange<Timestamp>?,
        _ options: QueryOptions,
        _ body: (StoreSamples, [SeriesMatcher], ClosedRange<Int64>?) throws -> [Element]
    ) throws -> (found: [[Element]], warnings: [String]) {
        let matchers = try Self.matchers(selectors)
        let range = times.map(\.milliseconds)
        let (found, warnings) = try eachSamples(options) { samples in
            try matchers.map { try body(samples, $0, range) }
        }
        return (Array(found.joined()), warnings)
    }

    /// The conditions of each selector; one without conditions if there is no selector.
    private static func matchers(_ selectors: [String]) throws -> [[SeriesMatcher]] {
        guard !selectors.isEmpty else { return [[]] }
        return try selectors.map { try SeriesMatcher.list(parsing: $0) }
    }
}

extension ClosedRange<Timestamp> {
    var milliseconds: ClosedRange<Int64> {
        lowerBound.milliseconds...upperBound.milliseconds
    }
}

extension LabelListing {
    fileprivate init(_ found: [[[UInt8]]], _ warnings: [String]) {
        let all = found.count == 1 ? found[0] : Array(found.joined())
        values = all.sortedByBytes().map { String(decoding: $0, as: UTF8.self) }
        self.warnings = warnings
    }
}

extension MetricListing {
    /// Those of several stores, in the order of their names.
    fileprivate init(merging listings: [MetricListing], _ warnings: [String]) {
        var known: [String: MetricSummary] = [:]
        for metric in listings.flatMap(\.metrics) {
            if let first = known[metric.name] {
                known[metric.name] = first.counting(metric.seriesCount)
            } else {
                known[metric.name] = metric
            }
        }
        let isBefore = { (left: String, right: String) in
            left.utf8.lexicographicallyPrecedes(right.utf8)
        }
        metrics = known.values.sorted { isBefore($0.name, $1.name) }
        computedFromSpans = Set(listings.flatMap(\.computedFromSpans))
            .sorted { isBefore($0.name, $1.name) }
        computedFromLogs = Set(listings.flatMap(\.computedFromLogs))
            .sorted { isBefore($0.name, $1.name) }
        self.warnings = warnings
    }
}

extension MetricSummary {
    /// The same with more series.
    fileprivate func counting(_ count: Int) -> MetricSummary {
        MetricSummary(
            name: name,
            type: type,
            rawName: rawName,
            unit: unit,
            help: help,
            seriesCount: seriesCount + count,
            separation: separation
        )
    }
}
