import DossierColumns
import DossierPromQL
import DossierQuery

extension ComputedSeries {
    /// Spans behind the series of calls and of the buckets of latencies that satisfy matchers, by
    /// time.
    func exemplars(
        matching matchers: [SeriesMatcher],
        in range: ClosedRange<Int64>
    ) throws -> [(Labels, SampleExemplar)] {
        let conditions = matchers.filter { $0.name == LabelName.metricName }
        let own = matchers.filter { $0.name != LabelName.metricName }
        let spanMetrics = try metrics(in: range).filter { $0.subject == .spans }
        let wanted = spanMetrics.flatMap { metric in
            metric.parts(matching: conditions).filter { $0 == .value || $0 == .bucket }
                .map { (metric: metric, part: $0) }
        }
        guard !wanted.isEmpty else { return [] }
        let others = own.filter { $0.name != LabelName.bucketBound }
        let spans = try view.spans.exemplars(in: range.nanoseconds) { key in
            let labels = ComputedMetricLabels.labels(key)
            return others.allSatisfy { $0.matches(labels) }
        }
        let bounds = ComputedMetricLabels.bounds(.spans)
        return wanted.flatMap { metric, part in
            spans.compactMap { span -> (Labels, SampleExemplar)? in
                var labels = ComputedMetricLabels.labels(span.key)
                    .setting(LabelName.metricName, part.name(of: metric.name))
                var value = 1.0
                if part == .bucket {
                    guard let duration = span.duration else { return nil }
                    let bucket = Int(DurationBuckets.spans.bucket(of: duration))
                    labels = labels.setting(LabelName.bucketBound, bounds[bucket])
                    value = Double(duration) / 1e9
                }
                guard own.allSatisfy({ $0.matches(labels) }) else { return nil }
                return (
                    labels, SampleExemplar(span.trace, span.span, value: value, time: span.time)
                )
            }
        }
    }
}
