/// Trace ids, numbered in the order in which they came.
///
/// The hash is seeded per table, so input can't be made to collide.
package struct TraceTable: Sendable {
    package private(set) var ids: [TraceID] = []
    /// Number plus one by hash, 0 for free.
    private var buckets: [UInt32] = []
    private let seed = UInt64.random(in: 0 ... .max) | 1

    package init() {}

    package var count: Int { ids.count }

    /// The number of a trace, which is added if it is new.
    package mutating func intern(_ id: TraceID) -> UInt32 {
        if ids.count * 2 >= buckets.count { grow() }
        let bucket = bucket(of: id)
        if buckets[bucket] != 0 { return buckets[bucket] - 1 }
        ids.append(id)
        buckets[bucket] = UInt32(ids.count)
        return UInt32(ids.count - 1)
    }

    /// The number of a trace that is in the table; nil if it is not.
    package func number(of id: TraceID) -> UInt32? {
        if buckets.isEmpty { return nil }
        let entry = buckets[bucket(of: id)]
        return entry == 0 ? nil : entry - 1
    }

    package subscript(number: UInt32) -> TraceID { ids[Int(number)] }

    /// The bucket that a trace has, or the free one for it.
    private func bucket(of id: TraceID) -> Int {
        let hash = fold(fold(id.high ^ seed, id.low ^ ~seed), seed)
        var bucket = Int(truncatingIfNeeded: hash) & (buckets.count - 1)
        while buckets[bucket] != 0, ids[Int(buckets[bucket]) - 1] != id {
            bucket = (bucket + 1) & (buckets.count - 1)
        }
        return bucket
    }

    private mutating func grow() {
        buckets = [UInt32](repeating: 0, count: max(64, buckets.count * 4))
        for (number, id) in ids.enumerated() { buckets[bucket(of: id)] = UInt32(number + 1) }
    }
}
