internal import DossierColumns
internal import DossierOTLP
import DossierPrimitives
internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// A trace with its log records and tied metric series, as the document that
    /// `schema/trace-document.schema.json` describes.
    ///
    /// It has all that came in, also what ``CorrelatedTrace`` can't hold.
    ///
    /// - Parameter id: The id of the trace.
    /// - Returns: The document; nil if the store has no such trace.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func traceJSON(_ id: TraceID) throws(DossierError) -> [UInt8]? {
        try translatingErrors {
            guard let rows = try TraceRows(id.stored, in: reader) else { return nil }
            return traceDocument(of: rows, try SeriesTies(of: rows, in: reader))
        }
    }

    private func traceDocument(of rows: TraceRows, _ ties: SeriesTies) -> [UInt8] {
        var writer = OTLPWriter(shared: rows.shared)
        writer.buffer.beginObject()
        writer.buffer.key("trace_id")
        writer.buffer.traceID(rows.summary.id)
        writer.buffer.key("trace")
        writer.buffer.beginObject()
        writer.buffer.key("spans")
        writer.buffer.beginArray()
        for place in rows.spans.places { writer.writeTracedSpan(place, rows.spans) }
        writer.buffer.endArray()
        writer.buffer.endObject()
        writer.buffer.key("logs")
        writer.buffer.beginArray()
        for place in rows.logRecords.places { writer.writeTracedLog(place, rows.logRecords) }
        writer.buffer.endArray()
        writer.buffer.key("metrics")
        writer.buffer.beginArray()
        for tied in ties.tied { writer.writeTied(tied, ties, rows) }
        writer.buffer.endArray()
        writer.buffer.key("correlation_summary")
        writer.buffer.beginObject()
        writer.buffer.key("total_spans")
        writer.buffer.integer(rows.spans.places.count)
        writer.buffer.key("total_logs")
        writer.buffer.integer(rows.logRecords.places.count)
        writer.buffer.key("total_metrics")
        writer.buffer.integer(ties.tied.count)
        writer.buffer.endObject()
        writer.buffer.endObject()
        writer.buffer.newline()
        return writer.buffer.bytes
    }
}

extension OTLPWriter {
    fileprivate mutating func writeTracedSpan(_ place: RowPlace, _ rows: PlacedRows) {
        buffer.beginObject()
        writeSpanMembers(place.row, of: rows.sets[place.set])
        writeOrigin(
            resource: rows.word(SpanColumn.resource, at: place),
            scope: rows.word(SpanColumn.scope, at: place)
        )
        buffer.endObject()
    }

    fileprivate mutating func writeTracedLog(_ place: RowPlace, _ rows: PlacedRows) {
        writePlacedLog(place.row, of: rows.sets[place.set])
    }

    /// Writes a log record with its resource and scope.
    mutating func writePlacedLog(_ row: Int, of set: RowSet) {
        buffer.beginObject()
        writeLogRecordMembers(row, of: set)
        writeOrigin(
            resource: set.rows.columns[LogRecordColumn.resource][row],
            scope: set.rows.columns[LogRecordColumn.scope][row]
        )
        buffer.endObject()
    }

    private mutating func writeOrigin(resource: UInt64, scope: UInt64) {
        buffer.key("resource")
        writeResource(resource)
        buffer.key("scope")
        writeScope(scope)
    }

    fileprivate mutating func writeTied(
        _ tied: TiedRows,
        _ ties: SeriesTies,
        _ trace: TraceRows
    ) {
        let set = ties.series.sets[tied.place.set]
        let row = tied.place.row
        let metric = set.rows.columns[SeriesColumn.metric][row]
        let header = MetricHeader(trace.shared.metrics[UInt32(truncatingIfNeeded: metric)])
        buffer.beginObject()
        writeMetricHeader(header)
        buffer.key("type")
        buffer.string(header.kindKey.description)
        buffer.key("ties")
        buffer.beginArray()
        for tie in tied.ties { buffer.string(tie.rawValue) }
        buffer.endArray()
        writeOrigin(
            resource: set.rows.columns[SeriesColumn.resource][row],
            scope: set.rows.columns[SeriesColumn.scope][row]
        )
        writeSeriesAttributes(row, of: set)
        buffer.key("data_points")
        buffer.beginArray()
        for place in tied.points {
            buffer.beginObject()
            writeDataPointMembers(place.row, of: ties.points.sets[place.set])
            buffer.endObject()
        }
        buffer.endArray()
        if !tied.exemplars.isEmpty {
            buffer.key("exemplars")
            buffer.beginArray()
            for place in tied.exemplars {
                writeExemplar(place.row, of: trace.exemplars.sets[place.set])
            }
            buffer.endArray()
        }
        buffer.endObject()
    }
}
