import DossierBlocks
import DossierColumns

extension CommitEncoder {
    /// Takes rows whose words have the numbers of the file already.
    init(
        merging rows: GatheredRows,
        of table: Table,
        catalogue: Catalogue,
        ranks: GlobalTraceRanks,
        path: String
    ) {
        var batch = Batch()
        batch.strings = rows.strings
        batch.traces = rows.traces
        switch table {
        case .span:
            batch.spans = rows.rows(of: .span)
            batch.spanEvents = rows.rows(of: .spanEvent)
            batch.spanLinks = rows.rows(of: .spanLink)
        case .logRecord: batch.logRecords = rows.rows(of: .logRecord)
        case .dataPoint: batch.dataPoints = rows.rows(of: .dataPoint)
        case .exemplar: batch.exemplars = rows.rows(of: .exemplar)
        default: break
        }
        let series = table == .series ? rows.rows(of: .series) : nil
        self.init(batch, catalogue: catalogue, effort: .high, path: path)
        self.mergedSeries = series
        self.ranks = ranks.localRanks(of: rows.traces)
        commit.traces = rows.traces
        commit.changes = TraceChanges(traceCount: rows.traces.count)
    }

    /// Encodes the rows of the table.
    ///
    /// `oldRows` are the previous numbers of data points; their new numbers are added to `points`,
    /// from where they are looked up when exemplars are encoded.
    mutating func encodeMerged(
        _ table: Table,
        oldRows: [UInt64],
        _ points: inout PointNumbers,
        fragments: inout FragmentIndex
    ) throws(StoreError) -> EncodedCommit {
        if table != .series { encodeLongTexts(&fragments) }
        switch table {
        case .span:
            try encodeSpans()
        case .logRecord:
            try encodeLogRecords(times: effectiveTimes(of: batch.logRecords))
        case .series:
            if let rows = mergedSeries {
                try encode(
                    rows,
                    strings: batch.strings,
                    order: Array(0..<UInt32(rows.rowCount)),
                    times: [],
                    trace: SeriesColumn.trace
                )
            }
        case .dataPoint:
            try encodeMergedPoints(oldRows, &points)
        case .exemplar:
            var missing: UInt64?
            batch.exemplars.mapColumn(ExemplarColumn.point) { point in
                if let number = points[point] { return number }
                missing = point
                return point
            }
            if let missing {
                throw StoreError(
                    .damagedCatalogue(table: "exemplars", detail: "no data point \(missing)"),
                    path: path
                )
            }
            try encodeExemplars()
        default:
            break
        }
        commit.mentions.sort()
        return commit
    }

    private mutating func encodeMergedPoints(
        _ oldRows: [UInt64],
        _ points: inout PointNumbers
    ) throws(StoreError) {
        let series = batch.dataPoints.columns[DataPointColumn.series]
        let times = batch.dataPoints.columns[DataPointColumn.time]
        let first = series.min() ?? 0
        let groups = series.map { UInt32(truncatingIfNeeded: $0 - first) }
        let groupCount = Int((series.max() ?? 0) - first) + 1
        let order = clusteredOrder(groups: groups, groupCount: groupCount, times: times)
        let firstRow = catalogue[rowCount: .dataPoint]
        for (position, row) in order.enumerated() {
            points.set(oldRows[Int(row)], to: firstRow + UInt64(position))
        }
        try encode(
            batch.dataPoints,
            strings: batch.strings,
            order: order,
            times: times,
            trace: nil
        )
    }
}
