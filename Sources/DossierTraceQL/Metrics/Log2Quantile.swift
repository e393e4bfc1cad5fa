import Glibc

/// Quantiles of values that are counted by powers of two.
enum Log2Quantile {
    /// The quantile of buckets in ascending order: so many values are up to `bound`, and above the
    /// bucket before.
    ///
    /// Zero without values.
    static func value(_ quantile: Double, _ buckets: [(bound: Double, count: Int)]) -> Double {
        let total = buckets.reduce(0) { $0 + $1.count }
        guard total > 0 else { return 0 }
        let wanted = max(1, Int((quantile * Double(total)).rounded(.up)))
        var taken = 0
        for (index, bucket) in buckets.enumerated() {
            if taken + bucket.count < wanted {
                taken += bucket.count
                continue
            }
            if taken + bucket.count == wanted { return bucket.bound }
            let high = log2(bucket.bound)
            let low = index > 0 ? log2(buckets[index - 1].bound) : high - 1
            let share = Double(wanted - taken) / Double(bucket.count)
            return pow(2, low + (high - low) * share)
        }
        return buckets.last?.bound ?? 0
    }
}
