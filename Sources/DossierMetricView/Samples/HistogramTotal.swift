import DossierPromQL

/// Native histograms added up, for streams of differences.
struct HistogramTotal {
    private(set) var histogram: FloatHistogram

    init(_ first: FloatHistogram) {
        histogram = first
    }

    /// Adds a histogram in the coarser of both schemas; false if their bounds don't go together.
    mutating func add(_ other: FloatHistogram) -> Bool {
        guard histogram.usesCustomBounds == other.usesCustomBounds,
            histogram.customBounds == other.customBounds
        else { return false }
        let schema = min(histogram.schema, other.schema)
        let ownShift = histogram.schema - schema
        let otherShift = other.schema - schema
        histogram.positive = Self.sum(
            histogram.positive,
            ownShift,
            other.positive,
            otherShift
        )
        histogram.negative = Self.sum(
            histogram.negative,
            ownShift,
            other.negative,
            otherShift
        )
        histogram.schema = schema
        histogram.count += other.count
        histogram.sum += other.sum
        histogram.zeroCount += other.zeroCount
        histogram.zeroThreshold = max(histogram.zeroThreshold, other.zeroThreshold)
        return true
    }

    private static func sum(
        _ left: HistogramBuckets,
        _ leftShift: Int,
        _ right: HistogramBuckets,
        _ rightShift: Int
    ) -> HistogramBuckets {
        var counts: [Int32: Double] = [:]
        for (buckets, shift) in [(left, leftShift), (right, rightShift)] {
            for (index, count) in zip(buckets.indices, buckets.counts) {
                let target = shift == 0 ? index : ((index &- 1) >> Int32(shift)) &+ 1
                counts[target, default: 0] += count
            }
        }
        var sum = HistogramBuckets()
        for (index, count) in counts.sorted(by: { $0.key < $1.key }) { sum.append(index, count) }
        return sum
    }
}
