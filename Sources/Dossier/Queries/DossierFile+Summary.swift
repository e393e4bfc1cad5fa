internal import DossierBlocks
internal import DossierColumns
internal import DossierMetricView
internal import DossierOTLP
internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// What the store holds, and what takes its space.
    ///
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(blocks + series).
    public func summary() throws(DossierError) -> StoreSummary {
        try translatingErrors { try currentSummary() }
    }

    /// From the first to the last time of spans, log records and data points.
    ///
    /// Rows whose times are far from those of all others are left out, as
    /// ``StoreSummary/timeOutliers`` counts them.
    ///
    /// - Returns: The range; nil if no row has a time.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(blocks); reads the times of those blocks that may have outliers.
    public func timeRange() throws(DossierError) -> ClosedRange<Timestamp>? {
        try translatingErrors { Self.range(of: try dataTimes(try reader.statistics())) }
    }

    private static func range(of times: [DataTimes]) -> ClosedRange<Timestamp>? {
        let ranges = times.compactMap(\.range)
        guard let start = ranges.map(\.lowerBound).min(),
            let end = ranges.map(\.upperBound).max()
        else { return nil }
        return Timestamp(nanoseconds: start)...Timestamp(nanoseconds: end)
    }

    private func currentSummary() throws -> StoreSummary {
        let statistics = try reader.statistics()
        let times = try dataTimes(statistics)
        return StoreSummary(
            path: path,
            formatVersion: StoreReader.formatVersion,
            fileBytes: Int(statistics.fileByteCount),
            longTextBytes: Int(statistics.fragmentByteCount),
            tables: try statistics.tables.map { try summary(of: $0) },
            traceCount: Int(statistics.traceCount),
            timeRange: Self.range(of: times),
            timeOutliers: times.flatMap(\.outliers).map(TimeOutliers.init),
            services: try storedServices(),
            metrics: try storedMetrics(),
            separations: try metricSources.samples(QueryOptions(), of: reader).separations()
                .map(SeriesSeparation.init),
            inputs: try storedInputs(),
            rejectedCount: Int(statistics.rejectedCount)
        )
    }

    /// The times of the tables that have any.
    private func dataTimes(_ statistics: StoreStatistics) throws -> [DataTimes] {
        let ranges = statistics.tables.compactMap(\.timeRange)
        let isLikely = ranges.contains { DataTimes.hasLikely($0) }
        return try statistics.tables.map(\.table).filter { Table.roots.contains($0) }.map { table in
            try DataTimes(
                of: table,
                in: try reader.blocks(of: table),
                reader,
                isElsewhereLikely: isLikely
            )
        }
    }

    private func summary(of table: TableStatistics) throws -> StoreSummary.Table {
        let shapes = try reader.shapes(of: table.table)
        let columns = table.columns.map { column in
            StoreSummary.Column(
                name: shapes.name(of: column.column),
                values: Int(column.valueCount),
                bytes: Int(column.storedByteCount),
                rawBytes: Int(column.rawByteCount)
            )
        }
        return StoreSummary.Table(
            name: table.table.plural,
            rows: Int(clamping: table.rowCount),
            bytes: Int(table.storedByteCount),
            columns: columns.sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
        )
    }

    private func storedServices() throws -> [StoreSummary.Service] {
        let names = try reader.serviceNames().compactMap { $0 }
        return Dictionary(grouping: names, by: { $0 })
            .map { StoreSummary.Service(name: $0.key, resources: $0.value.count) }
            .sorted { $0.name < $1.name }
    }

    private func storedMetrics() throws -> [StoreSummary.Metric] {
        let seriesCounts = try reader.seriesCounts()
        // Afterwards, so that they have all metrics that were counted.
        let shared = try reader.sharedValues()
        return seriesCounts.indices.map { code in
            let header = MetricHeader(shared.metrics[UInt32(code)])
            return StoreSummary.Metric(
                name: header.name,
                unit: header.unit,
                kind: MetricKind(number: header.kind),
                series: seriesCounts[code]
            )
        }
        .sorted { $0.name < $1.name }
    }

    private func storedInputs() throws -> [StoredInput] {
        let anomalies = Dictionary(grouping: try reader.anomalies(), by: \.input)
        return try reader.inputs().map { input in
            StoredInput(
                path: input.path,
                bytes: input.byteOffset,
                isFinished: input.isFinished,
                spans: input.rows.map { Int(clamping: $0.spans) },
                logRecords: input.rows.map { Int(clamping: $0.logRecords) },
                dataPoints: input.rows.map { Int(clamping: $0.dataPoints) },
                rejected: Int(clamping: input.rejectedCount),
                anomalies: (anomalies[input.id] ?? []).map(InputAnomaly.init)
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
