import DossierPrimitives

/// Times in clusters: two are in one if they are less than 30 days apart, or if others between them
/// lead from one to the other in such steps.
///
/// Clusters end at the bounds of `likely`, too.
struct TimeClusters {
    struct Cluster {
        var range: ClosedRange<UInt64>
        /// How many rows have these times.
        var count: Int
    }

    /// From 1980 to 2100.
    static let likely: ClosedRange<UInt64> =
        315_532_800_000_000_000...4_102_444_800_000_000_000
    static let gapMin: UInt64 = 30 * 86_400_000_000_000

    /// Ascending.
    private(set) var clusters: [Cluster] = []
    /// The cluster of the time that was added last: the next one is mostly in it.
    private var recent = 0

    /// Adds the time of so many rows.
    mutating func add(_ time: UInt64, count: Int = 1) {
        if recent < clusters.count {
            let range = clusters[recent].range
            let isInside = range.contains(time)
            if isInside || time > range.upperBound && mayExtend(to: time) {
                if !isInside { clusters[recent].range = range.lowerBound...time }
                clusters[recent].count += count
                return
            }
        }
        add(time...time, count: count)
    }

    /// Whether the recent cluster becomes longer with a time behind it, and no other is affected.
    private func mayExtend(to time: UInt64) -> Bool {
        guard !Self.areApart(clusters[recent].range.upperBound, time) else { return false }
        let next = recent + 1
        return next == clusters.count
            || clusters[next].range.lowerBound > time
                && Self.areApart(time, clusters[next].range.lowerBound)
    }

    /// Adds times of so many rows that are all in one cluster.
    ///
    /// - Complexity: O(clusters).
    mutating func add(_ range: ClosedRange<UInt64>, count: Int) {
        let start = clusters.indices.partitioningIndex {
            clusters[$0].range.upperBound >= range.lowerBound
                || !Self.areApart(clusters[$0].range.upperBound, range.lowerBound)
        }
        let end = (start..<clusters.count).partitioningIndex {
            clusters[$0].range.lowerBound > range.upperBound
                && Self.areApart(range.upperBound, clusters[$0].range.lowerBound)
        }
        var joined = Cluster(range: range, count: count)
        for cluster in clusters[start..<end] {
            let first = min(joined.range.lowerBound, cluster.range.lowerBound)
            joined.range = first...max(joined.range.upperBound, cluster.range.upperBound)
            joined.count += cluster.count
        }
        clusters.replaceSubrange(start..<end, with: CollectionOfOne(joined))
        recent = start
    }

    /// Whether two times that follow each other are in two clusters.
    private static func areApart(_ first: UInt64, _ second: UInt64) -> Bool {
        second - first >= gapMin || likely.contains(first) != likely.contains(second)
    }

    /// Whether two times are in one cluster whatever others there are.
    static func areClose(_ one: UInt64, _ other: UInt64) -> Bool {
        !areApart(min(one, other), max(one, other))
    }
}
