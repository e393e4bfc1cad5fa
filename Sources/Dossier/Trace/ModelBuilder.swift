internal import DossierColumns
internal import DossierOTLP
internal import DossierQuery
internal import DossierStore

/// Makes the public values of rows.
struct ModelBuilder {
    private let shared: SharedValues
    private var resources: [UInt64: Resource] = [:]
    private var scopes: [UInt64: Scope] = [:]

    init(shared: SharedValues) {
        self.shared = shared
    }

    mutating func trace(_ rows: TraceRows, _ ties: SeriesTies) -> CorrelatedTrace {
        CorrelatedTrace(
            id: rows.summary.id,
            summary: TraceSummary(rows.summary),
            spans: rows.spans.places.map { span($0.row, of: rows.spans.sets[$0.set]) },
            logRecords: rows.logRecords.places.map {
                logRecord($0.row, of: rows.logRecords.sets[$0.set])
            },
            metrics: ties.tied.map { series($0, ties, rows) }
        )
    }

    mutating func span(_ row: Int, of set: RowSet) -> Span {
        let columns = set.rows.columns
        let fields = load(row, of: set.rows)
        return Span(
            id: spanID(columns[SpanColumn.spanID][row]),
            idText: text(fields[.spanIDText], set),
            parentID: spanID(columns[SpanColumn.parentSpanID][row]),
            parentIDText: text(fields[.parentSpanIDText], set),
            name: text(columns[SpanColumn.name][row], set) ?? "",
            kind: Int64(bitPattern: columns[SpanColumn.kind][row]),
            startTime: columns[SpanColumn.startTime][row],
            endTime: columns[SpanColumn.endTime][row],
            statusCode: Int64(bitPattern: columns[SpanColumn.statusCode][row]),
            statusMessage: text(fields[.statusMessage], set),
            attributes: attributes(fields, set.rows, set),
            events: childRows(.spanEvent, of: row, set).map { event($0, of: set) },
            links: childRows(.spanLink, of: row, set).map { link($0, of: set) },
            resource: resource(columns[SpanColumn.resource][row]),
            scope: scope(columns[SpanColumn.scope][row])
        )
    }

    private mutating func event(_ row: Int, of set: RowSet) -> SpanEvent {
        let rows = set.children[.spanEvent] ?? TableBatch(.spanEvent)
        let fields = load(row, of: rows)
        return SpanEvent(
            time: rows.columns[SpanEventColumn.time][row],
            name: text(rows.columns[SpanEventColumn.name][row], set) ?? "",
            attributes: attributes(fields, rows, set)
        )
    }

    private mutating func link(_ row: Int, of set: RowSet) -> SpanLink {
        let rows = set.children[.spanLink] ?? TableBatch(.spanLink)
        let fields = load(row, of: rows)
        let trace = rows.columns[SpanLinkColumn.trace][row]
        return SpanLink(
            traceID: traceID(trace, set),
            spanID: spanID(rows.columns[SpanLinkColumn.spanID][row]),
            attributes: attributes(fields, rows, set)
        )
    }

    private func childRows(_ table: Table, of row: Int, _ set: RowSet) -> Range<Int> {
        guard let parents = set.children[table]?.columns.first else { return 0..<0 }
        let start = firstIndex(in: parents, notBelow: UInt64(row))
        return start..<firstIndex(in: parents, notBelow: UInt64(row) + 1)
    }

    mutating func logRecord(_ row: Int, of set: RowSet) -> LogRecord {
        let columns = set.rows.columns
        let fields = load(row, of: set.rows)
        return LogRecord(
            time: columns[LogRecordColumn.time][row],
            observedTime: columns[LogRecordColumn.observedTime][row],
            severityNumber: Int64(bitPattern: columns[LogRecordColumn.severityNumber][row]),
            severityText: text(fields[.severityText], set),
            body: fields[.body].map {
                AttributeValue(fields.bodyType, $0, strings: set.strings)
            } ?? .empty,
            eventName: text(fields[.eventName] ?? fields[.recordName], set),
            attributes: attributes(fields, set.rows, set),
            traceID: traceID(columns[LogRecordColumn.trace][row], set),
            spanID: spanID(columns[LogRecordColumn.spanID][row]),
            resource: resource(columns[LogRecordColumn.resource][row]),
            scope: scope(columns[LogRecordColumn.scope][row])
        )
    }

