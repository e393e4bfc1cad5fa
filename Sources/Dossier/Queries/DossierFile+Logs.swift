internal import DossierColumns
internal import DossierLucene
internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Finds log records, by default the first ones in time.
    ///
    /// - Parameter query: Which records; by default all.
    /// - Returns: The records, as many as the query's limit allows, and how many match.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(log records), over the columns that the conditions name.
    public func logRecords(
        _ query: LogQuery = LogQuery()
    ) throws(DossierError) -> LogListing {
        try translatingErrors {
            let found = try foundLogRecords(query, in: reader)
            var builder = ModelBuilder(shared: try reader.sharedValues())
            var records: [LogRecord] = []
            for window in LogWindows(found.records) {
                let rows = try reader.logRows(of: window)
                records += builder.logRecords(rows, mentions: window.map(\.mention))
            }
            return LogListing(logRecords: records, matchCount: found.matchCount)
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

    /// The records that are listed, and how many match.
    func foundLogRecords(
        _ query: LogQuery,
        in reader: StoreReader
    ) throws -> (records: [FoundLogRecord], matchCount: Int) {
        let limit = query.limit.map { max(0, $0) } ?? .max
        let isFromEnd = query.order == .newest || query.keepsNewest
        var found = try LogScan(LogCondition(query), in: reader)
            .first(limit, in: isFromEnd ? .newestFirst : .oldestFirst)
        if isFromEnd, query.order == .oldest { LogOrder.oldestFirst.sort(&found.records) }
        return found
    }
}

/// Records that were found, so many at a time as are read at once.
struct LogWindows: Sequence {
    private static let rowCount = 512
    let records: [FoundLogRecord]

    init(_ records: [FoundLogRecord]) { self.records = records }

    func makeIterator() -> some IteratorProtocol<ArraySlice<FoundLogRecord>> {
        stride(from: 0, to: records.count, by: Self.rowCount).lazy
            .map { records[$0..<Swift.min($0 + Self.rowCount, records.count)] }
            .makeIterator()
    }
}

extension LogCondition {
    init(_ query: LogQuery) {
        self.init()
        trace = query.trace?.stored
        since = query.since?.storedNanoseconds
        until = query.until?.storedNanoseconds
        service = query.service.map { Array($0.utf8) }
        severityMin = [query.minimumSeverity?.lowestNumber, query.minimumSeverityNumber]
            .compactMap(\.self).max()
        place =
            switch query.textPlace {
            case .body: .body
            case .attributes: .attributes
            case .all: .all
            }
        if let text = query.text { texts.append(.containing(Array(text.utf8))) }
        if let pattern = query.pattern { texts.append(.matching(pattern.expression)) }
        if let plan = query.lucene?.plan { predicate = { try plan.predicate(in: $0) } }
    }
}

extension LogSeverity {
    /// Reads the name of a level in any case, also in the words of other systems: `WARNING`,
    /// `critical`; nil for anything else.
    public init?(name: String) {
        guard let level = SeverityLevel(name: name.utf8) else { return nil }
        self.init(number: level.lowestNumber)
    }

    /// The first of the level's four numbers.
    package var lowestNumber: Int64 {
        switch self {
        case .trace: SeverityLevel.trace.lowestNumber
        case .debug: SeverityLevel.debug.lowestNumber
        case .info: SeverityLevel.info.lowestNumber
        case .warn: SeverityLevel.warn.lowestNumber
        case .error: SeverityLevel.error.lowestNumber
        case .fatal: SeverityLevel.fatal.lowestNumber
        }
    }
}
