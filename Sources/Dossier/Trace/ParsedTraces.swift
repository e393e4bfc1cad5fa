internal import DossierColumns
internal import DossierOTLP

/// The traces of a text in OTLP-JSON that is in no store.
package struct ParsedTraces: Sendable {
    /// By the first span of each, with all its spans in their order; spans without a trace id are
    /// left out.
    package private(set) var traces: [(id: TraceID, spans: [Span])] = []
    /// How many values could not be read, and how many spans have no trace id.
    package private(set) var rejectedCount = 0

    /// Reads a text, or one that is compressed.
    ///
    /// - Throws: A ``DossierError`` if it is something else as a whole.
    package init(otlpJSON bytes: [UInt8]) throws(DossierError) {
        self = try translatingErrors { try Self.read(bytes) }
    }

    private init() {}

    private static func read(_ bytes: [UInt8]) throws -> ParsedTraces {
        var batches: [Batch] = []
        var reader = DumpReader(deliver: { batches.append($0) })
        let input = InputCursor(DecodedInput(bytes: bytes, name: "the body"))
        let outcome = try reader.read(input, number: 0)
        try reader.flush()
        if let refusal = outcome.refusal {
            throw DossierError(.inputNotReadable, "this is \(refusal); \(outcome.remedy)")
        }
        guard !batches.isEmpty || outcome.rejectedCount == 0 else {
            throw DossierError(.inputNotReadable, "nothing in it can be read")
        }
        var parsed = ParsedTraces()
        parsed.rejectedCount = outcome.rejectedCount
        var places: [TraceID: Int] = [:]
        for batch in batches { parsed.add(batch, &places) }
        return parsed
    }

    private mutating func add(_ batch: Batch, _ places: inout [TraceID: Int]) {
        let set = RowSet(
            rows: batch.spans,
            children: [.spanEvent: batch.spanEvents, .spanLink: batch.spanLinks],
            strings: batch.strings,
            traces: batch.traces
        )
        var builder = ModelBuilder(shared: batch.shared)
        for (number, span) in builder.spans(of: set) {
            guard number != noTrace else {
                rejectedCount += 1
                continue
            }
            let id = TraceID(batch.traces[UInt32(truncatingIfNeeded: number)])
            let place = places[id] ?? traces.count
            if place == traces.count {
                places[id] = place
                traces.append((id, []))
            }
            traces[place].spans.append(span)
        }
    }
}
