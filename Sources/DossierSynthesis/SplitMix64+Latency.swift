import DossierPrimitives

extension SplitMix64 {
    /// A time drawn around a median: log-logistic of shape 4, so p99 is about three times the median.
    ///
    /// Right-skewed as latencies are, like the lognormal, but made of square roots only, which IEEE
    /// 754 rounds exactly: no maths library can change the bytes. At most ten times the median.
    mutating func latency(median: UInt64) -> UInt64 {
        let quantile = unit()
        let factor = (quantile / (1 - quantile)).squareRoot().squareRoot()
        return UInt64(Double(median) * min(max(factor, 0.2), 10))
    }
}
