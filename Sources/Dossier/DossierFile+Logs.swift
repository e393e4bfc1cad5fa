internal import DossierColumns
internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Finds log records, the first ones in time.
    ///
    /// - Parameter query: Which records; by default all.
    /// - Returns: The records, as many as the query's limit allows, and how many match.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(log records), over the columns that the conditions name.
    public func logRecords(
        _ query: LogQuery = LogQuery()
    ) throws(DossierError) -> LogListing {
        try translatingErrors {
            let found = try foundLogRecords(query)
            var builder = ModelBuilder(shared: found.shared)
            return LogListing(
                logRecords: found.rows.map { builder.logRecord(only: $0) },
                matchCount: found.matchCount
            )
        }
    }

    /// Counts log records.
    ///
    /// - Parameter query: Which records; its limit does not count.
    /// - Returns: How many records match.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(log records), over the columns that the conditions name.
    public func logRecordCount(_ query: LogQuery = LogQuery()) throws(DossierError) -> Int {
        try translatingErrors { try LogScan(LogCondition(query), in: reader).count() }
    }

    /// The records found, each as a set of one row.
    func foundLogRecords(
        _ query: LogQuery
    ) throws -> (rows: [RowSet], matchCount: Int, shared: SharedValues) {
        let limit = query.limit.map { max(0, $0) } ?? .max
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
        trace = query.trace?.stored
        since = query.since?.storedNanoseconds
        until = query.until?.storedNanoseconds
        service = query.service.map { Array($0.utf8) }
        severityMin = query.minimumSeverity.map { SeverityLevel($0).lowestNumber }
        if let text = query.text { texts.append(.containing(Array(text.utf8))) }
        if let pattern = query.pattern { texts.append(.matching(pattern.expression)) }
    }
}

extension SeverityLevel {
    fileprivate init(_ severity: LogSeverity) {
        self =
            switch severity {
            case .trace: .trace
            case .debug: .debug
            case .info: .info
            case .warn: .warn
            case .error: .error
            case .fatal: .fatal
            }
    }
}
