internal import DossierBlocks
internal import DossierColumns
internal import DossierOTLP
internal import DossierStore

extension DossierFile {
    /// What the store holds.
    ///
    /// O(blocks + series).
    public func summary() throws -> StoreSummary {
        let statistics = try reader.statistics()
        let ranges = statistics.tables.compactMap(\.timeRange)
        let start = ranges.map(\.lowerBound).min()
        let end = ranges.map(\.upperBound).max()
        return StoreSummary(
            path: path,
            formatVersion: 1,
            fileBytes: Int(statistics.fileByteCount),
            signals: try statistics.tables.map { try signal($0) },
            traceCount: Int(statistics.traceCount),
            timeRange: start.flatMap { start in end.map { start...$0 } },
            services: try serviceNames(),
            metrics: try metrics(),
            inputs: try storedInputs(),
            rejectedCount: Int(statistics.rejectedCount)
        )
    }

    private func signal(_ table: TableStatistics) throws -> StoreSummary.Signal {
        let shapes = try reader.shapes(of: table.table)
        let columns = table.columns.map { column in
            StoreSummary.Column(
                name: shapes.name(of: column.column),
                values: Int(column.valueCount),
                bytes: Int(column.storedByteCount),
                rawBytes: Int(column.rawByteCount)
            )
        }
        return StoreSummary.Signal(
            name: table.table.plural,
            rows: Int(table.rowCount),
            bytes: Int(table.storedByteCount),
            columns: columns.sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
        )
    }

    private func serviceNames() throws -> [(name: String, resources: Int)] {
        let names = try reader.serviceNames().compactMap { $0 }
        return Dictionary(grouping: names, by: { $0 })
            .map { (name: $0.key, resources: $0.value.count) }
            .sorted { $0.name < $1.name }
    }

    private func metrics() throws -> [(name: String, unit: String, kind: String, series: Int)] {
        let shared = try reader.sharedValues()
        var seriesCounts = [Int](repeating: 0, count: shared.metrics.count)
        for block in try reader.series() {
            for metric in block.rows.rows.columns[SeriesColumn.metric]
            where metric < seriesCounts.count {
                seriesCounts[Int(metric)] += 1
            }
        }
        return seriesCounts.indices.map { code in
            let header = MetricHeader(shared.metrics[UInt32(code)])
            return (
                name: header.name, unit: header.unit,
                kind: header.kindKey.description,
                series: seriesCounts[code]
            )
        }
        .sorted { $0.name < $1.name }
    }

    private func storedInputs() throws -> [StoredInput] {
        try reader.inputs().map { input in
            StoredInput(
                path: input.path,
                bytes: input.byteOffset,
                isFinished: input.isFinished,
                spans: input.rows.map { Int($0.spans) },
                logRecords: input.rows.map { Int($0.logRecords) },
                dataPoints: input.rows.map { Int($0.dataPoints) },
                rejected: Int(input.rejectedCount)
            )
        }
    }
}

extension ShapeTree {
    /// What people call a column.
    fileprivate func name(of column: ColumnID) -> String {
        switch column {
        case .field(let field): return "\(field)"
        case .slot(let number):
            guard number < slots.count else { return "slot \(number)" }
            let slot = slots[Int(number)]
            if let field = slot.field { return "\(field)" }
            return "attribute \(String(decoding: keys[slot.key], as: UTF8.self)), \(slot.type)"
        }
    }
}
