internal import DossierColumns
internal import DossierOTLPWriting
internal import DossierQuery
internal import DossierStore

/// Makes the public values of rows.
struct ModelBuilder {
    private let shared: SharedValues
    private var resources: [UInt64: Resource] = [:]
    private var scopes: [UInt64: Scope] = [:]
    /// By the number of the table; whatever set its rows are in, as slots are numbered alike.
    private var fields = [RowFields](repeating: RowFields(), count: 8)
    /// The keys of attributes, by the number of the table and their code.
    private var keys = [[String?]](repeating: [], count: 8)
    /// The strings of the current set, by code, as far as they were needed.
    private var texts: [String?] = []

    init(shared: SharedValues) {
        self.shared = shared
    }

    mutating func trace(_ rows: TraceRows, _ ties: SeriesTies) -> CorrelatedTrace {
        let spans = spans(rows)
        var trace = CorrelatedTrace(
            id: TraceID(rows.summary.id),
            summary: TraceSummary(rows.summary, spans: spans),
            spans: spans,
            logRecords: logRecords(rows),
            metrics: ties.tied.map { series($0, ties, rows) }
        )
        trace.incomingLinks = rows.incomingLinks.map { incomingLink($0) }
        trace.duplicateSpanCount = rows.duplicates.count
        return trace
    }

    private mutating func logRecords(_ rows: TraceRows) -> [LogRecord] {
        logRecords(
            rows.logRecords,
            mentions: rows.mentions.isEmpty
                ? [] : rows.logRecords.places.map { rows.mentions[$0] }
        )
    }

    /// Makes log records; `mentions` has for each the slot in which it names the trace by which it
    /// was found, nil if it belongs to it.
    mutating func logRecords(_ rows: PlacedRows, mentions: [UInt32?]) -> [LogRecord] {
        var records = values(of: rows) { $0.logRecord($1, of: $2) }
        for (index, slot) in mentions.enumerated() {
            guard let slot else { continue }
            let set = rows.sets[rows.places[index].set]
            records[index].mention = mention(records[index], in: slot, of: set)
        }
        return records
    }

    /// Where a record names the trace by which it was found.
    mutating func mention(_ place: RowPlace, of rows: PlacedRows, in slot: UInt32) -> TraceMention {
        let set = rows.sets[place.set]
        begin(set)
        return mention(logRecord(place.row, of: set), in: slot, of: set)
    }

    /// Where a record of a set names a trace.
    private func mention(_ record: LogRecord, in slot: UInt32, of set: RowSet) -> TraceMention {
        let shapes = set.rows.shapes
        let named = Int(slot) < shapes.slots.count ? shapes.slots[Int(slot)] : nil
        let place: TraceMention.Place =
            switch named?.field {
            case .body: .body
            case .some: .attribute("")
            case nil:
                .attribute(
                    named.map { String(decoding: shapes.keys[$0.key], as: UTF8.self) } ?? ""
                )
            }
        return TraceMention(place: place, spanID: record.mentionedSpanID)
    }

    private mutating func incomingLink(_ link: DossierQuery.IncomingLink) -> IncomingLink {
        begin(link.rows)
        let fields = load(link.row, of: link.rows.rows)
        return IncomingLink(
            traceID: link.trace.map { TraceID($0) },
            spanID: spanID(link.spanID),
            name: String(decoding: link.name, as: UTF8.self),
            serviceName: resource(link.resource).serviceName,
            targetSpanID: spanID(link.targetSpanID),
            attributes: attributes(fields, link.rows.rows, link.rows),
            startNanoseconds: link.startTime
        )
    }

    /// The spans, each once.
    mutating func spans(_ rows: TraceRows) -> [Span] {
        guard !rows.duplicates.isEmpty else {
            return values(of: rows.spans) { $0.span($1, of: $2) }
        }
        var spans = rows.spans
        spans.places.removeAll { rows.duplicates.contains($0) }
        return values(of: spans) { $0.span($1, of: $2) }
    }

