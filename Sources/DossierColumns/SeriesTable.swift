/// What makes a series: four codes of a batch.
package struct SeriesKey: Hashable, Sendable {
    package var resource: UInt32
    package var scope: UInt32
    package var metric: UInt32
    /// Into `Batch.attributeSets`.
    package var attributes: UInt32

    package init(resource: UInt32, scope: UInt32, metric: UInt32, attributes: UInt32) {
        self.resource = resource
        self.scope = scope
        self.metric = metric
        self.attributes = attributes
    }
}

/// Series of a batch, numbered in the order in which they came.
///
/// The codes hashed here are small numbers given by this program, so the hash needs no seed.
package struct SeriesTable: Sendable {
    package private(set) var keys: [SeriesKey] = []
    /// Number plus one by hash, 0 for free.
    private var buckets = [UInt32](repeating: 0, count: 1024)

    package init() {}

    /// The number of a series, which is added if it is new.
    package mutating func intern(_ key: SeriesKey) -> UInt32 {
        if keys.count * 2 >= buckets.count { grow() }
        var bucket = Self.hash(key) & (buckets.count - 1)
        while buckets[bucket] != 0 {
            let number = buckets[bucket] - 1
            if keys[Int(number)] == key { return number }
            bucket = (bucket + 1) & (buckets.count - 1)
        }
        keys.append(key)
        buckets[bucket] = UInt32(keys.count)
        return UInt32(keys.count - 1)
    }

    /// Takes back the series from `count` on; O(series) if there are any.
    package mutating func truncate(to count: Int) {
        guard count < keys.count else { return }
        keys.removeLast(keys.count - count)
        rebuild(bucketCount: buckets.count)
    }

    private mutating func grow() {
        rebuild(bucketCount: buckets.count * 4)
    }

    private mutating func rebuild(bucketCount: Int) {
        buckets = [UInt32](repeating: 0, count: bucketCount)
        for (number, key) in keys.enumerated() {
            var bucket = Self.hash(key) & (buckets.count - 1)
            while buckets[bucket] != 0 { bucket = (bucket + 1) & (buckets.count - 1) }
            buckets[bucket] = UInt32(number + 1)
        }
    }

    private static func hash(_ key: SeriesKey) -> Int {
        let left = UInt64(key.resource) << 32 | UInt64(key.metric)
        let right = UInt64(key.scope) << 32 | UInt64(key.attributes)
        let mixed = fold(left ^ 0xa076_1d64_78bd_642f, right ^ 0xe703_7ed1_a0b4_28db)
        return Int(truncatingIfNeeded: mixed >> 1)
    }
}
