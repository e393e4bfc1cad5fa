internal import DossierColumns
internal import DossierOTLPWriting
import DossierPrimitives
internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Rows in one line of an export.
    private static let lineRowCount = 2048

    /// Writes the store's telemetry as OTLP-JSON, one request a line.
    ///
    /// What was ingested comes back: the same items with the same resources, scopes and schema
    /// URLs, grouped anew. Commits of another process that are made meanwhile are not part of it.
    /// Memory is bounded by the rows of one commit's exemplars and one block.
    ///
    /// - Parameters:
    ///   - signals: Which signals, in this order.
    ///   - trace: Only the spans and log records of this trace, and the series tied to it by label
    ///     or exemplar; nil for everything.
    ///   - sink: Takes whole lines of a signal.
    /// - Throws: What `sink` throws, or a ``DossierError`` that names a damaged part of the store.
    public func export(
        _ signals: [Signal],
        trace: TraceID? = nil,
        to sink: (Signal, [UInt8]) throws -> Void
    ) throws {
        try translatingOwnErrors {
            if let trace {
                try exportTrace(trace, signals, sink)
            } else {
                try exportAll(signals, sink)
            }
        }
    }

    private func exportAll(
        _ signals: [Signal],
        _ sink: (Signal, [UInt8]) throws -> Void
    ) throws {
        let walk = try RowWalk(reader, rowCountMax: Self.lineRowCount)
        // After the walk was made, so that they have all that its rows refer to.
        var writer = OTLPWriter(shared: try reader.sharedValues())
        for signal in signals {
            switch signal {
            case .traces: try writer.write(.span, of: walk) { try sink(.traces, $0) }
            case .logs: try writer.write(.logRecord, of: walk) { try sink(.logs, $0) }
            case .metrics: try writer.writeMetrics(of: walk) { try sink(.metrics, $0) }
            }
        }
    }

    private func exportTrace(
        _ id: TraceID,
        _ signals: [Signal],
        _ sink: (Signal, [UInt8]) throws -> Void
    ) throws {
        guard let rows = try TraceRows(id.stored, in: reader) else { return }
        var writer = OTLPWriter(shared: rows.shared)
        for signal in signals {
            switch signal {
            case .traces, .logs:
                var placed = signal == .traces ? rows.spans : rows.logRecords
                // Records that only name the trace belong to no trace.
                if signal == .logs { placed.places.removeAll { rows.mentions[$0] != nil } }
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

extension OTLPWriter {
    /// Writes all rows of a table, some lines at a time.
    fileprivate mutating func write(
        _ table: DossierColumns.Table,
        of walk: RowWalk,
        to sink: ([UInt8]) throws -> Void
    ) throws {
        try walk.rows(of: table) { range, set in
            buffer.removeAll()
            writeLine(range, of: set)
            try sink(buffer.bytes)
        }
    }

    fileprivate mutating func writeMetrics(
        of walk: RowWalk,
        to sink: ([UInt8]) throws -> Void
    ) throws {
        var exemplars = ExemplarRows([])
        try walk.metrics { step in
            buffer.removeAll()
            switch step {
            case .exemplars(let sets):
                exemplars = ExemplarRows(sets)
                return
            case .points(let points):
                writeMetricsLine(
                    points.rows,
                    of: points.set,
                    series: points.series,
                    seriesRow: points.seriesRow,
                    firstPoint: points.firstPoint,
                    exemplars: exemplars
                )
            case .series(let rows, let series):
                writeEmptyMetricsLine(rows, series: series)
            }
            try sink(buffer.bytes)
        }
    }
}
