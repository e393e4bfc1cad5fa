internal import DossierColumns
internal import DossierLogQL
internal import DossierOTLPWriting
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
            let times = TraceDocumentTimes(rows, serviceNames: try reader.serviceNameBytes())
            return traceDocument(of: rows, times, try SeriesTies(of: rows, in: reader))
        }
    }

    private func traceDocument(
        of rows: TraceRows,
        _ times: TraceDocumentTimes,
        _ ties: SeriesTies
    ) -> [UInt8] {
        var writer = OTLPWriter(shared: rows.shared)
        writer.buffer.beginObject()
        writer.buffer.key("trace_id")
        writer.buffer.traceID(rows.summary.id)
        writer.buffer.key("trace")
        writer.buffer.beginObject()
        writer.buffer.key("spans")
        writer.buffer.beginArray()
        var number = 0
        for place in rows.spans.places {
            let isDuplicate = rows.duplicates.contains(place)
            writer.writeTracedSpan(place, rows.spans, isDuplicate ? nil : (times, number))
            number += isDuplicate ? 0 : 1
        }
        writer.buffer.endArray()
        writer.buffer.endObject()
        times.writeCriticalPath(of: rows, to: &writer.buffer)
        writer.buffer.key("logs")
        writer.buffer.beginArray()
        var builder = ModelBuilder(shared: rows.shared)
        for place in rows.logRecords.places {
            let mention = rows.mentions[place].map {
                builder.mention(place, of: rows.logRecords, in: $0)
            }
            writer.writePlacedLog(place.row, of: rows.logRecords.sets[place.set], mention)
        }
        writer.buffer.endArray()
        writer.buffer.key("incoming_links")
        writer.buffer.beginArray()
        for link in rows.incomingLinks { writer.writeIncoming(link, of: rows.shared) }
        writer.buffer.endArray()
        writer.buffer.key("metrics")
        writer.buffer.beginArray()
        for tied in ties.tied { writer.writeTied(tied, ties, rows) }
        writer.buffer.endArray()
        writer.buffer.key("correlation_summary")
        writer.buffer.beginObject()
        writer.buffer.key("total_spans")
        writer.buffer.integer(rows.spans.places.count - rows.duplicates.count)
        writer.buffer.key("duplicate_spans")
        writer.buffer.integer(rows.duplicates.count)
        writer.buffer.key("total_logs")
        writer.buffer.integer(rows.logRecords.places.count)
        writer.buffer.key("mentioning_logs")
        writer.buffer.integer(rows.mentions.count)
        writer.buffer.key("incoming_links")
        writer.buffer.integer(rows.incomingLinks.count)
        writer.buffer.key("total_metrics")
        writer.buffer.integer(ties.tied.count)
        writer.buffer.endObject()
        writer.buffer.endObject()
        writer.buffer.newline()
        return writer.buffer.bytes
    }
}

extension OTLPWriter {
    /// Writes a span with its times, of which those of its number are wanted; nil for a duplicate.
    fileprivate mutating func writeTracedSpan(
        _ place: RowPlace,
        _ rows: PlacedRows,
        _ times: (TraceDocumentTimes, number: Int)?
    ) {
        buffer.beginObject()
        writeSpanMembers(place.row, of: rows.sets[place.set])
        writeOrigin(
            resource: rows.word(SpanColumn.resource, at: place),
            scope: rows.word(SpanColumn.scope, at: place)
        )
        if let (times, number) = times {
            times.write(number, to: &buffer)
        } else {
            buffer.key("duplicate")
            buffer.bool(true)
        }
        buffer.endObject()
    }

    /// Writes a log record with its resource and scope, and where it names the trace by which it was
    /// found.
    mutating func writePlacedLog(
        _ row: Int,
        of set: RowSet,
        _ mention: TraceMention?,
        _ change: LogChange? = nil,
        group: Int? = nil,
        isContext: Bool = false
    ) {
        buffer.beginObject()
        writeLogRecordMembers(row, of: set)
        writeOrigin(
            resource: set.rows.columns[LogRecordColumn.resource][row],
            scope: set.rows.columns[LogRecordColumn.scope][row]
        )
        if let mention { write(mention) }
        if let change { write(change) }
        if let group {
            buffer.key("group")
            buffer.integer(group)
            buffer.key("is_context")
            buffer.bool(isContext)
        }
        buffer.endObject()
    }

    private mutating func write(_ change: LogChange) {
        if let line = change.line {
            buffer.key("line")
            buffer.string(line[...])
        }
        guard !change.labels.isEmpty else { return }
        buffer.key("labels")
        buffer.beginObject()
        for label in change.labels {
            buffer.dynamicKey(label.name[...])
            buffer.string(label.value[...])
        }
        buffer.endObject()
    }

    private mutating func write(_ mention: TraceMention) {
        buffer.key("trace_mention")
        buffer.beginObject()
        buffer.key("found_in")
        switch mention.place {
        case .attribute(let key):
            buffer.string("attribute")
            buffer.key("key")
            buffer.string(key)
        case .body: buffer.string("body")
        }
        if let span = mention.spanID {
            buffer.key("span_id")
            buffer.string(span.hex)
        }
        buffer.endObject()
    }

    fileprivate mutating func writeIncoming(
        _ link: DossierQuery.IncomingLink,
        of shared: SharedValues
    ) {
        buffer.beginObject()
        if let trace = link.trace {
            buffer.key("trace_id")
            buffer.traceID(trace)
        }
        if let span = SpanID(bits: link.spanID) {
            buffer.key("span_id")
            buffer.string(span.hex)
        }
        buffer.key("name")
        buffer.string(link.name[...])
        if link.startTime != 0 {
            buffer.key("start_time_unix_nano")
            buffer.string(String(link.startTime))
        }
        buffer.key("resource")
        writeResource(link.resource)
        buffer.key("link")
        writeLink(link.row, of: link.rows)
        buffer.endObject()
    }

    mutating func writeOrigin(resource: UInt64, scope: UInt64) {
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
