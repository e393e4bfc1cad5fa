import DossierColumns
import DossierPromQL
import DossierQuery

/// The series that are computed from the spans of a store.
struct SpanSeries {
    private let index: StoreIndex

    init(_ index: StoreIndex) {
        self.index = index
    }

    /// The metrics that a selector wants, with what it wants of each.
    private func wanted(_ matchers: [SeriesMatcher]) -> [(metric: SpanMetric, parts: [SeriesPart])]
    {
        let conditions = matchers.filter { $0.name == LabelName.metricName }
        return SpanMetric.allCases.compactMap { metric in
            let parts = metric.parts(matching: conditions)
            return parts.isEmpty ? nil : (metric, parts)
        }
    }

    /// The series that satisfy a selection's matchers, with the samples in its time range and one
    /// before and one behind.
    ///
    /// Spans are read if a metric is wanted that the store does not have itself.
    func series(
        _ selection: SampleSelection,
        _ notes: inout SampleNotes
    ) throws -> [SampleSeries] {
        var found: [SampleSeries] = []
        for (metric, parts) in wanted(selection.matchers) {
            guard !index.storedSpanMetrics.contains(metric) else {
                notes.storedSpanMetrics.insert(metric.name)
                continue
            }
            guard let times = try index.view.spans.times(),
                let source = try SpanMetricSource(metric, in: index.view)
            else { continue }
            if let note = source.uncountedNote { notes.uncountedSpans.insert(note) }
            found += try series(source, parts, selection, times)
        }
        return found
    }

    private func series(
        _ source: SpanMetricSource,
        _ parts: [SeriesPart],
        _ selection: SampleSelection,
        _ times: SpanSampleTimes
    ) throws -> [SampleSeries] {
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

    /// The labels of the series that satisfy matchers.
    func labels(matching matchers: [SeriesMatcher]) throws -> [Labels] {
        try wanted(matchers).flatMap { try labels($0.metric, $0.parts, matchers) }
    }

    /// The names of the labels of all series, which are not made for it.
    func labelNames() throws -> Set<[UInt8]> {
        try sources().reduce(into: []) { $0.formUnion($1.labelNames) }
    }

    /// The values that all series have of a label other than the name.
    func labelValues(of name: [UInt8]) throws -> Set<[UInt8]> {
        try sources().reduce(into: []) { $0.formUnion($1.labelValues(of: name)) }
    }

    private func sources() throws -> [SpanMetricSource] {
        try metrics().compactMap { try SpanMetricSource($0, in: index.view) }
    }

    private func labels(
        _ metric: SpanMetric,
        _ parts: [SeriesPart],
        _ matchers: [SeriesMatcher]
    ) throws -> [Labels] {
        guard !index.storedSpanMetrics.contains(metric),
            let source = try SpanMetricSource(metric, in: index.view)
        else { return [] }
        return source.series(source.selection(of: parts, matching: matchers))
            .flatMap { $0.labels.compactMap { $0 } }
    }

    /// The metrics that the store's spans make, without a look at these.
    func metrics() throws -> [SpanMetric] {
        guard try index.view.spans.times() != nil else { return [] }
        return SpanMetric.allCases.filter { !index.storedSpanMetrics.contains($0) }
    }
}

extension StoreSamples {
    /// The metrics that are computed from spans when they are asked for, in the order of their
    /// names.
    package func spanMetrics() throws -> [SpanMetricEntry] {
        try SpanSeries(index).metrics().map { metric in
            SpanMetricEntry(
                name: metric.name,
                type: metric.isHistogram ? "histogram" : "counter",
                unit: metric.isHistogram ? "s" : "",
                help: metric.help
            )
        }.sorted { $0.name.precedes($1.name) }
    }
}
