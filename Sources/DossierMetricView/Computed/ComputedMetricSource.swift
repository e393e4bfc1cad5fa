import DossierPromQL
import DossierQuery

/// The counts behind a metric that is computed from spans.
struct SpanMetricSource: Sendable {
    /// A part of the metric for one number of the counts.
    struct Series: Sendable {
        let number: Int
        let part: SeriesPart
        /// One of the series; of buckets one by bucket, nil for those that are not wanted.
        let labels: [Labels?]
    }

    private let uncountedCount: Int
    private let metric: SpanMetric
    /// By number, without a name.
    private let labels: [Labels]
    private let counts: SampledCounts

    /// Nil if no span has a known time.
    init?(_ metric: SpanMetric, in view: MetricView) throws {
        self.metric = metric
        if metric.countsSpans {
            guard let calls = try view.spans.calls() else { return nil }
            labels = calls.keys.map(SpanMetricLabels.labels)
            counts = calls.counts
            uncountedCount = calls.uncountedCount
        } else {
            guard let requests = try view.spans.requests() else { return nil }
            labels = requests.keys.map(SpanMetricLabels.labels)
            counts =
                switch metric {
                case .failedRequests: requests.failures
                case .clientSeconds: requests.clients
                default: requests.servers
                }
            uncountedCount = requests.uncountedCount
        }
    }

    /// What the metric leaves out; nil if that is nothing.
    var uncountedNote: String? {
        guard uncountedCount > 0 else { return nil }
        let things =
            switch (metric.countsSpans, uncountedCount) {
            case (true, 1): "span that has"
            case (true, _): "spans that have"
            case (false, 1): "request that has"
            case (false, _): "requests that have"
            }
        let name = String(decoding: metric.name, as: UTF8.self)
        return "metric \"\(name)\" does not count \(uncountedCount) \(things) no time,"
            + " or one far from all others"
    }

    /// Which series of some parts satisfy all matchers; none is made yet.
    struct Selection {
        fileprivate let numbers: [Int]
        /// Of each part the wanted values of `le`, as `bounds(of:_:)` has them.
        fileprivate let parts: [(part: SeriesPart, bounds: [[UInt8]?])]

        var seriesCount: Int {
            numbers.count * parts.reduce(0) { $0 + $1.bounds.count { $0 != nil } }
        }
    }

    func selection(of parts: [SeriesPart], matching matchers: [SeriesMatcher]) -> Selection {
        let own = matchers.filter { $0.name != LabelName.metricName }
        let others = own.filter { $0.name != LabelName.bucketBound }
        let onBounds = own.filter { $0.name == LabelName.bucketBound }
        return Selection(
            numbers: labels.indices.filter { number in
                others.allSatisfy { $0.matches(labels[number]) }
                    && (!metric.isHistogram || counts.hasDurations(number))
            },
            parts: parts.map { ($0, bounds(of: $0, onBounds)) }
        )
    }

    func series(_ selection: Selection) -> [Series] {
        selection.parts.flatMap { part, bounds in
            guard bounds.contains(where: { $0 != nil }) else { return [Series]() }
            return selection.numbers.map { number in
                let named = labels[number]
                    .setting(LabelName.metricName, part.name(of: metric.name))
                let labels = bounds.map { bound in
                    bound.map {
                        part == .bucket ? named.setting(LabelName.bucketBound, $0) : named
                    }
                }
                return Series(number: number, part: part, labels: labels)
            }
        }
    }

    /// The values of `le` that a part has; nil for those that are not wanted, and empty for none.
    private func bounds(of part: SeriesPart, _ matchers: [SeriesMatcher]) -> [[UInt8]?] {
        let all = part == .bucket ? SpanMetricLabels.bounds(counts.buckets) : [[]]
        return all.map { bound in
            let label = Labels([Label(name: LabelName.bucketBound, value: bound)])
            return matchers.allSatisfy { $0.matches(label) } ? bound : nil
        }
    }

    /// The names of labels that any of the series has.
    var labelNames: Set<[UInt8]> {
        var names = Set(labels.flatMap { $0.pairs.map(\.name) })
        guard !labels.isEmpty else { return names }
        names.insert(LabelName.metricName)
        if metric.isHistogram { names.insert(LabelName.bucketBound) }
        return names
    }

    /// The values of a label other than the name.
    func labelValues(of name: [UInt8]) -> Set<[UInt8]> {
        if name == LabelName.bucketBound {
            let hasBuckets =
                metric.isHistogram && labels.indices.contains(where: counts.hasDurations)
            return hasBuckets ? Set(SpanMetricLabels.bounds(counts.buckets)) : []
        }
        return Set(labels.compactMap { $0[name] })
    }

    /// What the wanted ones of some series are at each of some samples.
    func values(of series: Series, at samples: Range<Int>) -> [(Labels, [Double])] {
        let values =
            switch series.part {
            case .bucket: counts.bucketCounts(of: series.number, at: samples)
            case .sum: [counts.durations(of: series.number, at: samples)]
            case .count: [counts.durationCounts(of: series.number, at: samples)]
            default: [counts.counts(of: series.number, at: samples)]
            }
        return zip(series.labels, values).compactMap { labels, values in
            labels.map { ($0, values) }
        }
    }
}
