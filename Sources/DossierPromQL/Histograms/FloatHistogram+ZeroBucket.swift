extension FloatHistogram {
    /// What the zero bucket counts with a threshold at least as great, and the threshold that comes
    /// of it: one that falls into a bucket with observations moves to that bucket's far end.
    func zeroBucket(withThreshold wanted: Double) -> (count: Double, threshold: Double) {
        var threshold = wanted
        guard threshold > zeroThreshold else { return (zeroCount, zeroThreshold) }
        // A bucket of negative values that moves the threshold changes what the positive ones add.
        while true {
            var count = zeroCount
            for position in positive.indices.indices {
                let bucket = positiveBucket(at: position)
                if bucket.lower >= threshold { break }
                count += bucket.count
                if bucket.upper > threshold {
                    threshold = bucket.upper
                    break
                }
            }
            var isMoved = false
            for position in negative.indices.indices {
                let bucket = negativeBucket(at: position)
                if bucket.upper <= -threshold { break }
                count += bucket.count
                if bucket.lower < -threshold {
                    threshold = -bucket.lower
                    isMoved = true
                    break
                }
            }
            if !isMoved { return (count, threshold) }
        }
    }

    /// Widens the zero bucket; the buckets that it takes in go.
    mutating func widenZeroBucket(to wanted: Double) {
        let widened = zeroBucket(withThreshold: wanted)
        zeroCount = widened.count
        zeroThreshold = widened.threshold
        positive = positive.filtered { positiveBucket(at: $0).lower >= widened.threshold }
        negative = negative.filtered { negativeBucket(at: $0).upper <= -widened.threshold }
    }

    /// Widens the zero buckets of both until they are equally wide.
    static func reconcileZeroBuckets(_ left: inout FloatHistogram, _ right: inout FloatHistogram) {
        while left.zeroThreshold != right.zeroThreshold {
            if left.zeroThreshold > right.zeroThreshold {
                right.widenZeroBucket(to: left.zeroThreshold)
            } else if right.zeroThreshold > left.zeroThreshold {
                left.widenZeroBucket(to: right.zeroThreshold)
            } else {
                return
            }
        }
    }
}
