import DossierPromQL
import DossierPromQLSyntax

/// Classic histograms, that is series of buckets, counts and sums, made into native ones with
/// custom buckets.
struct ClassicHistograms {
    private struct Parts {
        var buckets: [Double: Double] = [:]
        var count: Double?
        var sum = 0.0
    }

    private var order: [Labels] = []
    private var parts: [Labels: [Int: Parts]] = [:]

    init(_ series: [SeriesDescription]) {
        for one in series {
            add(one)
        }
    }

    private mutating func add(_ series: SeriesDescription) {
        let name = series.labels[LabelSyntax.metric.bytes] ?? []
        let suffixes = ["_bucket", "_count", "_sum"]
        guard let suffix = suffixes.first(where: { name.hasSuffix(Array($0.utf8)) }) else { return }
        let labels = series.labels.dropping([Array("le".utf8)])
            .setting(LabelSyntax.metric.bytes, Array(name.dropLast(suffix.utf8.count)))
        var bound = Double.nan
        if suffix == "_bucket" {
            guard let le = series.labels[Array("le".utf8)],
                let value = try? NumberText.parseFloat(le), !value.isNaN
            else { return }
            bound = value
        }
        if parts[labels] == nil {
            order.append(labels)
        }
        for (index, value) in series.values.enumerated() {
            guard case .float(let float) = value, !float.isStaleMarker else { continue }
            var one = parts[labels, default: [:]][index] ?? Parts()
            switch suffix {
            case "_bucket": one.buckets[bound] = float
            case "_count": one.count = float
            default: one.sum = float
            }
            parts[labels, default: [:]][index] = one
        }
    }

    /// The native histograms of each series by position; those that do not add up are left out.
    func converted() -> [(Labels, [(Int, FloatHistogram)])] {
        order.map { labels in
            let samples = parts[labels, default: [:]].sorted { $0.key < $1.key }
            return (
                labels,
                samples.compactMap { position, one in
                    Self.histogram(one).map { (position, $0) }
                }
            )
        }
    }

    private static func histogram(_ parts: Parts) -> FloatHistogram? {
        var buckets = parts.buckets.sorted { $0.key < $1.key }
        let count = parts.count ?? buckets.last?.value ?? 0
        if buckets.last?.key != .infinity {
            buckets.append((key: .infinity, value: count))
        }
        var previous = 0.0
        var counts: [Double] = []
        for (_, cumulative) in buckets {
            guard cumulative >= previous else { return nil }
            counts.append(cumulative - previous)
            previous = cumulative
        }
        guard previous == count else { return nil }
        return FloatHistogram(
            schema: FloatHistogram.customBucketsSchema,
            count: count,
            sum: parts.sum,
            positive: HistogramBuckets(offset: 0, counts: counts),
            customBounds: buckets.dropLast().map(\.key)
        )
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
        self.suffix(suffix.count).elementsEqual(suffix)
    }
}
