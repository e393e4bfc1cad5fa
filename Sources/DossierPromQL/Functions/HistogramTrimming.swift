#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Cuts off what a histogram observed beyond a value, with interpolation in the bucket it falls in.
struct HistogramTrimming {
    let cutoff: Double
    /// Whether what is above the value stays.
    let keepsUpper: Bool

    func trim(_ histogram: FloatHistogram) -> FloatHistogram {
        var result = histogram
        var sum = KahanSum()
        var isChanged = false
        func kept(_ bucket: HistogramBucket) -> Double {
            let (count, middle) = keep(bucket, of: histogram)
            isChanged = isChanged || count != bucket.count
            if count != 0 {
                sum.add(count * middle)
            }
            return count
        }
        result.positive = HistogramBuckets()
        result.negative = HistogramBuckets()
        for position in histogram.negative.indices.indices {
            let count = kept(histogram.negativeBucket(at: position))
            result.negative.append(histogram.negative.indices[position], count)
        }
        if histogram.zeroCount != 0 {
            result.zeroCount = kept(histogram.zeroBucket)
        }
        for position in histogram.positive.indices.indices {
            let count = kept(histogram.positiveBucket(at: position))
            result.positive.append(histogram.positive.indices[position], count)
        }
        guard isChanged else { return histogram }
        result.sum = sum.boundedTotal
        result.count =
            result.negative.counts.reduce(0, +) + result.zeroCount
            + result.positive.counts.reduce(0, +)
        return result
    }

    /// The count of a bucket that remains, and the value that represents it.
    private func keep(
        _ whole: HistogramBucket,
        of histogram: FloatHistogram
    ) -> (count: Double, middle: Double) {
        // No value is known to be above or below one that is none.
        guard !cutoff.isNaN else { return (0, 0) }
        var bucket = whole
        if histogram.usesCustomBounds {
            let isEverything = bucket.lower == -.infinity && bucket.upper == .infinity
            let keepsAll = keepsUpper ? cutoff == -.infinity : cutoff == .infinity
            guard !isEverything || keepsAll else { return (0, 0) }
            // Below zero nothing is known of where values lie in a bucket without a lower bound.
            if bucket.lower == -.infinity, bucket.upper > 0, cutoff >= 0 || !keepsUpper {
                bucket.lower = 0
            }
        } else if bucket.isZeroBucket {
            if histogram.negative.isEmpty, !histogram.positive.isEmpty {
                bucket.lower = 0
            } else if histogram.positive.isEmpty, !histogram.negative.isEmpty {
                bucket.upper = 0
            }
        }
        if keepsUpper ? bucket.lower >= cutoff : bucket.upper <= cutoff {
            return (bucket.count, middle(of: bucket, histogram))
        }
        if keepsUpper ? bucket.upper <= cutoff : bucket.lower >= cutoff {
            return (0, 0)
        }
        let isLinear = histogram.usesCustomBounds || bucket.isZeroBucket
        let below = share(of: bucket, isLinear: isLinear)
        var part = bucket
        if keepsUpper {
            part.lower = cutoff
        } else {
            part.upper = cutoff
        }
        return (bucket.count * (keepsUpper ? 1 - below : below), middle(of: part, histogram))
    }

    private func share(of bucket: HistogramBucket, isLinear: Bool) -> Double {
        if isLinear {
            if bucket.upper == .infinity {
                return 0
            }
            return bucket.lower == -.infinity
                ? 1 : (cutoff - bucket.lower) / (bucket.upper - bucket.lower)
        }
        let lower = log2(bucket.lower.magnitude)
        let upper = log2(bucket.upper.magnitude)
        let value = log2(cutoff.magnitude)
        return cutoff > 0
            ? (value - lower) / (upper - lower) : 1 - (value - upper) / (lower - upper)
    }

    private func middle(of bucket: HistogramBucket, _ histogram: FloatHistogram) -> Double {
        if bucket.lower == -.infinity {
            return bucket.upper
        }
        if bucket.upper == .infinity {
            return bucket.lower
        }
        if histogram.usesCustomBounds || bucket.isZeroBucket {
            return (bucket.lower + bucket.upper) / 2
        }
        let middle = (bucket.lower * bucket.upper).squareRoot()
        return bucket.upper <= 0 ? -middle : middle
    }
}
