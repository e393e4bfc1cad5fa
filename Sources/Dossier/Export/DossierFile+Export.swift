public import DossierColumns
internal import DossierOTLP
import DossierPrimitives
internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Rows in one line of an export.
    private static let lineRowCount = 2048

    /// Writes the store's telemetry as OTLP-JSON, one request a line.
    ///
    /// What was ingested comes back: the same items with the same resources, scopes and schema
    /// URLs, grouped anew. Memory is bounded by the rows of one commit's exemplars and one block.
    ///
    /// - Parameters:
    ///   - signals: Which signals, in this order.
    ///   - trace: Only the spans and log records of this trace, and the series tied to it by label
    ///     or exemplar; nil for everything.
    ///   - sink: Takes whole lines of a signal.
    /// - Throws: What `sink` throws, or an error that names a damaged part of the store.
    public func export(
        _ signals: [Signal],
        trace: TraceID? = nil,
        to sink: (Signal, [UInt8]) throws -> Void
    ) throws {
        if let trace {
            try exportTrace(trace, signals, sink)
            return
        }
        var writer = OTLPWriter(shared: try reader.sharedValues())
        for signal in signals {
            switch signal {
            case .traces: try exportRows(of: .span, &writer) { try sink(.traces, $0) }
            case .logs: try exportRows(of: .logRecord, &writer) { try sink(.logs, $0) }
            case .metrics: try exportMetrics(&writer) { try sink(.metrics, $0) }
            }
        }
    }

    private func exportRows(
        of table: Table,
        _ writer: inout OTLPWriter,
        _ sink: ([UInt8]) throws -> Void
    ) throws {
        for block in try reader.blocks(of: table) {
            let set = try reader.read(block)
            for range in lines(of: set) {
                writer.buffer.removeAll()
                writer.writeLine(range, of: set)
                try sink(writer.buffer.bytes)
            }
        }
    }

    private func lines(of set: RowSet) -> [Range<Int>] {
        stride(from: 0, to: set.rows.rowCount, by: Self.lineRowCount).map { start in
            start..<min(start + Self.lineRowCount, set.rows.rowCount)
        }
    }

    private func exportMetrics(
        _ writer: inout OTLPWriter,
        _ sink: ([UInt8]) throws -> Void
    ) throws {
        let series = SeriesLookup(try reader.series())
        var hasPoints = [Bool](repeating: false, count: series.count)
        let exemplarBlocks = try reader.blocks(of: .exemplar)
        var commit: Int64 = -1
        var exemplars = ExemplarRows([])
        for block in try reader.blocks(of: .dataPoint) {
            if block.commit != commit {
                commit = block.commit
                exemplars = ExemplarRows(
                    try exemplarBlocks.filter { $0.commit == commit }.map { try reader.read($0) }
                )
            }
            let set = try reader.read(block)
            for id in set.rows.columns[DataPointColumn.series] where id < hasPoints.count {
                hasPoints[Int(id)] = true
            }
            for range in lines(of: set) {
                for part in series.parts(of: range, set) {
                    writer.buffer.removeAll()
                    writer.writeMetricsLine(
                        part.rows,
                        of: set,
                        series: series.set(part.block),
                        seriesRow: { series.row(of: $0, in: part.block) },
                        firstPoint: block.firstRow,
                        exemplars: exemplars
                    )
                    try sink(writer.buffer.bytes)
                }
            }
        }
        for (number, rows) in series.rowsWithout(hasPoints) where !rows.isEmpty {
            writer.buffer.removeAll()
            writer.writeEmptyMetricsLine(rows, series: series.set(number))
            try sink(writer.buffer.bytes)
        }
    }

    private func exportTrace(
        _ id: TraceID,
        _ signals: [Signal],
        _ sink: (Signal, [UInt8]) throws -> Void
    ) throws {
        guard let rows = try TraceRows(id, in: reader) else { return }
        var writer = OTLPWriter(shared: rows.shared)
        for signal in signals {
            switch signal {
            case .traces, .logs:
                let placed = signal == .traces ? rows.spans : rows.logRecords
                for (number, set) in placed.sets.enumerated() {
                    let own = placed.places.filter { $0.set == number }.map(\.row).sorted()
                    guard let first = own.first, let last = own.last else { continue }
                    writer.buffer.removeAll()
                    writer.writeLine(first..<(last + 1), of: set)
                    try sink(signal, writer.buffer.bytes)
                }
            case .metrics:
                let ties = try SeriesTies(of: rows, in: reader)
                try exportTied(ties, rows, &writer) { try sink(.metrics, $0) }
            }
        }
    }

    private func exportTied(
        _ ties: SeriesTies,
        _ trace: TraceRows,
        _ writer: inout OTLPWriter,
        _ sink: ([UInt8]) throws -> Void
    ) throws {
        let own = ties.tied.filter { $0.ties.first != .resource }
        let exemplars = ExemplarRows(trace.exemplars.sets)
        for tied in own {
            for place in tied.points {
                writer.buffer.removeAll()
                writer.writeMetricsLine(
                    place.row..<(place.row + 1),
                    of: ties.points.sets[place.set],
                    series: ties.series.sets[tied.place.set],
                    seriesRow: { _ in tied.place.row },
                    firstPoint: ties.number(at: place) &- UInt64(place.row),
                    exemplars: exemplars
                )
                try sink(writer.buffer.bytes)
            }
        }
    }
}
