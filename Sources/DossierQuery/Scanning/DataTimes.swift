import DossierBlocks
package import DossierColumns
package import DossierStore

/// From when to when the rows of a table are.
///
/// Times before 1980 or after 2100 are left out if any are between. Of the others those are left
/// out that are few (at most a tenth) and are further away from the largest cluster than 30 days
/// and ten times its length; a gap of 30 days ends a cluster.
package struct DataTimes: Sendable {
    package let table: Table
    /// Of the rows that are not left out, in nanoseconds since the Unix epoch; nil if none has a
    /// time.
    package private(set) var range: ClosedRange<UInt64>?
    /// By the first time of each.
    package private(set) var outliers: [TimeOutliers] = []

    /// From 1980 to 2100.
    static let likely: ClosedRange<UInt64> =
        315_532_800_000_000_000...4_102_444_800_000_000_000
    private static let gapMin: UInt64 = 30 * 86_400_000_000_000
    /// An outlier is alone among so many, and so many times further than the others.
    private static let factor: UInt64 = 10

    /// Times that are close to each other.
    private struct Cluster {
        var range: ClosedRange<UInt64>
        var count: Int
    }

    /// Reads the times of a table's blocks, but of those only that have any that may be outliers.
    ///
    /// `isElsewhereLikely` tells whether other tables have times from 1980 to 2100.
    package init(
        of table: Table,
        in blocks: [BlockInfo],
        _ reader: StoreReader,
        isElsewhereLikely: Bool = false
    ) throws {
        self.table = table
        let ranges = blocks.compactMap(\.timeRange)
        guard let first = ranges.map(\.lowerBound).min(),
            let last = ranges.map(\.upperBound).max()
        else { return }
        if Self.isPlain(first...last) {
            range = first...last
            return
        }
        var clusters: [Cluster] = []
        for block in blocks {
            guard let own = block.timeRange else { continue }
            if Self.isPlain(own) {
                clusters.append(Cluster(range: own, count: block.rowCount))
            } else {
                clusters += Self.clusters(of: try Self.times(of: block, table, reader))
            }
        }
        sort(Self.joined(clusters), isElsewhereLikely)
    }

    /// Whether the earliest or the latest time of a range is from 1980 to 2100.
    package static func hasLikely(_ range: ClosedRange<UInt64>) -> Bool {
        likely.contains(range.lowerBound) || likely.contains(range.upperBound)
    }

    /// Whether nothing in a range can be an outlier.
    private static func isPlain(_ range: ClosedRange<UInt64>) -> Bool {
        likely.contains(range.lowerBound) && likely.contains(range.upperBound)
            && range.upperBound - range.lowerBound < gapMin
    }

    /// The known times of a block's rows, rising.
    private static func times(
        of block: BlockInfo,
        _ table: Table,
        _ reader: StoreReader
    ) throws -> [UInt64] {
        guard let field = table.timeField else { return [] }
        let fields = table == .logRecord ? [field, .observedTime] : [field]
        let columns = try reader.columns(fields.map { .field($0) }, of: table, in: block)
        guard var times = columns.first??.words.words else { return [] }
        if columns.count > 1, let others = columns[1]?.words {
            for row in times.indices where times[row] == 0 { times[row] = others[row] }
        }
        return times.filter { $0 != 0 }.sorted()
    }

    private static func clusters(of times: [UInt64]) -> [Cluster] {
        var clusters: [Cluster] = []
        for time in times {
            if let last = clusters.last, time - last.range.upperBound < gapMin,
                likely.contains(time) == likely.contains(last.range.upperBound)
            {
                clusters[clusters.count - 1].range = last.range.lowerBound...time
                clusters[clusters.count - 1].count += 1
            } else {
                clusters.append(Cluster(range: time...time, count: 1))
            }
        }
        return clusters
    }

    /// Clusters that are close to each other as one, rising.
    private static func joined(_ clusters: [Cluster]) -> [Cluster] {
        var joined: [Cluster] = []
        for cluster in clusters.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            if let last = joined.last,
                cluster.range.lowerBound <= last.range.upperBound
                    || cluster.range.lowerBound - last.range.upperBound < gapMin,
                likely.contains(cluster.range.lowerBound)
                    == likely.contains(last.range.upperBound)
            {
                let end = max(last.range.upperBound, cluster.range.upperBound)
                joined[joined.count - 1].range = last.range.lowerBound...end
                joined[joined.count - 1].count += cluster.count
            } else {
                joined.append(cluster)
            }
        }
        return joined
    }

    private mutating func sort(_ clusters: [Cluster], _ isElsewhereLikely: Bool) {
        let isLikely = { (cluster: Cluster) in Self.likely.contains(cluster.range.lowerBound) }
        let likely = clusters.filter(isLikely)
        guard let main = (likely.isEmpty ? clusters : likely).max(by: { $0.count < $1.count })
        else { return }
        let length = main.range.upperBound - main.range.lowerBound
        let (reach, overflow) = length.multipliedReportingOverflow(by: Self.factor)
        for cluster in clusters {
            let distance =
                cluster.range.lowerBound > main.range.upperBound
                ? cluster.range.lowerBound - main.range.upperBound
                : main.range.lowerBound - min(main.range.lowerBound, cluster.range.upperBound)
            let isFar = !overflow && distance > reach && distance >= Self.gapMin
            let isRare = cluster.count <= main.count / Int(Self.factor)
            if !isLikely(cluster) && (!likely.isEmpty || isElsewhereLikely) || isFar && isRare {
                add(outlier: cluster)
            } else {
                let known = range ?? cluster.range
                range =
                    min(
                        known.lowerBound,
                        cluster.range.lowerBound
                    )...max(
                        known.upperBound,
                        cluster.range.upperBound
                    )
            }
        }
    }

    private mutating func add(outlier cluster: Cluster) {
        let unit = TimeOutliers.Unit.allCases.first { unit in
            let factor = UInt64(unit.rawValue)
            let (start, isAbove) = cluster.range.lowerBound.multipliedReportingOverflow(by: factor)
            let (end, isBeyond) = cluster.range.upperBound.multipliedReportingOverflow(by: factor)
            return !isAbove && !isBeyond && Self.likely.contains(start)
                && Self.likely.contains(end)
        }
        outliers.append(
            TimeOutliers(table: table, unit: unit, count: cluster.count, range: cluster.range)
        )
    }
}
