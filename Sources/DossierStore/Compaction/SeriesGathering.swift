import DossierBlocks
import DossierColumns

/// Gathers the data points of a store series by series, with their exemplars, and the series
/// themselves.
struct SeriesGathering {
    private let reader: StoreReader
    private let limit: PortionLimit
    private let shared: SharedValues
    private let series: [SeriesBlock]
    /// The blocks of data points, each with the series of its rows.
    private let blocks: [(info: BlockInfo, series: [UInt64])]
    /// The exemplars by the number of their point.
    private let exemplars: [ExemplarPlace]
    private let exemplarBlocks: [BlockInfo]

    private struct ExemplarPlace {
        var point: UInt64
        var block: Int
        var row: Int
    }

    init(_ reader: StoreReader, limit: PortionLimit) throws(StoreError) {
        self.reader = reader
        self.limit = limit
        shared = try reader.sharedValues()
        series = try reader.series()
        var blocks: [(info: BlockInfo, series: [UInt64])] = []
        for block in try reader.blocks(of: .dataPoint) {
            let rows = try reader.read(block, columns: [.dataPoint: [.field(.series)]]).rows
            blocks.append((block, rows.columns[DataPointColumn.series]))
        }
        self.blocks = blocks
        exemplarBlocks = try reader.blocks(of: .exemplar)
        var places: [ExemplarPlace] = []
        for (number, block) in exemplarBlocks.enumerated() {
            let rows = try reader.read(block, columns: [.exemplar: [.field(.point)]]).rows
            for (row, point) in rows.columns[ExemplarColumn.point].enumerated() {
                places.append(ExemplarPlace(point: point, block: number, row: row))
            }
        }
        exemplars = places.sorted { $0.point < $1.point }
    }

    func forEachPortion(
        _ body: (consuming Batch) throws(StoreError) -> Void
    ) throws(StoreError) {
        let count = series.last.map { Int($0.firstID) + $0.rows.rows.rowCount } ?? 0
        var pointCounts = [Int](repeating: 0, count: count)
        for block in blocks {
            for word in block.series where word < UInt64(count) { pointCounts[Int(word)] += 1 }
        }
        var first = 0
        while first < count {
            var end = first
            var points = 0
            repeat {
                points += pointCounts[end]
                end += 1
            } while end < count && points + pointCounts[end] <= limit.rows
            try body(try batch(of: UInt32(first)..<UInt32(end)))
            first = end
        }
    }

    private func batch(of ids: Range<UInt32>) throws(StoreError) -> Batch {
        var collector = RowCollector()
        var wanted: [(place: ExemplarPlace, row: Int)] = []
        for block in blocks {
            let start = firstIndex(in: block.series, notBelow: UInt64(ids.lowerBound))
            let end = firstIndex(in: block.series, notBelow: UInt64(ids.upperBound))
            if start >= end { continue }
            var source = BlockSource(try reader.read(block.info))
            let row = collector.add(start..<end, of: &source)
            collector.mapColumn(DataPointColumn.series, of: .dataPoint, from: row) {
                $0 - UInt64(ids.lowerBound)
            }
            let points = (block.info.firstRow + UInt64(start))..<(block.info.firstRow + UInt64(end))
            wanted += places(of: points).map { place in
                (place, row + Int(place.point - points.lowerBound))
            }
        }
        try add(wanted, to: &collector)
        var batch = collector.finish(shared)
        let numbers = try addKeys(of: ids, to: &batch)
        // Series that an amendment made equal have one number.
        batch.dataPoints.mapColumn(DataPointColumn.series) { UInt64(numbers[Int($0)]) }
        return batch
    }

    private func places(of points: Range<UInt64>) -> ArraySlice<ExemplarPlace> {
        func index(notBelow point: UInt64) -> Int {
            var range = 0..<exemplars.count
            while !range.isEmpty {
                let middle = (range.lowerBound + range.upperBound) / 2
                if exemplars[middle].point < point {
                    range = (middle + 1)..<range.upperBound
                } else {
                    range = range.lowerBound..<middle
                }
            }
            return range.lowerBound
        }
        return exemplars[index(notBelow: points.lowerBound)..<index(notBelow: points.upperBound)]
    }

    /// Adds exemplars, each with the row of its point in the batch.
    private func add(
        _ wanted: [(place: ExemplarPlace, row: Int)],
        to collector: inout RowCollector
    ) throws(StoreError) {
        let sorted = wanted.sorted { left, right in
            (left.place.block, left.place.row) < (right.place.block, right.place.row)
        }
        var index = 0
        while index < sorted.count {
            let block = sorted[index].place.block
            var source = BlockSource(try reader.read(exemplarBlocks[block]))
            while index < sorted.count, sorted[index].place.block == block {
                let row = sorted[index].place.row
                let point = UInt64(sorted[index].row)
                let added = collector.add(row..<(row + 1), of: &source)
                collector.mapColumn(ExemplarColumn.point, of: .exemplar, from: added) { _ in point }
                index += 1
            }
        }
    }

    /// Adds the keys of series; returns the number of each in the batch.
    private func addKeys(
        of ids: Range<UInt32>,
        to batch: inout Batch
    ) throws(StoreError) -> [UInt32] {
        var numbers: [UInt32] = []
        numbers.reserveCapacity(ids.count)
        for block in series {
            var attributes = SeriesAttributes()
            let columns = block.rows.rows.columns
            for row in 0..<block.rows.rows.rowCount where ids.contains(block.firstID + UInt32(row))
            {
                guard let list = attributes.list(row, of: block.rows) else {
                    let detail = "the attributes of series \(block.firstID + UInt32(row))"
                    throw StoreError(
                        .damagedCatalogue(table: "series", detail: detail),
                        path: reader.path
                    )
                }
                let key = SeriesKey(
                    resource: UInt32(truncatingIfNeeded: columns[SeriesColumn.resource][row]),
                    scope: UInt32(truncatingIfNeeded: columns[SeriesColumn.scope][row]),
                    metric: UInt32(truncatingIfNeeded: columns[SeriesColumn.metric][row]),
                    attributes: batch.attributeSets.intern(list)
                )
                numbers.append(batch.series(key))
            }
        }
        return numbers
    }
}
