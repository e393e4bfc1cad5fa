internal import Dossier

/// A search for traces, as the parameters of a request ask for it.
struct CorrelationSearch {
    private let expression: TraceQLExpression
    private var query = TraceQuery()
    /// How many traces are listed.
    private let limit: Int
    /// How many traces come before them on earlier pages.
    private let offset: Int

    private static let parameters = [
        "service_name", "operation_name", "attribute", "q", "start_time", "end_time",
        "min_duration", "max_duration", "has_error", "sort", "limit", "next",
    ]
    private static let limitMax = 10_000
    private static let offsetMax = 10_000_000

    init(_ fields: FormFields) throws {
        let reader = CorrelationParameters(fields)
        try reader.refuseOthers(than: Self.parameters)
        limit = try reader.count("limit", in: 1...Self.limitMax) ?? 100
        offset = try reader.count("next", in: 0...Self.offsetMax) ?? 0
        query.hasErrors = try reader.flag("has_error") ?? false
        query.since = try reader.time("start_time")
        // The time itself belongs to the window.
        query.until = try reader.time("end_time").map { $0 + .nanoseconds(1) }
        if let since = query.since, let until = query.until, since >= until {
            throw HTTPFailure(400, "end_time is before start_time", parameter: "end_time")
        }
        if let sort = fields["sort"] {
            guard let order = TraceQuery.Order(rawValue: sort) else {
                throw HTTPFailure(400, "sort must be start, duration or errors", parameter: "sort")
            }
            query.order = order
        }
        query.limit = offset + limit
        expression = try Self.filters(reader).reduce(reader.expression("q")) {
            $0.narrowed(by: $1)
        }
    }

    private static func filters(_ reader: CorrelationParameters) throws -> [TraceQLExpression] {
        var filters: [TraceQLExpression] = []
        if let service = reader.fields.filled("service_name") {
            filters.append(TraceQLExpression(serviceName: service))
        }
        if let name = reader.fields.filled("operation_name") {
            filters.append(TraceQLExpression(spanName: name))
        }
        for (key, value) in try reader.attributes("attribute") {
            filters.append(TraceQLExpression(attribute: key, equals: value))
        }
        let (shortest, longest) = (
            try reader.duration("min_duration"), try reader.duration("max_duration")
        )
        if let shortest, let longest, longest < shortest {
            throw HTTPFailure(
                400,
                "max_duration is less than min_duration",
                parameter: "max_duration"
            )
        }
        if let shortest { filters.append(TraceQLExpression(traceDurationAtLeast: shortest)) }
        if let longest { filters.append(TraceQLExpression(traceDurationAtMost: longest)) }
        return filters
    }

    /// What a search found.
    struct Page {
        let traces: [TraceID]
        /// How many traces match, listed or not; one that several stores have may count for each.
        let matchCount: Int
        /// Where the next page begins; nil if this is the last one.
        let next: Int?
        let failures: [HTTPFailure]
    }

    func run(
        in stores: StoreSelection,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws -> Page {
        let answers = try stores.answers { file in
            try file.traces(
                matching: expression,
                query,
                spansPerSpanset: 0,
                isCancelled: isCancelled
            )
        }
        var found = answers.all.flatMap { $0.answer.traces.map(\.summary) }
        var matchCount = answers.all.reduce(0) { $0 + $1.answer.matchCount }
        if answers.all.count > 1 {
            found.sort { query.order.precedes($0, $1) }
            var known: Set<TraceID> = []
            let foundCount = found.count
            found = found.filter { known.insert($0.id).inserted }
            matchCount -= foundCount - found.count
        }
        let page = found.dropFirst(offset).prefix(limit)
        return Page(
            traces: page.map(\.id),
            matchCount: matchCount,
            next: page.endIndex < matchCount && !page.isEmpty ? page.endIndex : nil,
            failures: answers.failures
        )
    }
}

extension TraceQuery.Order {
    /// The order in which one store lists traces.
    fileprivate func precedes(_ left: TraceSummary, _ right: TraceSummary) -> Bool {
        func isFirst<Value: Comparable>(_ left: Value, _ right: Value, _ isByID: Bool) -> Bool {
            left == right ? isByID : left > right
        }
        let isByID = left.id < right.id
        return switch self {
        case .start:
            isFirst(
                left.startTime?.nanoseconds ?? .min,
                right.startTime?.nanoseconds ?? .min,
                isByID
            )
        case .duration:
            isFirst(left.duration ?? .seconds(-1), right.duration ?? .seconds(-1), isByID)
        case .errors: isFirst(left.errorCount, right.errorCount, isByID)
        }
    }
}
