internal import Dossier

/// A search for traces, as both of Jaeger's APIs have it.
struct JaegerSearch: Sendable {
    /// What has to hold of one span of a trace.
    var conditions = SpanConditions()
    /// What has to find the same span.
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
    ) throws -> (ids: [TraceID], failures: [any Error]) {
        let (found, failures) = try request.stores.gathered { file in
            try file.traces(
                having: conditions,
                filter: filter,
                limit: limit,
                isCancelled: request.isCancelled
            )
        }
        guard found.count > 1 else { return (found.flatMap { $0 }.map(\.id), failures) }
        let starts = Dictionary(
            found.flatMap { $0 }.map { ($0.id, $0.start ?? Timestamp(nanoseconds: 0)) },
            uniquingKeysWith: min
        )
        let newest = starts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return (newest.prefix(limit).map(\.key), failures)
    }
}

extension StoreSelection {
    /// The spans that the stores have of a trace, by their start; those that are equal in several
    /// stores come once.
    func spans(of id: TraceID) throws -> (spans: [Span], failures: [any Error]) {
        let (traces, failures) = try gathered { try $0.trace(id, metrics: .none)?.spans ?? [] }
        let found = traces.filter { !$0.isEmpty }
        guard found.count > 1 else { return (found.first ?? [], failures) }
        var spans: [Span] = []
        var byID: [SpanID: [Span]] = [:]
        for span in found.flatMap({ $0 }) {
            if let id = span.id {
                if byID[id]?.contains(span) ?? false { continue }
                byID[id, default: []].append(span)
            }
            spans.append(span)
        }
        spans.sort { ($0.startTime ?? .distantFuture) < ($1.startTime ?? .distantFuture) }
        return (spans, failures)
    }

    /// The names of the services of all stores.
    func jaegerServices() throws -> (names: [String], failures: [any Error]) {
        let (operations, failures) = try gathered { try $0.serviceOperations() }
        let names = Set(operations.flatMap { $0 }.map { $0.service ?? JaegerService.nameless })
        return (names.sorted(), failures)
    }

    /// What a service does, in the order of names and kinds.
    func jaegerOperations(
        of service: String
    ) throws -> (operations: [JaegerOperation], failures: [any Error]) {
        let (operations, failures) = try gathered { try $0.serviceOperations() }
        let own = operations.flatMap { $0 }
            .filter { ($0.service ?? JaegerService.nameless) == service }
            .map { JaegerOperation(name: $0.name, kind: JaegerSpanKind.name($0.kind) ?? "") }
        return (Set(own).sorted { ($0.name, $0.kind) < ($1.name, $1.kind) }, failures)
    }
}

/// A name and a kind that spans of a service have.
struct JaegerOperation: Hashable, Sendable {
    let name: String
    /// Empty for none.
    let kind: String
}

extension Timestamp {
    fileprivate static let distantFuture = Timestamp(nanoseconds: Int128.max)
}
