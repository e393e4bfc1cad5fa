internal import DossierColumns
internal import DossierOTLPWriting
internal import DossierPrimitives
internal import DossierQuery

/// How OTLP is written.
package enum OTLPEncoding: Hashable, Sendable {
    case json, protobuf
}

/// The spans of a trace as OTLP.
package struct ResourceSpans: Hashable, Sendable {
    /// What the store knows of the trace.
    package let summary: TraceSummary
    /// The elements of the list `resource_spans` of a `TracesData`: JSON objects with commas between
    /// them, or fields of a protobuf message.
    package let elements: [UInt8]
}

extension DossierFile {
    /// The spans of a trace as OTLP, each once.
    ///
    /// - Parameters:
    ///   - id: The id of the trace.
    ///   - encoding: How the spans are written.
    ///   - keepsEmptyStatus: Whether JSON has a status without members for spans without one.
    /// - Returns: The spans; nil if the store has none.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(blocks that hold spans of the trace).
    package func resourceSpans(
        ofTrace id: TraceID,
        as encoding: OTLPEncoding,
        keepsEmptyStatus: Bool = false
    ) throws(DossierError) -> ResourceSpans? {
        try translatingErrors {
            guard let rows = try TraceRows(id.stored, in: reader), !rows.spans.places.isEmpty else {
                return nil
            }
            return ResourceSpans(
                summary: TraceSummary(rows.summary),
                elements: encoding == .json ? json(rows, keepsEmptyStatus) : protobuf(rows)
            )
        }
    }

    private func json(_ rows: TraceRows, _ keepsEmptyStatus: Bool) -> [UInt8] {
        var writer = OTLPWriter(shared: rows.shared)
        writer.writesEmptyStatus = keepsEmptyStatus
        rows.forEachSet { writer.writeEntries($0, of: $1) }
        return writer.buffer.takeBytes()
    }

    private func protobuf(_ rows: TraceRows) -> [UInt8] {
        var writer = OTLPProtobufWriter(shared: rows.shared)
        rows.forEachSet { writer.writeEntries($0, of: $1) }
        return writer.buffer.finish()
    }
}

extension TraceRows {
    /// Calls `body` with the rows of each set of spans, ascending, but for those that came again.
    fileprivate func forEachSet(_ body: ([Int], RowSet) -> Void) {
        var own = [[Int]](repeating: [], count: spans.sets.count)
        for place in spans.places where !duplicates.contains(place) {
            own[place.set].append(place.row)
        }
        for (set, rows) in zip(spans.sets, own) where !rows.isEmpty { body(rows.sorted(), set) }
    }
}