    /// The spans of a set, with the number of the trace of each.
    mutating func spans(of set: RowSet) -> [(trace: UInt64, span: Span)] {
        begin(set)
        return (0..<set.rows.rowCount).map { row in
            (set.rows.columns[SpanColumn.trace][row], span(row, of: set))
        }
    }

    /// Makes a value of each row; rows of one set that follow each other share what they can.
    private mutating func values<Value>(
        of rows: PlacedRows,
        _ make: (inout ModelBuilder, Int, RowSet) -> Value
    ) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(rows.places.count)
        // The texts of the sets that rows were made of: sets may take turns row by row.
        var known = [[String?]](repeating: [], count: rows.sets.count)
        var next = 0
        while next < rows.places.count {
            let number = rows.places[next].set
            let set = rows.sets[number]
            if known[number].isEmpty { begin(set) } else { swap(&texts, &known[number]) }
            while next < rows.places.count, rows.places[next].set == number {
                values.append(make(&self, rows.places[next].row, set))
                next += 1
            }
            swap(&texts, &known[number])
        }
        return values
    }

    /// Has to come before the rows of another set.
    private mutating func begin(_ set: RowSet) {
        texts = [String?](repeating: nil, count: set.strings.count)
    }

    private mutating func span(_ row: Int, of set: RowSet) -> Span {
        let columns = set.rows.columns
        let fields = load(row, of: set.rows)
        let events = childRows(.spanEvent, of: row, set)
        let links = childRows(.spanLink, of: row, set)
        return Span(
            id: spanID(columns[SpanColumn.spanID][row]),
            idText: text(fields[.spanIDText], set),
            parentID: spanID(columns[SpanColumn.parentSpanID][row]),
            parentIDText: text(fields[.parentSpanIDText], set),
            name: text(columns[SpanColumn.name][row], set),
            kind: Span.Kind(number: Int64(bitPattern: columns[SpanColumn.kind][row])),
            startNanoseconds: columns[SpanColumn.startTime][row],
            endNanoseconds: columns[SpanColumn.endTime][row],
            status: Span.Status(number: Int64(bitPattern: columns[SpanColumn.statusCode][row])),
            statusMessage: text(fields[.statusMessage], set),
            traceState: text(fields[.traceState], set),
            attributes: attributes(fields, set.rows, set),
            events: events.map { event($0, of: set) },
            links: links.map { link($0, of: set) },
            resource: resource(columns[SpanColumn.resource][row]),
            scope: scope(columns[SpanColumn.scope][row])
        )
    }

    private mutating func event(_ row: Int, of set: RowSet) -> SpanEvent {
        let rows = set.children[.spanEvent] ?? TableBatch(.spanEvent)
        let fields = load(row, of: rows)
        return SpanEvent(
            timeNanoseconds: rows.columns[SpanEventColumn.time][row],
            name: text(rows.columns[SpanEventColumn.name][row], set),
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

    private mutating func logRecord(_ row: Int, of set: RowSet) -> LogRecord {
        let columns = set.rows.columns
        let fields = load(row, of: set.rows)
        return LogRecord(
            timeNanoseconds: columns[LogRecordColumn.time][row],
            observedNanoseconds: columns[LogRecordColumn.observedTime][row],
            severityNumber: Int64(bitPattern: columns[LogRecordColumn.severityNumber][row]),
            severityText: text(fields[.severityText], set),
            body: fields[.body].map { value(fields.bodyType, $0, set) } ?? .empty,
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
        begin(set)
        let columns = set.rows.columns
        let row = tied.place.row
        let fields = load(row, of: set.rows)
        let header = MetricHeader(
            shared.metrics[UInt32(truncatingIfNeeded: columns[SeriesColumn.metric][row])]
        )
        return TiedSeries(
            ties: tied.ties.map(TiedSeries.Tie.init),
            name: header.name,
            unit: header.unit,
            kind: MetricKind(number: header.kind),
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
            startNanoseconds: set.rows.columns[DataPointColumn.startTime][row],
            timeNanoseconds: set.rows.columns[DataPointColumn.time][row],
            value: number(fields),
            count: fields[.count],
            sum: fields[.sum].map { Double(bitPattern: $0) }
        )
    }

    private mutating func exemplar(_ row: Int, of set: RowSet) -> Exemplar {
        let fields = load(row, of: set.rows)
        return Exemplar(
            timeNanoseconds: set.rows.columns[ExemplarColumn.time][row],
            value: number(fields),
            spanID: spanID(set.rows.columns[ExemplarColumn.spanID][row])
        )
    }

    private func number(_ fields: RowFields) -> Double? {
        if let bits = fields[.doubleValue] { return Double(bitPattern: bits) }
        return fields[.intValue].map { Double(Int64(bitPattern: $0)) }
    }

    private mutating func load(_ row: Int, of rows: TableBatch) -> RowFields {
        let number = Int(rows.table.rawValue)
        fields[number].load(row, of: rows)
        return fields[number]
    }

    private mutating func attributes(
        _ fields: RowFields,
        _ rows: TableBatch,
        _ set: RowSet
    ) -> [Attribute] {
        var attributes: [Attribute] = []
        attributes.reserveCapacity(fields.attributes.count)
        for (slot, word) in fields.attributes {
            attributes.append(
                Attribute(key: key(slot.key, of: rows), value: value(slot.type, word, set))
            )
        }
        if let overflow = fields[.overflow],
            case .list(let members) = AttributeValue(.composite, overflow, strings: set.strings)
        {
            attributes += members
        }
        return attributes
    }

    private mutating func key(_ code: UInt32, of rows: TableBatch) -> String {
        let (number, index) = (Int(rows.table.rawValue), Int(code))
        if index < keys[number].count, let key = keys[number][index] { return key }
        while keys[number].count <= index { keys[number].append(nil) }
        let key = String(decoding: rows.shapes.keys[code], as: UTF8.self)
        keys[number][index] = key
        return key
    }

    private mutating func value(_ type: ValueType, _ word: UInt64, _ set: RowSet) -> AttributeValue
    {
        type == .string
            ? .string(text(word, set)) : AttributeValue(type, word, strings: set.strings)
    }

    private mutating func text(_ word: UInt64, _ set: RowSet) -> String {
        let code = UInt32(truncatingIfNeeded: word)
        guard Int(code) < texts.count else {
            return String(decoding: set.strings[code], as: UTF8.self)
        }
        if let text = texts[Int(code)] { return text }
        let text = String(decoding: set.strings[code], as: UTF8.self)
        texts[Int(code)] = text
        return text
    }

    private mutating func text(_ word: UInt64?, _ set: RowSet) -> String? {
        word.map { text($0, set) }
    }

    private func traceID(_ word: UInt64, _ set: RowSet) -> TraceID? {
        word == noTrace ? nil : TraceID(set.traces[UInt32(truncatingIfNeeded: word)])
    }

    private func spanID(_ word: UInt64) -> SpanID? { SpanID(bits: word) }

    private mutating func resource(_ word: UInt64) -> Resource {
        if let resource = resources[word] { return resource }
        let resource = Resource(composite: Self.content(word, of: shared.resources))
        resources[word] = resource
        return resource
    }

    private mutating func scope(_ word: UInt64) -> Scope {
        if let scope = scopes[word] { return scope }
        let scope = Scope(composite: Self.content(word, of: shared.scopes))
        scopes[word] = scope
        return scope
    }

    /// The bytes of a shared value; none for a number that the store does not have, which is damage
    /// that verification reports.
    private static func content(_ word: UInt64, of table: StringTable) -> ArraySlice<UInt8> {
        word < table.count ? table[UInt32(truncatingIfNeeded: word)] : []
    }
}
