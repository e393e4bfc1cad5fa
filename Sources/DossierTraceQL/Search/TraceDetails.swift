internal import DossierColumns
package import DossierQuery
internal import DossierTraceQLSyntax

/// What results show of a trace that was found.
package struct TraceDetails: Sendable {
    /// The name and service of its root as TraceQL has it; empty texts without a root.
    package let root: (name: TraceQLValue, service: TraceQLValue)
    /// The services with their spans and errors, by name.
    package let services: [ServiceCount]
    /// The spans of each spanset of the hit.
    package let spansets: [[SpanDetails]]
}

/// How many spans and errors a service has in a trace.
package struct ServiceCount: Sendable {
    package let service: ArraySlice<UInt8>
    package internal(set) var spanCount: Int
    package internal(set) var errorCount: Int
}

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

/// Reads what results show of hits.
package struct TraceDetailReader: Sendable {
    private let blocks: SpanBlocks
    private let table: FieldTable
    private let fields: [Int]

    /// `fields` are those whose values are shown.
    package init(_ blocks: SpanBlocks, fields: [SpanField]) {
        self.blocks = blocks
        var table = FieldTable()
        self.fields = fields.map { table.number(of: $0) }
        self.table = table
    }

    /// The details of each hit.
    ///
    /// Hits are worked on in the order in which they are stored, so that each block is read once,
    /// by several threads.
    package func details(of hits: [TraceHit]) throws -> [TraceDetails] {
        let places = hits.map { hit in
            hit.parts.first.map { ($0.block, $0.rows.lowerBound) } ?? (0, 0)
        }
        let order = hits.indices.sorted { places[$0] < places[$1] }
        var groups: [[Int]] = []
        for hit in order {
            if let last = groups.last?.last, places[last].0 == places[hit].0 {
                groups[groups.count - 1].append(hit)
            } else {
                groups.append([hit])
            }
        }
        let found = try parallelMap(groups) { group in
            var spans = SpansByBlock(blocks, table)
            return try group.map { try details(of: hits[$0], &spans) }
        }
        var all = [TraceDetails?](repeating: nil, count: hits.count)
        for (group, found) in zip(groups, found) {
            for (hit, details) in zip(group, found) { all[hit] = details }
        }
        return all.compactMap { $0 }
    }

    private func details(of hit: TraceHit, _ spans: inout SpansByBlock) throws -> TraceDetails {
        let trace = try TraceSpans(
            id: .stored(hit.id),
            parts: hit.parts.map { (spans.load($0.block), $0.rows) }
        )
        let numbers = SpanNumbers(trace, hit.parts)
        let evaluation = SpanEvaluation(trace: trace, fields: table)
        return TraceDetails(
            root: try trace.root(),
            services: try trace.services(),
            spansets: try hit.spansets.map { spanset in
                try spanset.spans.compactMap { reference in
                    guard let span = numbers[reference] else { return nil }
                    return try details(span, trace, evaluation)
                }
            }
        )
    }

    private func details(
        _ span: Int,
        _ trace: TraceSpans,
        _ evaluation: SpanEvaluation
    ) throws -> SpanDetails {
        let place = trace.place(span)
        var values: [(field: SpanField, value: TraceQLValue)] = []
        for (number, field) in zip(fields, table.fields) {
            let value = try evaluation.value(.field(number), span)
            if !value.isNone { values.append((field, value)) }
        }
        let times = try place.spans.times()
        let (start, end) = (times.starts[place.row], times.ends[place.row])
        return SpanDetails(
            id: try place.spans.source.ids()[place.row],
            name: try place.spans.source.name(of: place.row),
            service: try place.spans.services().name(of: place.row),
            start: start,
            duration: start != 0 && end >= start ? end - start : 0,
            status: times.statuses[place.row],
            values: values
        )
    }
}

/// The columns of few blocks of spans.
private struct SpansByBlock {
    private let blocks: SpanBlocks
    private let table: FieldTable
    private var loaded: [Int: LoadedSpans] = [:]

    init(_ blocks: SpanBlocks, _ table: FieldTable) {
        self.blocks = blocks
        self.table = table
    }

    mutating func load(_ block: Int) -> LoadedSpans {
        if let known = loaded[block] { return known }
        if loaded.count > 8 { loaded.removeAll() }
        let spans = LoadedSpans(BlockSpans(blocks.columns(of: block), nil), table)
        loaded[block] = spans
        return spans
    }
}

/// The numbers that spans have in their trace, by where they are.
private struct SpanNumbers {
    private let parts: [TracePart]
    /// Empty for a trace in one part, whose rows are in order.
    private var numbers: [SpanReference: Int] = [:]

    init(_ trace: TraceSpans, _ parts: [TracePart]) {
        self.parts = parts
        guard parts.count > 1 else { return }
        for span in 0..<trace.count {
            let place = trace.place(span)
            guard let part = trace.parts.firstIndex(where: { $0.spans === place.spans }) else {
                continue
            }
            numbers[SpanReference(block: parts[part].block, row: place.row)] = span
        }
    }

    subscript(span: SpanReference) -> Int? {
        guard parts.count == 1 else { return numbers[span] }
        return parts[0].rows.contains(span.row) ? span.row - parts[0].rows.lowerBound : nil
    }
}

extension TraceSpans {
    /// The services with their spans and errors, by name.
    fileprivate func services() throws -> [ServiceCount] {
        var counts: [ServiceCount] = []
        for (spans, rows) in parts {
            let (services, statuses) = (try spans.services(), try spans.times().statuses)
            // Neighbours are often of the same service, and a trace has few.
            var (last, number) = (0, UInt32.max)
            for row in rows {
                if services.numbers[row] != number {
                    number = services.numbers[row]
                    last = counts.number(of: services.name(of: row))
                }
                counts[last].spanCount += 1
                if statuses[row] == 2 { counts[last].errorCount += 1 }
            }
        }
        return counts.sorted { $0.service.lexicographicallyPrecedes($1.service) }
    }
}

extension [ServiceCount] {
    fileprivate mutating func number(of service: ArraySlice<UInt8>) -> Int {
        if let known = firstIndex(where: { $0.service == service }) { return known }
        append(ServiceCount(service: service, spanCount: 0, errorCount: 0))
        return count - 1
    }
}
