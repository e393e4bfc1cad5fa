internal import DossierPrimitives

extension DossierFile {
    /// Writes all rejected values as one document, as `schema/rejected-listing.schema.json`
    /// describes it.
    ///
    /// - Parameter sink: Takes the parts of the document, one after another.
    /// - Throws: What `sink` throws, or a ``DossierError`` if the store can't be read.
    public func writeRejectedJSON(to sink: ([UInt8]) throws -> Void) throws {
        var json = JSONWriter()
        json.beginObject()
        json.key("rejected")
        json.beginArray()
        try rejected { rejected in
            rejected.write(to: &json)
            try sink(json.takeBytes())
        }
        json.endArray()
        json.endObject()
        try sink(json.takeBytes(endingLine: true))
    }
}

extension RejectedInput {
    /// The columns of the preview in the document.
    private static let previewColumns = 100

    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.string("path", path)
            json.integer("byte_offset", byteOffset)
            json.integer("byte_count", bytes.count)
            json.string("reason", reason)
            json.string("preview", TerminalText(bytes: bytes, limit: Self.previewColumns).text)
        }
    }
}
