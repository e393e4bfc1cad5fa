internal import DossierColumns
internal import DossierOTLPWriting
import DossierPrimitives
internal import DossierQuery

extension DossierFile {
    /// The spans of a trace, each once, as elements of OTLP-JSON's list `resourceSpans`.
    ///
    /// - Parameter id: The id of the trace.
    /// - Returns: The elements with commas between them; nil if the store has no spans of the trace.
    /// - Throws: A ``DossierError`` if the store can't be read.
    package func otlpResourceSpans(of id: TraceID) throws(DossierError) -> [UInt8]? {
        try translatingErrors {
            guard let rows = try TraceRows(id.stored, in: reader) else { return nil }
            var writer = OTLPWriter(shared: rows.shared)
            writer.writesEmptyStatus = true
            let places = rows.spans.places.filter { !rows.duplicates.contains($0) }
            for (number, set) in rows.spans.sets.enumerated() {
                let own = places.filter { $0.set == number }.map(\.row).sorted()
                writer.writeEntries(own, of: set)
            }
            return places.isEmpty ? nil : writer.buffer.bytes
        }
    }
}
