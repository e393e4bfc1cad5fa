package import DossierColumns
import DossierStore

/// Points of one series that stand together in a block, in the order of time.
package struct PointRun: Sendable {
    package let series: UInt32
    private let rows: Range<Int>
    private let columns: PointColumns

    init(series: UInt32, rows: Range<Int>, columns: PointColumns) {
        self.series = series
        self.rows = rows
        self.columns = columns
    }

    package var count: Int { rows.count }

    /// Nanoseconds since the Unix epoch; 0 is unknown.
    package var times: [UInt64] { columns.times.words(rows) }

    /// When what each point counts began, in nanoseconds since the Unix epoch; 0 is unknown.
    package var startTimes: [UInt64] { columns.startTimes.words(rows) }

    /// The values of a field that the scan asked for; nil if no point has one.
    package func values(of field: Field) -> PointValues? { columns.values(of: field, rows) }
}

extension MetricView {
    /// The points of series within a range of times, by series; those of one in the order in which
    /// they were stored, which need not be that of time.
    ///
    /// Reads the blocks that have any of the series and touch the range, and of these the columns
    /// of times and of the fields asked for. `ids` rise.
    package func runs(
        of ids: [UInt32],
        in range: ClosedRange<UInt64>,
        fields: Set<Field>
    ) throws -> [PointRun] {
        guard !ids.isEmpty else { return [] }
        let blocks = pointBlocks.filter { $0.info.timeRange?.overlaps(range) ?? true }
        let found = try parallelMap(blocks) { block in
            let parts = try block.runs(self.reader).rows(of: ids)
            guard !parts.isEmpty else { return [PointRun]() }
            let columns = try PointColumns(fields, of: block, in: self)
            return parts.compactMap { part in
                let rows = columns.rows(part.rows, touching: range)
                guard !rows.isEmpty else { return nil }
                return PointRun(series: part.id, rows: rows, columns: columns)
            }
        }
        let filled = found.filter { !$0.isEmpty }
        guard filled.count > 1 else { return filled.first ?? [] }
        var runs = filled.flatMap { $0 }
        // Stable, so the order of blocks stays within a series.
        runs.sort { $0.series < $1.series }
        return runs
    }
}
