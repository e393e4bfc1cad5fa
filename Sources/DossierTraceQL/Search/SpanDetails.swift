package import DossierColumns
package import DossierQuery
internal import DossierTraceQLSyntax

/// What results show of a span.
package struct SpanDetails: Sendable {
    package let id: UInt64
    package let name: ArraySlice<UInt8>
    /// `service.name` of its resource; empty if it has none.
    package let service: ArraySlice<UInt8>
    /// In nanoseconds since 1970; 0 for unknown.
    package let start: UInt64
    /// In nanoseconds; 0 if it is not known.
    package let duration: UInt64
    /// OTLP's number.
    package let status: UInt64
    /// The values of the fields that were asked for and that the span has, in their order.
    package let values: [(field: SpanField, value: TraceQLValue)]
}

/// Reads what results show of the spans of hits.
package struct SpanDetailReader {
    private let blocks: SpanBlocks
    private let table: FieldTable
    private let fields: [Int]
    private var loaded: [Int: LoadedSpans] = [:]

    /// `fields` are those whose values are shown.
    package init(_ blocks: SpanBlocks, fields: [SpanField]) {
        self.blocks = blocks
        var table = FieldTable()
        self.fields = fields.map { table.number(of: $0) }
        self.table = table
    }

    /// The details of some spans of a trace.
    package mutating func details(
        of spans: [SpanReference],
        in trace: TraceID
    ) throws -> [SpanDetails] {
        guard !spans.isEmpty else { return [] }
        // The columns of few blocks are in memory.
        if loaded.count > 8 { loaded.removeAll() }
        let parts = try blocks.parts(of: trace)
        let whole = try TraceSpans(
            id: .text(ShortTraceID.text(of: trace)),
            parts: parts.map { (load($0.block), $0.rows) }
        )
        var numbers: [SpanReference: Int] = [:]
        for span in 0..<whole.count {
            let place = whole.place(span)
            guard let part = whole.parts.firstIndex(where: { $0.spans === place.spans }) else {
                continue
            }
            numbers[SpanReference(block: parts[part].block, row: place.row)] = span
        }
        let evaluation = SpanEvaluation(trace: whole, fields: table)
        return try spans.compactMap { reference in
            guard let span = numbers[reference] else { return nil }
            return try details(span, whole, evaluation)
        }
    }

    private mutating func load(_ block: Int) -> LoadedSpans {
        if let known = loaded[block] { return known }
        let spans = LoadedSpans(BlockSpans(blocks.columns(of: block), nil), table)
        loaded[block] = spans
        return spans
    }

    private func details(
        _ span: Int,
        _ trace: TraceSpans,
        _ evaluation: SpanEvaluation
    ) throws -> SpanDetails {
        let place = trace.place(span)
        let placement = try place.spans.placement()
        let label = try place.spans.source.label(of: place.row)
        var values: [(field: SpanField, value: TraceQLValue)] = []
        for (number, field) in zip(fields, table.fields) {
            let value = try evaluation.value(.field(number), span)
            if !value.isNone { values.append((field, value)) }
        }
        let times = try place.spans.times()
        let (start, end) = (times.starts[place.row], times.ends[place.row])
        return SpanDetails(
            id: placement.ids[place.row],
            name: label.name,
            service: label.service,
            start: start,
            duration: start != 0 && end >= start ? end - start : 0,
            status: times.statuses[place.row],
            values: values
        )
    }
}

/// How many spans and errors a service has in a trace.
package struct ServiceCount: Sendable {
    package let service: ArraySlice<UInt8>
    package internal(set) var spanCount: Int
    package internal(set) var errorCount: Int
}

extension SpanDetailReader {
    /// The services of a trace with their spans and errors, by name.
    package mutating func services(of trace: TraceID) throws -> [ServiceCount] {
        var counts: [ArraySlice<UInt8>: ServiceCount] = [:]
        for part in try blocks.parts(of: trace) {
            let spans = load(part.block)
            let statuses = try spans.times().statuses
            for row in part.rows {
                let service = try spans.source.label(of: row).service
                var count =
                    counts[service] ?? ServiceCount(service: service, spanCount: 0, errorCount: 0)
                count.spanCount += 1
                if statuses[row] == 2 { count.errorCount += 1 }
                counts[service] = count
            }
        }
        return counts.values.sorted { $0.service.lexicographicallyPrecedes($1.service) }
    }

    /// The name and service of a trace's root as TraceQL has it; empty texts without a root.
    package mutating func root(of trace: TraceID) throws -> (
        name: TraceQLValue, service: TraceQLValue
    ) {
        let parts = try blocks.parts(of: trace)
        let whole = try TraceSpans(
            id: .text(ShortTraceID.text(of: trace)),
            parts: parts.map { (load($0.block), $0.rows) }
        )
        return try whole.root()
    }
}
