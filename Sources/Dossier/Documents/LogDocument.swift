internal import DossierColumns
internal import DossierOTLPWriting
internal import DossierPrimitives
internal import DossierQuery
internal import DossierStore

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
        var document: [UInt8] = []
        try translatingErrors { try writeLogRecordsJSON(query) { document += $0 } }
        return document
    }

    /// Writes the same document part by part, so that its length costs no memory.
    ///
    /// - Parameters:
    ///   - query: Which records; by default all.
    ///   - write: Takes the next bytes of the document.
    /// - Throws: A ``DossierError`` if the store can't be read; what `write` throws.
    public func writeLogRecordsJSON(
        _ query: LogQuery = LogQuery(),
        to write: ([UInt8]) throws -> Void
    ) throws {
        try translatingOwnErrors {
            // Every record is read once: what is kept for later reads would only grow.
            let reader = try StoreReader(path: path, cacheByteLimit: Self.documentCacheByteLimit)
            let found = try foundLogRecords(query, in: reader)
            let parts = LogDocumentParts(reader, shared: try reader.sharedValues())
            try write(Array(#"{"logs":["#.utf8))
            var isFirst = true
            var windows = Array(LogWindows(found.records))[...]
            while !windows.isEmpty {
                let some = Array(windows.prefix(Self.windowCountAtOnce))
                windows = windows.dropFirst(some.count)
                for part in try parallelMap(some, { try parts.part($0) }) {
                    try write(isFirst ? part : [UInt8(ascii: ",")] + part)
                    isFirst = false
                }
            }
            try write(Array("],\"match_count\":\(found.matchCount)}\n".utf8))
        }
    }

    private static let documentCacheByteLimit = 12 << 20
    /// As many windows are written at once as there are threads that pay.
    private static let windowCountAtOnce = 4
}

/// Makes parts of a document of log records.
private struct LogDocumentParts: Sendable {
    private let reader: StoreReader
    private let shared: SharedValues

    init(_ reader: StoreReader, shared: SharedValues) {
        self.reader = reader
        self.shared = shared
    }

    /// Records with commas between them.
    func part(_ records: ArraySlice<FoundLogRecord>) throws -> [UInt8] {
        let rows = try reader.logRows(of: records)
        var builder = ModelBuilder(shared: shared)
        var writer = OTLPWriter(shared: shared)
        writer.buffer.beginArray()
        for (record, place) in zip(records, rows.places) {
            let mention = record.mention.map { builder.mention(place, of: rows, in: $0) }
            writer.writePlacedLog(place.row, of: rows.sets[place.set], mention)
        }
        writer.buffer.endArray()
        return Array(writer.buffer.bytes.dropFirst().dropLast())
    }
}
