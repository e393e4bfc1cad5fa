extension FloatHistogram: Equatable {
    /// Whether all counts, bounds and the sum have the same bits; the reset hint does not count.
    package static func == (left: FloatHistogram, right: FloatHistogram) -> Bool {
        left.schema == right.schema
            && left.count.bitPattern == right.count.bitPattern
            && left.sum.bitPattern == right.sum.bitPattern
            && left.zeroThreshold == right.zeroThreshold
            && left.zeroCount.bitPattern == right.zeroCount.bitPattern
            && left.customBounds == right.customBounds
            && left.positive.hasSameBits(as: right.positive)
            && left.negative.hasSameBits(as: right.negative)
    }
}

extension HistogramBuckets {
    fileprivate func hasSameBits(as other: HistogramBuckets) -> Bool {
        indices == other.indices
            && zip(counts, other.counts).allSatisfy { $0.bitPattern == $1.bitPattern }
    }
}

extension FloatHistogram {
    /// Whether the counter was reset between another histogram and this one, which follows it.
    package func isReset(from previous: FloatHistogram) -> Bool {
        if resetHint == .reset { return true }
        if resetHint == .notReset { return false }
        if count < previous.count { return true }
        if usesCustomBounds != previous.usesCustomBounds { return true }
        if usesCustomBounds {
            let common = Self.commonBounds(customBounds, previous.customBounds)
            return reduced(toBounds: common).positive
                .fallsBelow(previous.reduced(toBounds: common).positive)
        }
        if schema > previous.schema || zeroThreshold < previous.zeroThreshold { return true }
        var earlier = previous
        earlier.widenZeroBucket(to: zeroThreshold)
        if earlier.zeroThreshold != zeroThreshold || zeroCount < earlier.zeroCount { return true }
        earlier = earlier.reduced(toSchema: schema)
        return positive.fallsBelow(earlier.positive) || negative.fallsBelow(earlier.negative)
    }
}
