internal import DossierColumns
internal import DossierOTLP
import DossierPrimitives
internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Finds log records, the first ones in time.
    ///
    /// ```swift
    /// var query = LogQuery()
    /// query.text = "connection refused"
    /// query.minimumSeverity = .error
    /// let listing = try file.logRecords(matching: query, limit: 20)
    /// ```
    ///
    /// At most `limit` are given; all of them are counted.
    ///
    /// - Complexity: O(log records), over the columns that the conditions name.
    public func logRecords(matching query: LogQuery, limit: Int = .max) throws -> LogListing {
        let found = try foundLogRecords(query, limit: limit)
        var builder = ModelBuilder(shared: found.shared)
        return LogListing(
            logRecords: found.rows.map { builder.logRecord(only: $0) },
            matchCount: found.matchCount
        )
    }

    /// How many log records match.
    ///
    /// - Complexity: O(log records), over the columns that the conditions name.
    public func logRecordCount(matching query: LogQuery) throws -> Int {
        try LogScan(LogCondition(query), in: reader).count()
    }

    /// The same as `logRecords(matching:limit:)` as a JSON document, as
    /// `schema/log-listing.schema.json` describes it.
    public func logDocument(matching query: LogQuery, limit: Int = .max) throws -> [UInt8] {
        let found = try foundLogRecords(query, limit: limit)
        var writer = OTLPWriter(shared: found.shared)
        writer.buffer.beginObject()
        writer.buffer.key("logs")
        writer.buffer.beginArray()
        for rows in found.rows { writer.writePlacedLog(0, of: rows) }
        writer.buffer.endArray()
        writer.buffer.key("match_count")
        writer.buffer.integer(found.matchCount)
        writer.buffer.endObject()
        return writer.buffer.bytes
    }

    /// The records found, each as a set of one row.
    private func foundLogRecords(
        _ query: LogQuery,
        limit: Int
    ) throws -> (rows: [RowSet], matchCount: Int, shared: SharedValues) {
        let found = try LogScan(LogCondition(query), in: reader).first(limit)
        let rows = try found.records.map { record in
            try reader.rows(record.row..<(record.row + 1), of: record.block)
        }
        return (rows, found.matchCount, try reader.sharedValues())
    }
}

extension LogCondition {
    init(_ query: LogQuery) {
        self.init()
        trace = query.trace
        since = query.since
        until = query.until
        service = query.service.map { Array($0.utf8) }
        severityMin =
            query.minimumSeverity
            .flatMap { SeverityLevel(rawValue: $0.rawValue) }?.lowestNumber
        if let text = query.text { texts.append(.containing(Array(text.utf8))) }
        if let pattern = query.pattern { texts.append(.matching(pattern.expression)) }
    }
}
