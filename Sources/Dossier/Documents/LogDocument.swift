internal import DossierColumns
internal import DossierOTLPWriting
internal import DossierPrimitives
internal import DossierQuery
internal import DossierStore
internal import Synchronization

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
            let shared = try reader.sharedValues()
            let parts = (0..<Self.windowCountAtOnce).map { _ in LogDocumentPart(shared: shared) }
            try write(Array(#"{"logs":["#.utf8))
            var windows = Array(LogWindows(found.records))[...]
            while let first = windows.first {
                let some = Array(zip(parts, windows))
                windows = windows.dropFirst(some.count)
                let isStart = first.startIndex == found.records.startIndex
                let behind = some.last?.1.endIndex ?? first.endIndex
                let changes = try found.changes(of: first.startIndex..<behind)
                _ = try parallelMap(some) { part, records in
                    let isStart = isStart && records.startIndex == first.startIndex
                    let start = records.startIndex - first.startIndex
                    try part.fill(
                        records,
                        changes[start..<(start + records.count)],
                        of: found,
                        reader,
                        isContinued: !isStart
                    )
                }
                for (part, _) in some { try part.withBytes(write) }
            }
            try write(Array("],\"match_count\":\(found.matchCount)}\n".utf8))
        }
    }

    private static let documentCacheByteLimit = 8 << 20
    /// As many windows are written at once as there are threads that pay.
    private static let windowCountAtOnce = 4
}

/// A part of a document of log records, made again and again in the same memory.
private final class LogDocumentPart: Sendable {
    private struct State {
        var writer: OTLPWriter
        var builder: ModelBuilder
    }

    private let state: Mutex<State>

    init(shared: SharedValues) {
        state = Mutex(
            State(writer: OTLPWriter(shared: shared), builder: ModelBuilder(shared: shared))
        )
    }

    /// Makes it the records with commas between them, and before them if it continues others.
    func fill(
        _ records: ArraySlice<FoundLogRecord>,
        _ changes: ArraySlice<LogChange?>,
        of found: FoundLogs,
        _ reader: StoreReader,
        isContinued: Bool
    ) throws {
        let rows = try reader.logRows(of: records)
        state.withLock { state in
            state.writer.buffer.removeAll(needsComma: isContinued)
            for ((position, change), place) in zip(zip(records.indices, changes), rows.places) {
                let mention = records[position].mention.map {
                    state.builder.mention(place, of: rows, in: $0)
                }
                state.writer.writePlacedLog(
                    place.row,
                    of: rows.sets[place.set],
                    mention,
                    change,
                    group: found.group(of: position),
                    isContext: found.isContext(at: position)
                )
            }
        }
    }

    func withBytes(_ body: ([UInt8]) throws -> Void) rethrows {
        try state.withLock { try body($0.writer.buffer.bytes) }
    }
}
