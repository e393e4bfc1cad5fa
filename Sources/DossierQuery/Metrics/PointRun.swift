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

    /// When what each point counts began, in nanoseconds since the Unix epoch; 0 is unknown, as all
    /// are if they were not asked for.
    package var startTimes: [UInt64] {
        columns.startTimes?.words(rows) ?? [UInt64](repeating: 0, count: rows.count)
    }

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
        fields: Set<Field>,
        startTimes: Bool = true
    ) throws -> [PointRun] {
        guard !ids.isEmpty else { return [] }
        let blocks = pointBlocks.filter { $0.info.timeRange?.overlaps(range) ?? true }
        try PointBlock.load(blocks, reader)
        let found = blocks.map { (block: $0, parts: $0.rows(of: ids)) }.filter { !$0.parts.isEmpty }
        let columns = try PointColumns.load(
            fields,
            startTimes: startTimes,
            of: found.map(\.block),
            in: self
        )
        var runs: [PointRun] = []
        for (columns, (_, parts)) in zip(columns, found) {
            for part in parts {
                let rows = columns.rows(part.rows, touching: range)
                guard !rows.isEmpty else { continue }
                runs.append(PointRun(series: part.id, rows: rows, columns: columns))
            }
        }
        // Stable, so the order of blocks stays within a series.
        if found.count > 1 { runs.sort { $0.series < $1.series } }
        return runs
    }
}
