internal import DossierColumns
internal import DossierOTLP
internal import DossierPrimitives

extension DossierFile {
    /// The log records that ``logRecords(_:)`` finds, as the document that
    /// `schema/log-listing.schema.json` describes.
    ///
    /// - Parameter query: Which records; by default all.
    /// - Returns: The document.
    /// - Throws: A ``DossierError`` if the store can't be read.
    public func logRecordsJSON(
        _ query: LogQuery = LogQuery()
    ) throws(DossierError) -> [UInt8] {
        let found = try translatingErrors { try foundLogRecords(query) }
        var writer = OTLPWriter(shared: found.shared)
        writer.buffer.beginObject()
        writer.buffer.key("logs")
        writer.buffer.beginArray()
        for rows in found.rows { writer.writePlacedLog(0, of: rows) }
        writer.buffer.endArray()
        writer.buffer.key("match_count")
        writer.buffer.integer(found.matchCount)
        writer.buffer.endObject()
        writer.buffer.newline()
        return writer.buffer.bytes
    }
}
