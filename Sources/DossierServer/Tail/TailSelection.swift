internal import Dossier

/// What is followed; the names are those of events.
enum TailKind: String, CaseIterable, Sendable {
    case span, log

    /// How many of them a store has.
    func count(in file: DossierFile) throws -> UInt64 {
        switch self {
        case .span: try file.storedSpanCount()
        case .log: try file.storedLogRecordCount()
        }
    }
}

/// Which spans and log records a client follows.
struct TailSelection: Sendable {
    /// Those of which there is a condition; all if there is none.
    let kinds: [TailKind]
    /// How many of each kind, of those that a store has already, are sent first.
    let limit: Int

    private let spans: TraceQLExpression?
    private let logRecords: LogQuery

    private static let parameters = ["traces", "logs", "lucene", "limit"]
    private static let limitMax = 5000

    init(_ fields: FormFields) throws {
        let reader = CorrelationParameters(fields)
        try reader.refuseOthers(than: Self.parameters)
        limit = try reader.count("limit", in: 0...Self.limitMax) ?? 0
        let expression =
            fields.filled("traces") == nil ? nil : try reader.expression("traces")
        spans = expression
        var query = LogQuery()
        query.logQL = try Self.parsed("logs", fields) { text in
            let expression = try LogQLExpression(parsing: text)
            guard expression.purpose == .log else {
                throw HTTPFailure(400, "the query makes series; here it finds log records")
            }
            return expression
        }
        query.lucene = try Self.parsed("lucene", fields) { try LuceneExpression(parsing: $0) }
        logRecords = query
        let hasLogConditions = query.logQL != nil || query.lucene != nil
        kinds = TailKind.allCases.filter { kind in
            let isNamed = kind == .span ? expression != nil : hasLogConditions
            return isNamed || (expression == nil && !hasLogConditions)
        }
    }

    private static func parsed<Expression>(
        _ name: String,
        _ fields: FormFields,
        _ parse: (String) throws -> Expression
    ) throws -> Expression? {
        guard let text = fields.filled(name) else { return nil }
        do {
            return try parse(text)
        } catch {
            let message = (error as? HTTPFailure)?.message ?? "\(error)"
            throw HTTPFailure(400, message, parameter: name)
        }
    }

    /// The rows of a store that are followed, among those with some numbers; the last of them if there
    /// are more than the limit.
    func rows(
        of kind: TailKind,
        _ numbers: Range<UInt64>,
        in file: DossierFile,
        limit: Int = .max,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws -> StoredRows {
        switch kind {
        case .span:
            return try file.storedSpans(
                numbers,
                matching: spans,
                limit: limit,
                isCancelled: isCancelled
            )
        case .log:
            var query = logRecords
            query.storedRecords = numbers
            query.limit = limit
            return try file.storedLogRecords(query)
        }
    }
}
