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

    /// An outlier is alone among so many, and so many times further than the others.
    private static let factor: UInt64 = 10
    /// How many blocks are read at once.
    private static let stepCount = 16

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
        var clusters = TimeClusters()
        var others: [BlockInfo] = []
        for block in blocks {
            guard let own = block.timeRange else { continue }
            if Self.isPlain(own) {
                clusters.add(own, count: block.rowCount)
            } else {
                others.append(block)
            }
        }
        for start in stride(from: 0, to: others.count, by: Self.stepCount) {
            let some = Array(others[start..<min(start + Self.stepCount, others.count)])
            let columns = try reader.columns(Self.columns(of: table), of: table, in: some)
            for columns in columns {
                Self.add(columns.compactMap(\.?.words), of: table, to: &clusters)
            }
        }
        sort(clusters.clusters, isElsewhereLikely)
    }

    /// Whether the earliest or the latest time of a range is from 1980 to 2100.
    package static func hasLikely(_ range: ClosedRange<UInt64>) -> Bool {
        TimeClusters.likely.contains(range.lowerBound)
            || TimeClusters.likely.contains(range.upperBound)
    }

    /// Whether nothing in a range can be an outlier.
    private static func isPlain(_ range: ClosedRange<UInt64>) -> Bool {
        TimeClusters.likely.contains(range.lowerBound)
            && TimeClusters.likely.contains(range.upperBound)
            && range.upperBound - range.lowerBound < TimeClusters.gapMin
    }

    /// The columns that the times of rows are in.
    private static func columns(of table: Table) -> [ColumnID] {
        switch table {
        case .span: [.field(.startTime), .field(.endTime)]
        case .logRecord: [.field(.time), .field(.observedTime)]
        default: table.timeField.map { [.field($0)] } ?? []
        }
    }

    /// Adds the known times of a block's rows.
    private static func add(
        _ columns: [NarrowWords],
        of table: Table,
        to clusters: inout TimeClusters
    ) {
        guard let times = columns.first?.words else { return }
        guard columns.count > 1 else {
            for time in times where isKnown(time) { clusters.add(time) }
            return
        }
        for (time, other) in zip(times, columns[1].words) {
            if table == .logRecord {
                let effective = time == 0 ? other : time
                if isKnown(effective) { clusters.add(effective) }
                continue
            }
            if isKnown(time) { clusters.add(time) }
            guard isKnown(other) else { continue }
            // A span is one row, unless only one of its times is an outlier.
            let isCounted = isKnown(time) && TimeClusters.areClose(time, other)
            clusters.add(other, count: isCounted ? 0 : 1)
        }
    }

    /// Neither 0 nor above `Int64.max`, which is unknown.
    private static func isKnown(_ time: UInt64) -> Bool { time &- 1 < UInt64(Int64.max) }

    private mutating func sort(_ clusters: [TimeClusters.Cluster], _ isElsewhereLikely: Bool) {
        let isLikely = { (cluster: TimeClusters.Cluster) in
            TimeClusters.likely.contains(cluster.range.lowerBound)
        }
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
            let isFar = !overflow && distance > reach && distance >= TimeClusters.gapMin
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

    private mutating func add(outlier cluster: TimeClusters.Cluster) {
        let unit = TimeOutliers.Unit.allCases.first { unit in
            let factor = UInt64(unit.rawValue)
            let (start, isAbove) = cluster.range.lowerBound.multipliedReportingOverflow(by: factor)
            let (end, isBeyond) = cluster.range.upperBound.multipliedReportingOverflow(by: factor)
            return !isAbove && !isBeyond && TimeClusters.likely.contains(start)
                && TimeClusters.likely.contains(end)
        }
        outliers.append(
            TimeOutliers(table: table, unit: unit, count: cluster.count, range: cluster.range)
        )
    }
}
