internal import Dossier

/// A search for traces, as both of Jaeger's APIs have it.
struct JaegerSearch: Sendable {
    /// What one span of a trace has to match.
    var conditions = SpanConditions()
    /// What the same span has to match, too.
    var filter: TraceQLExpression?
    /// How many traces are given.
    var limit = Self.defaultLimit

    static let defaultLimit = 100

    /// Asks for a service by the name that Jaeger has for it.
    mutating func setService(_ name: String) {
        conditions.service = name == JaegerService.nameless ? .nameless : .named(name)
    }

    /// The ids of the traces of all stores, the newest first.
    func ids(
        for request: HTTPRequest
    ) throws -> (ids: [TraceID], failures: [HTTPFailure]) {
        let answers = try request.stores.answers { file in
            try file.traces(
                having: conditions,
                filter: filter,
                limit: limit,
                isCancelled: request.isCancelled
            )
        }
        let found = answers.all.flatMap(\.answer)
        guard answers.all.count > 1 else { return (found.map(\.id), answers.failures) }
        let starts = Dictionary(
            found.map { ($0.id, $0.start ?? Timestamp(nanoseconds: 0)) },
            uniquingKeysWith: min
        )
        let newest = starts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return (newest.prefix(limit).map(\.key), answers.failures)
    }
}
