internal import DossierColumns
internal import DossierLogQL
internal import DossierLogQLSyntax
internal import DossierLogView
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
            let changes = try found.changes(of: found.records.indices)
            var records: [LogRecord] = []
            for window in LogWindows(found.records) {
                let rows = try reader.logRows(of: window)
                var some = builder.logRecords(rows, mentions: window.map(\.mention))
                for (index, position) in zip(some.indices, window.indices) {
                    some[index].isContext = found.isContext(at: position)
                    guard let change = changes[position] else { continue }
                    some[index].formattedLine = change.line.map {
                        String(decoding: $0, as: UTF8.self)
                    }
                    some[index].labels = change.labels.map { SeriesLabel(bytes: $0.name, $0.value) }
                }
                records += some
            }
            return LogListing(
                logRecords: records,
                matchCount: found.matchCount,
                groups: found.groups ?? [0..<records.count]
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
        try translatingErrors { try LogScan(condition(query, in: reader), in: reader).count() }
    }

    /// How many log records the store has.
    ///
    /// - Returns: The count.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(blocks).
    public func storedLogRecordCount() throws(DossierError) -> UInt64 {
        try translatingErrors {
            try reader.blocks(of: .logRecord).reduce(0) { max($0, $1.rowRange.upperBound) }
        }
    }

    /// The records that are listed, and how many match.
    func foundLogRecords(
        _ query: LogQuery,
        in reader: StoreReader
    ) throws -> FoundLogs {
        let limit = query.limit.map { max(0, $0) } ?? .max
        let isFromEnd = query.order == .newest || query.keepsNewest
        var (records, matchCount) = try LogScan(condition(query, in: reader), in: reader).first(
            limit,
            in: isFromEnd ? .newestFirst : .oldestFirst
        )
        if isFromEnd, query.order == .oldest { LogOrder.oldestFirst.sort(&records) }
        let found = FoundLogs(
            records: records,
            matchCount: matchCount,
            query: try query.logQL?.pipeline.map { ($0, try LogView(reader)) }
        )
        guard query.contextCount > 0 else { return found }
        return FoundLogs(
            found,
            within: try LogView(reader).context(of: records, query.contextCount)
        )
    }

    /// What records have to be like.
    func condition(_ query: LogQuery, in reader: StoreReader) throws -> LogCondition {
        var condition = LogCondition(query)
        guard let expression = query.logQL else { return condition }
        guard let pipeline = expression.pipeline else {
            throw DossierError(
                .invalidExpression,
                "the expression makes series, and finds no log records"
            )
        }
        let selection = try EntrySelection(pipeline, in: LogView(reader))
        condition.filter = { try selection.rows(of: $0, among: $1) }
        return condition
    }
}

extension LogQLExpression {
    /// Of an expression for entries what it does; nil of one that makes series.
    fileprivate var pipeline: LogPipeline? {
        if case .log(let pipeline) = query { pipeline } else { nil }
    }
}

extension LogQuery {
    /// Whether options say nothing of which records are wanted.
    var isUnconditional: Bool {
        trace == nil && text == nil && pattern == nil && lucene == nil && minimumSeverity == nil
            && minimumSeverityNumber == nil && service == nil && since == nil && until == nil
            && storedRecords == nil
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
        storedRows = query.storedRecords
        place =
            switch query.textPlace {
            case .body: .body
            case .attributes: .attributes
            case .all: .all
            }
        if let text = query.text { texts.append(.containing(Array(text.utf8))) }
        if let pattern = query.pattern {
            texts.append(.matching(SharedExpression(pattern.expression)))
        }
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

    init(_ level: SeverityLevel) {
        self =
            switch level {
            case .trace: .trace
            case .debug: .debug
            case .info: .info
            case .warn: .warn
            case .error: .error
            case .fatal: .fatal
            }
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