    private mutating func series(
        _ tied: TiedRows,
        _ ties: SeriesTies,
        _ trace: TraceRows
    ) -> TiedSeries {
        let set = ties.series.sets[tied.place.set]
        let columns = set.rows.columns
        let row = tied.place.row
        let fields = load(row, of: set.rows)
        let header = MetricHeader(
            shared.metrics[UInt32(truncatingIfNeeded: columns[SeriesColumn.metric][row])]
        )
        return TiedSeries(
            ties: tied.ties.compactMap { TiedSeries.Tie(rawValue: $0.rawValue) },
            name: header.name,
            unit: header.unit,
            kind: header.kindKey.description,
            attributes: attributes(fields, set.rows, set),
            resource: resource(columns[SeriesColumn.resource][row]),
            scope: scope(columns[SeriesColumn.scope][row]),
            points: tied.points.map { dataPoint($0.row, of: ties.points.sets[$0.set]) },
            exemplars: tied.exemplars.map { exemplar($0.row, of: trace.exemplars.sets[$0.set]) }
        )
    }

    private mutating func dataPoint(_ row: Int, of set: RowSet) -> DataPoint {
        let fields = load(row, of: set.rows)
        return DataPoint(
            startTime: set.rows.columns[DataPointColumn.startTime][row],
            time: set.rows.columns[DataPointColumn.time][row],
            value: value(fields),
            count: fields[.count],
            sum: fields[.sum].map { Double(bitPattern: $0) }
        )
    }

    private mutating func exemplar(_ row: Int, of set: RowSet) -> Exemplar {
        let fields = load(row, of: set.rows)
        return Exemplar(
            time: set.rows.columns[ExemplarColumn.time][row],
            value: value(fields),
            spanID: spanID(set.rows.columns[ExemplarColumn.spanID][row])
        )
    }

    private func value(_ fields: RowFields) -> Double? {
        if let bits = fields[.doubleValue] { return Double(bitPattern: bits) }
        return fields[.intValue].map { Double(Int64(bitPattern: $0)) }
    }

    private func load(_ row: Int, of rows: TableBatch) -> RowFields {
        // Slots are numbered alike in all sets of a table, their rows are not.
        var loaded = RowFields()
        loaded.load(row, of: rows)
        return loaded
    }

    private func attributes(
        _ fields: RowFields,
        _ rows: TableBatch,
        _ set: RowSet
    ) -> [Attribute] {
        var attributes = fields.attributes.map { slot, word in
            Attribute(
                key: String(decoding: rows.shapes.keys[slot.key], as: UTF8.self),
                value: AttributeValue(slot.type, word, strings: set.strings)
            )
        }
        if let overflow = fields[.overflow],
            case .list(let members) = AttributeValue(.composite, overflow, strings: set.strings)
        {
            attributes += members
        }
        return attributes
    }

    private func text(_ word: UInt64?, _ set: RowSet) -> String? {
        word.map { String(decoding: set.strings[UInt32(truncatingIfNeeded: $0)], as: UTF8.self) }
    }

    private func traceID(_ word: UInt64, _ set: RowSet) -> TraceID? {
        word == noTrace ? nil : set.traces[UInt32(truncatingIfNeeded: word)]
    }

    private func spanID(_ word: UInt64) -> SpanID? { word == 0 ? nil : SpanID(bits: word) }

    private mutating func resource(_ word: UInt64) -> Resource {
        if let resource = resources[word] { return resource }
        let resource = Resource(composite: shared.resources[UInt32(truncatingIfNeeded: word)])
        resources[word] = resource
        return resource
    }

    private mutating func scope(_ word: UInt64) -> Scope {
        if let scope = scopes[word] { return scope }
        let scope = Scope(composite: shared.scopes[UInt32(truncatingIfNeeded: word)])
        scopes[word] = scope
        return scope
    }
}
