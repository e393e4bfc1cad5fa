import DossierPromQL
import DossierQuery

/// The counts behind a metric that is computed from spans or log records.
struct ComputedMetricSource: Sendable {
    /// A part of the metric for one number of the counts.
    struct Series: Sendable {
        let number: Int
        let part: SeriesPart
        /// One of the series; of buckets one by bucket, nil for those that are not wanted.
        let labels: [Labels?]
    }

    private let metric: ComputedMetric
    /// When there are samples.
    let times: SampleTimes
    /// By number, without a name.
    private let labels: [Labels]
    private let counts: SampledCounts
    private let uncountedCount: Int
    private let omittedCount: Int

    /// Nil if nothing that it counts has a known time; `detail` is how log records are told apart.
    init?(
        _ metric: ComputedMetric,
        by detail: LogCounts.Detail = .patterns,
        in view: MetricView
    ) throws {
        self.metric = metric
        var omittedCount = 0
        switch metric.subject {
        case .spans:
            guard let times = try view.spans.times(), let calls = try view.spans.calls() else {
                return nil
            }
            self.times = times
            labels = calls.keys.map(ComputedMetricLabels.labels)
            counts = calls.counts
            uncountedCount = calls.uncountedCount
        case .requests:
            guard let times = try view.spans.times(), let requests = try view.spans.requests()
            else { return nil }
            self.times = times
            labels = requests.keys.map(ComputedMetricLabels.labels)
            counts =
                switch metric {
                case .failedRequests: requests.failures
                case .clientSeconds: requests.clients
                default: requests.servers
                }
            uncountedCount = requests.uncountedCount
        case .logRecords:
            guard let times = try view.logs.times(), let found = try view.logs.counts(by: detail)
            else { return nil }
            self.times = times
            labels = found.groups.map { ComputedMetricLabels.labels($0.key, of: found) }
            counts = found.counts
            uncountedCount = found.outsideCount
            omittedCount = found.omittedCount
        }
        self.omittedCount = omittedCount
    }

    /// What the metric leaves out.
    var uncountedNotes: [String] {
        let name = String(decoding: metric.name, as: UTF8.self)
        var notes: [String] = []
        if uncountedCount > 0 {
            notes.append(
                "metric \"\(name)\" does not count \(uncountedCount) \(things) no time,"
                    + " or one far from all others"
            )
        }
        if omittedCount > 0 {
            let records = omittedCount == 1 ? "log record" : "log records"
            notes.append(
                "metric \"\(name)\" does not count \(omittedCount) \(records), since there are"
                    + " too many patterns"
            )
        }
        return notes
    }

    /// What is not counted, with its verb.
    private var things: String {
        switch (metric.subject, uncountedCount) {
        case (.spans, 1): "span that has"
        case (.spans, _): "spans that have"
        case (.requests, 1): "request that has"
        case (.requests, _): "requests that have"
        case (.logRecords, 1): "log record that has"
        case (.logRecords, _): "log records that have"
        }
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
        let all = part == .bucket ? ComputedMetricLabels.bounds(counts.buckets) : [[]]
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
            return hasBuckets ? Set(ComputedMetricLabels.bounds(counts.buckets)) : []
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
