import DossierStore

extension MetricView {
    /// The ids of the series that have a point within a range of times, in nanoseconds since the
    /// Unix epoch; of all series that have a point if it is nil.
    ///
    /// Blocks whose times are all within the range are not decoded; a point in one of them that has
    /// no known time counts as within it.
    package func seriesIDs(withPointsIn range: ClosedRange<UInt64>? = nil) throws -> Set<UInt32> {
        let touched = pointBlocks.filter { block in
            guard let range, let times = block.info.timeRange else { return range == nil }
            return times.overlaps(range)
        }
        try PointBlock.load(touched, reader)
        var ids: Set<UInt32> = []
        var cut: [PointBlock] = []
        for block in touched {
            guard let range, let times = block.info.timeRange,
                times.lowerBound < range.lowerBound || times.upperBound > range.upperBound
            else {
                ids.formUnion(block.seriesIDs)
                continue
            }
            cut.append(block)
        }
        guard let range, !cut.isEmpty else { return ids }
        let columns = try PointColumns.load([], startTimes: false, of: cut, in: self)
        for (block, columns) in zip(cut, columns) {
            for (id, rows) in block.rows(of: block.seriesIDs)
            where !ids.contains(id) && !columns.rows(rows, touching: range).isEmpty {
                ids.insert(id)
            }
        }
        return ids
    }
}
