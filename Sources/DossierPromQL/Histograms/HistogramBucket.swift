/// One bucket with its bounds.
package struct HistogramBucket: Hashable, Sendable {
    package var lower: Double
    package var upper: Double
    package var count: Double
    /// Whether the bucket is the one around zero.
    package var isZeroBucket = false
}

extension FloatHistogram {
    /// The buckets with observations, from the lowest values to the highest.
    package var buckets: [HistogramBucket] {
        var result: [HistogramBucket] = []
        result.reserveCapacity(positive.indices.count + negative.indices.count + 1)
        for position in negative.indices.indices.reversed() {
            result.append(negativeBucket(at: position))
        }
        if zeroCount > 0 { result.append(zeroBucket) }
        for position in positive.indices.indices {
            result.append(positiveBucket(at: position))
        }
        return result
    }

    package var zeroBucket: HistogramBucket {
        HistogramBucket(
            lower: -zeroThreshold,
            upper: zeroThreshold,
            count: zeroCount,
            isZeroBucket: true
        )
    }

    func positiveBucket(at position: Int) -> HistogramBucket {
        let index = Int(positive.indices[position])
        return HistogramBucket(
            lower: upperBound(of: index - 1),
            upper: upperBound(of: index),
            count: positive.counts[position]
        )
    }

    func negativeBucket(at position: Int) -> HistogramBucket {
        let index = Int(negative.indices[position])
        return HistogramBucket(
            lower: -upperBound(of: index),
            upper: -upperBound(of: index - 1),
            count: negative.counts[position]
        )
    }

    package func upperBound(of index: Int) -> Double {
        guard usesCustomBounds else { return HistogramBound.upper(index, schema: schema) }
        if index < 0 { return -.infinity }
        return index < customBounds.count ? customBounds[index] : .infinity
    }
}
