package import DossierColumns
package import DossierStore

/// Goes through all rows of a store in their order, some at a time.
///
/// It has the rows of the commits that the store held when the walk was made: what is committed
/// meanwhile is not part of it.
package struct RowWalk {
    /// Data points that follow each other, with what they refer to.
    package struct Points {
        /// Rows of ``set``.
        package let rows: Range<Int>
        package let set: RowSet
        /// The number of the first row of ``set``, by which exemplars refer to points.
        package let firstPoint: UInt64
        /// Has the series of all the points.
        package let series: RowSet
        fileprivate let lookup: SeriesLookup
        fileprivate let block: Int

        /// The row in ``series`` of a series id.
        package func seriesRow(of id: UInt64) -> Int? { lookup.row(of: id, in: block) }
    }

    /// What a walk through the metrics meets.
    package enum MetricStep {
        /// The exemplars of the points up to the next step of this kind.
        case exemplars([RowSet])
        case points(Points)
        /// Series without data points, by their rows.
        case series([Int], of: RowSet)
    }

    private let reader: StoreReader
    private let rowCountMax: Int
    private let commitCount: Int64

    /// Walks through the rows of a store, `rowCountMax` at a time at most.
    package init(_ reader: StoreReader, rowCountMax: Int) throws {
        self.reader = reader
        self.rowCountMax = rowCountMax
        commitCount = try reader.commitCount()
    }

    /// Gives out the rows of spans or log records.
    ///
    /// Holds one block at a time.
    package func rows(of table: Table, _ body: (Range<Int>, RowSet) throws -> Void) throws {
        for block in try blocks(of: table) {
            let set = try reader.read(block)
            for range in parts(of: set) { try body(range, set) }
        }
    }

    /// Gives out the data points, then the series that have none.
    ///
    /// Holds one block of points, the exemplars of its commit, and all series.
    package func metrics(_ body: (MetricStep) throws -> Void) throws {
        let series = SeriesLookup(try seriesBlocks())
        var hasPoints = [Bool](repeating: false, count: series.count)
        let exemplarBlocks = try blocks(of: .exemplar)
        var commit: Int64 = -1
        for block in try blocks(of: .dataPoint) {
            if block.commit != commit {
                commit = block.commit
                let own = exemplarBlocks.filter { $0.commit == commit }
                try body(.exemplars(try own.map { try reader.read($0) }))
            }
            let set = try reader.read(block)
            for id in set.rows.columns[DataPointColumn.series] where id < hasPoints.count {
                hasPoints[Int(id)] = true
            }
            for range in parts(of: set) {
                for part in series.parts(of: range, set) {
                    let points = Points(
                        rows: part.rows,
                        set: set,
                        firstPoint: block.firstRow,
                        series: series.set(part.block),
                        lookup: series,
                        block: part.block
                    )
                    try body(.points(points))
                }
            }
        }
        for (number, rows) in series.rowsWithout(hasPoints) where !rows.isEmpty {
            try body(.series(rows, of: series.set(number)))
        }
    }

    private func blocks(of table: Table) throws -> [BlockInfo] {
        try reader.blocks(of: table).filter { $0.commit <= commitCount }
    }

    private func seriesBlocks() throws -> [SeriesBlock] {
        let end = try blocks(of: .series).last?.rowRange.upperBound ?? 0
        return try reader.series().filter { $0.firstID < end }
    }

    private func parts(of set: RowSet) -> [Range<Int>] {
        stride(from: 0, to: set.rows.rowCount, by: rowCountMax).map { start in
            start..<min(start + rowCountMax, set.rows.rowCount)
        }
    }
}
