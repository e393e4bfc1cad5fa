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

    /// The series of some parts that satisfy all matchers.
    func series(_ parts: [SeriesPart], matching matchers: [SeriesMatcher]) -> [Series] {
        let own = matchers.filter { $0.name != LabelName.metricName }
        let others = own.filter { $0.name != LabelName.bucketBound }
        let numbers = labels.indices.filter { number in
            others.allSatisfy { $0.matches(labels[number]) }
                && (!metric.isHistogram || counts.hasDurations(number))
        }
        let bounds = SpanMetricLabels.bounds(counts.buckets)
        return parts.flatMap { part in
            numbers.compactMap { number in
                let named = labels[number]
                    .setting(LabelName.metricName, part.name(of: metric.name))
                let all =
                    part == .bucket
                    ? bounds.map { named.setting(LabelName.bucketBound, $0) } : [named]
                let wanted = all.map { labels in
                    own.allSatisfy { $0.matches(labels) } ? labels : nil
                }
                return wanted.contains { $0 != nil }
                    ? Series(number: number, part: part, labels: wanted) : nil
            }
        }
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
