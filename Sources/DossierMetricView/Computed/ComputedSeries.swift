import DossierColumns
import DossierPromQL
import DossierQuery

/// The series that are computed from the spans and log records of a store.
struct ComputedSeries {
    private let index: StoreIndex

    init(_ index: StoreIndex) {
        self.index = index
    }

    var view: MetricView { index.view }

    /// The metrics that a selector wants, with what it wants of each.
    private func wanted(_ matchers: [SeriesMatcher]) -> [(
        metric: ComputedMetric, parts: [SeriesPart]
    )] {
        let conditions = matchers.filter { $0.name == LabelName.metricName }
        return ComputedMetric.allCases.compactMap { metric in
            let parts = metric.parts(matching: conditions)
            return parts.isEmpty ? nil : (metric, parts)
        }
    }

    /// The series that satisfy a selection's matchers, with the samples in its time range and one
    /// before and one behind.
    ///
    /// Spans or log records are read if a metric is wanted that the store does not have itself.
    func series(
        _ selection: SampleSelection,
        _ notes: inout SampleNotes
    ) throws -> [SampleSeries] {
        var found: [SampleSeries] = []
        for (metric, parts) in wanted(selection.matchers) {
            guard !index.storedComputedMetrics.contains(metric) else {
                notes.storedComputedMetrics.insert(metric)
                continue
            }
            guard
                let source = try ComputedMetricSource(
                    metric,
                    by: Self.detail(of: selection),
                    in: index.view
                )
            else { continue }
            notes.uncounted.formUnion(source.uncountedNotes)
            found += try series(source, parts, selection)
        }
        return found
    }

    private func series(
        _ source: ComputedMetricSource,
        _ parts: [SeriesPart],
        _ selection: SampleSelection
    ) throws -> [SampleSeries] {
        let times = source.times
        let samples = times.indices(around: selection.timeRange)
        let wanted = source.selection(of: parts, matching: selection.matchers)
        guard !samples.isEmpty, wanted.seriesCount > 0 else { return [] }
        if samples.count > selection.sampleCountMax / wanted.seriesCount {
            throw QueryLimitError.tooManySamples(limit: selection.sampleCountMax)
        }
        let named = source.series(wanted)
        let timestamps = samples.map(times.milliseconds)
        let wantsGrowth = selection.wantsGrowth
        return parallelMap(named) { series in
            source.values(of: series, at: samples).map { labels, values in
                let floats = FloatSamples(timestamps: timestamps, values: values)
                var one = SampleSeries(labels: labels, floats: floats)
                if wantsGrowth { one.growth = [CounterGrowth(cumulative: floats)] }
                return one
            }
        }.flatMap { $0 }
    }

    /// Whether log records have to be told apart by pattern: not if nothing depends on that label.
    private static func detail(of selection: SampleSelection) -> LogCounts.Detail {
        let label = ComputedMetricLabels.pattern
        let isMatched = selection.matchers.contains { $0.name == label }
        return isMatched || !(selection.summing?.drops(label) ?? false) ? .patterns : .levels
    }

    /// The labels of the series that satisfy matchers and have a sample within a range of times, in
    /// milliseconds.
    func labels(
        matching matchers: [SeriesMatcher],
        in range: ClosedRange<Int64>?
    ) throws -> [Labels] {
        let wanted = wanted(matchers)
        guard !wanted.isEmpty else { return [] }
        let metrics = try metrics(in: range)
        return try wanted.filter { metrics.contains($0.metric) }
            .flatMap { try labels($0.metric, $0.parts, matchers) }
    }

    /// The names of the labels of all series with a sample within a range of times; the series are
    /// not made for it.
    func labelNames(in range: ClosedRange<Int64>?) throws -> Set<[UInt8]> {
        var names: Set<[UInt8]> = []
        for source in try sources(.levels, in: range) { names.formUnion(source.labelNames) }
        // Texts are not read to know that there are some.
        if try metrics(in: range).contains(where: { $0.subject == .logRecords }),
            try index.view.logs.mayHavePatterns()
        {
            names.insert(ComputedMetricLabels.pattern)
        }
        return names
    }

    /// The values that all series with a sample within a range of times have of a label other than
    /// the name.
    func labelValues(
        of name: [UInt8],
        in range: ClosedRange<Int64>?
    ) throws -> Set<[UInt8]> {
        let detail: LogCounts.Detail =
            name == ComputedMetricLabels.pattern ? .patterns : .levels
        return try sources(detail, in: range)
            .reduce(into: []) { $0.formUnion($1.labelValues(of: name)) }
    }

    private func sources(
        _ detail: LogCounts.Detail,
        in range: ClosedRange<Int64>?
    ) throws -> [ComputedMetricSource] {
        try metrics(in: range)
            .compactMap { try ComputedMetricSource($0, by: detail, in: index.view) }
    }

    private func labels(
        _ metric: ComputedMetric,
        _ parts: [SeriesPart],
        _ matchers: [SeriesMatcher]
    ) throws -> [Labels] {
        guard let source = try ComputedMetricSource(metric, in: index.view) else { return [] }
        return source.series(source.selection(of: parts, matching: matchers))
            .flatMap { $0.labels.compactMap { $0 } }
    }

    /// The metrics that the store's spans and log records make, without a look at these; with
    /// samples within a range of times, in milliseconds, if there is one.
    func metrics(in range: ClosedRange<Int64>? = nil) throws -> [ComputedMetric] {
        func hasSamples(_ times: SampleTimes?) -> Bool {
            guard let times else { return false }
            return range.map { times.sampled.overlaps($0.nanoseconds) } ?? true
        }
        let (hasSpans, hasLogs) = (
            hasSamples(try index.view.spans.times()), hasSamples(try index.view.logs.times())
        )
        return ComputedMetric.allCases.filter { metric in
            (metric.subject == .logRecords ? hasLogs : hasSpans)
                && !index.storedComputedMetrics.contains(metric)
        }
    }
}

extension StoreSamples {
    /// The metrics that are computed when they are asked for, in the order of their names.
    package func computedMetrics() throws -> [ComputedMetricEntry] {
        try ComputedSeries(index).metrics().map { metric in
            ComputedMetricEntry(
                name: metric.name,
                type: metric.isHistogram ? "histogram" : "counter",
                unit: metric.isHistogram ? "s" : "",
                help: metric.help,
                isOfLogRecords: metric.subject == .logRecords
            )
        }.sorted { $0.name.precedes($1.name) }
    }
}
