#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What functions compute of one native histogram.
enum HistogramFunctions {
    enum NaNEffect {
        case none
        case result
        case skew
    }

    static func quantile(_ q: Double, _ histogram: FloatHistogram) -> (Double, NaNEffect) {
        if q < 0 || q > 1 {
            return (q < 0 ? -.infinity : .infinity, .none)
        }
        guard histogram.count != 0, !q.isNaN else { return (.nan, .none) }
        let isForward = histogram.sum.isNaN || q < 0.5
        var rank = (isForward ? q : 1 - q) * histogram.count
        let buckets = isForward ? histogram.buckets : histogram.buckets.reversed()
        var bucket = buckets.first ?? HistogramBucket(lower: 0, upper: 0, count: 0)
        var count = 0.0
        for one in buckets where one.count != 0 {
            bucket = one
            count += one.count
            if count >= rank {
                break
            }
        }
        if histogram.usesCustomBounds {
            if bucket.lower == -.infinity {
                guard bucket.upper > 0 else { return (bucket.upper, .none) }
                bucket.lower = 0
            } else if bucket.upper == .infinity {
                return (bucket.lower, .none)
            }
        } else if bucket.lower < 0, bucket.upper > 0 {
            bucket = clampedZeroBucket(bucket, of: histogram)
        }
        count = min(count, histogram.count)
        if count < rank {
            return histogram.sum.isNaN ? (.nan, .result) : (bucket.upper, .none)
        }
        rank = isForward ? rank - (count - bucket.count) : count - rank
        let effect: NaNEffect = histogram.sum.isNaN ? .skew : .none
        let fraction = rank / bucket.count
        if histogram.usesCustomBounds || bucket.lower <= 0 && bucket.upper >= 0 {
            return (bucket.lower + (bucket.upper - bucket.lower) * fraction, effect)
        }
        let lower = log2(bucket.lower.magnitude)
        let upper = log2(bucket.upper.magnitude)
        return bucket.lower > 0
            ? (exp2(lower + (upper - lower) * fraction), effect)
            : (-exp2(upper + (lower - upper) * (1 - fraction)), effect)
    }

    private static func clampedZeroBucket(
        _ bucket: HistogramBucket,
        of histogram: FloatHistogram
    ) -> HistogramBucket {
        var bucket = bucket
        if histogram.negative.isEmpty, !histogram.positive.isEmpty {
            bucket.lower = 0
        } else if histogram.positive.isEmpty, !histogram.negative.isEmpty {
            bucket.upper = 0
        }
        return bucket
    }

    static func fraction(
        from lower: Double,
        to upper: Double,
        of histogram: FloatHistogram
    ) -> Double {
        guard histogram.count != 0, !lower.isNaN, !upper.isNaN else { return .nan }
        guard lower < upper else { return 0 }
        let below = { (value: Double) in
            min(observations(below: value, in: histogram), histogram.count)
        }
        return (below(upper) - below(lower)) / histogram.count
    }

    private static func observations(below value: Double, in histogram: FloatHistogram) -> Double {
        var rank = 0.0
        for one in histogram.buckets {
            var bucket = one
            let isLinear =
                histogram.usesCustomBounds || bucket.lower <= 0 && bucket.upper >= 0
            if bucket.lower <= 0, bucket.upper >= 0 {
                bucket = clampedZeroBucket(bucket, of: histogram)
            }
            if bucket.lower >= value {
                return rank
            }
            if bucket.upper > value {
                return rank + bucket.count * share(of: bucket, below: value, isLinear: isLinear)
            }
            rank += bucket.count
        }
        return histogram.sum.isNaN ? rank : histogram.count
    }

    private static func share(
        of bucket: HistogramBucket,
        below value: Double,
        isLinear: Bool
    ) -> Double {
        guard !isLinear else {
            // Nothing is known of where values lie in a bucket without bounds.
            guard bucket.lower.isFinite else { return 1 }
            guard bucket.upper.isFinite else { return 0 }
            return (value - bucket.lower) / (bucket.upper - bucket.lower)
        }
        let lower = log2(bucket.lower.magnitude)
        let upper = log2(bucket.upper.magnitude)
        let middle = log2(value.magnitude)
        return value > 0
            ? (middle - lower) / (upper - lower) : 1 - (middle - upper) / (lower - upper)
    }

    static func variance(_ histogram: FloatHistogram) -> Double {
        let mean = histogram.sum / histogram.count
        var sum = KahanSum()
        for bucket in histogram.buckets where bucket.count != 0 {
            var value: Double
            if histogram.usesCustomBounds {
                value = (bucket.upper + bucket.lower) / 2
            } else if bucket.lower <= 0, bucket.upper >= 0 {
                value = 0
            } else {
                value = (bucket.upper * bucket.lower).squareRoot()
                value = bucket.upper < 0 ? -value : value
            }
            sum.add(bucket.count * (value - mean) * (value - mean))
        }
        return sum.total / histogram.count
    }
}
