internal import Dossier
internal import DossierPrimitives

/// Jaeger's JSON API, which Grafana asks by default.
enum JaegerLegacyRoutes {
    static let all: [Route] =
        [
            route("/api/services", services),
            route("/api/services/{service}/operations", operationNames),
            route("/api/operations", operations),
            route("/api/traces", traces),
            trace,
            route("/api/dependencies", dependencies),
            Route(
                .post,
                "/api/transform",
                bodyLimit: 64 << 20,
                errors: .jaeger,
                handler: transform
            ),
        ] + JaegerMetrics.routes + missing

    /// The path that Tempo's API has, too.
    static let trace = route("/api/traces/{id}", trace(_:))

    /// What Jaeger has and a server of stores does not.
    private static let missing: [Route] = [
        Route(.post, "/api/archive/{id}", errors: .jaeger) { _ in
            throw HTTPFailure(501, "traces are not archived here: the file keeps them all")
        },
        Route(.get, "/api/deep-dependencies", errors: .jaeger) { _ in
            throw HTTPFailure(501, "there are no deep dependencies here; ask /api/dependencies")
        },
        Route(.get, "/api/quality-metrics", errors: .jaeger) { _ in
            throw HTTPFailure(501, "there are no quality metrics here")
        },
    ]

    private static func route(
        _ path: String,
        _ handler: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse
    ) -> Route {
        Route(.get, path, errors: .jaeger) { try handler($0) }
    }

    // MARK: - Services

    private static func services(_ request: HTTPRequest) throws -> HTTPResponse {
        let (names, failures) = try request.stores.jaegerServices()
        return list(names, failures) { $0.string($1) }
    }

    private static func operationNames(_ request: HTTPRequest) throws -> HTTPResponse {
        let service = request.capture("service")
        let (operations, failures) = try request.stores.jaegerOperations(of: service)
        let names = Set(operations.map(\.name)).sorted()
        return list(names, failures) { $0.string($1) }
    }

    private static func operations(_ request: HTTPRequest) throws -> HTTPResponse {
        guard let service = request.query.filled("service") else {
            throw HTTPFailure(400, "parameter 'service' is required", parameter: "service")
        }
        let kind = request.query.filled("spanKind")?.lowercased()
        let (all, failures) = try request.stores.jaegerOperations(of: service)
        let operations = all.filter { kind == nil || $0.kind == kind }
        return list(operations, failures) { json, operation in
            json.object { json in
                json.string("name", operation.name)
                json.string("spanKind", operation.kind)
            }
        }
    }

    /// A list whose length is the total.
    private static func list<Element>(
        _ elements: [Element],
        _ failures: [HTTPFailure],
        _ write: (inout JSONWriter, Element) -> Void
    ) -> HTTPResponse {
        JaegerEnvelope(total: elements.count, without: failures)
            .response { $0.array(nil, elements, write) }
    }

    // MARK: - Traces

    private static func traces(_ request: HTTPRequest) throws -> HTTPResponse {
        let query = try JaegerTraceQuery(request.query)
        guard query.ids.isEmpty else { return response(query.ids, [], request) }
        let (ids, failures) = try query.search.ids(for: request)
        return response(ids, failures, request)
    }

    /// Traces one after another; those that no store has are listed as errors at the end.
    private static func response(
        _ ids: [TraceID],
        _ failures: [HTTPFailure],
        _ request: HTTPRequest
    ) -> HTTPResponse {
        .json { writer in
            var (envelope, failures) = (JaegerEnvelope(), failures)
            var json = JSONWriter()
            JaegerEnvelope.begin(&json)
            json.beginArray()
            for id in ids {
                guard !request.isCancelled() else { throw CancellationError() }
                let trace = try StoredTrace(id, in: request.stores, hasLogRecords: false)
                failures.addNew(trace.failures)
                if trace.spans.isEmpty {
                    envelope.problems.append(
                        JaegerEnvelope.Problem(notFound(trace), traceID: JaegerID.text(id))
                    )
                    continue
                }
                JaegerTraceWriter.write(id, trace.spans, to: &json)
                try await writer.write(json.takeBytes())
            }
            json.endArray()
            envelope.problems = failures.map { JaegerEnvelope.Problem($0) } + envelope.problems
            envelope.end(&json)
            try await writer.write(json.takeBytes())
        }
    }

    private static func notFound(_ trace: StoredTrace) -> HTTPFailure {
        .notFound("trace not found", without: trace.failures)
    }

    private static func trace(_ request: HTTPRequest) throws -> HTTPResponse {
        let text = request.capture("id")
        guard let id = TraceIDParameter.id(text) else {
            throw HTTPFailure(400, "cannot parse traceID param: '\(text)' is not a trace id")
        }
        try JaegerTraceQuery.checkWindow(request.query)
        let trace = try StoredTrace(id, in: request.stores, hasLogRecords: false)
        guard !trace.spans.isEmpty else { throw notFound(trace) }
        return JaegerEnvelope(without: trace.failures).response { json in
            json.array(nil, [trace.spans]) { JaegerTraceWriter.write(id, $1, to: &$0) }
        }
    }

    // MARK: - Others

    private static func dependencies(_ request: HTTPRequest) throws -> HTTPResponse {
        let end = try request.query.jaegerMilliseconds("endTs")
        let lookback = try request.query.jaegerMilliseconds("lookback")
        let answers = try request.stores.answers { file in
            try file.serviceDependencies(startingIn: try window(of: file, end, lookback))
        }
        var counts: [[String]: Int] = [:]
        for call in answers.all.flatMap(\.answer) {
            let pair = [call.parent, call.child].map { $0 ?? JaegerService.nameless }
            counts[pair, default: 0] += call.callCount
        }
        return JaegerEnvelope(without: answers.failures).response { json in
            let sorted = counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            json.array(nil, sorted) { json, call in
                json.object { json in
                    json.string("parent", call.key[0])
                    json.string("child", call.key[1])
                    json.integer("callCount", call.value)
                }
            }
        }
    }

    /// Nil for the whole file, whose end is the end of a window without one.
    private static func window(
        of file: DossierFile,
        _ end: Int64?,
        _ lookback: Int64?
    ) throws -> ClosedRange<Timestamp>? {
        if end == nil, lookback == nil { return nil }
        let last = try end.map { Timestamp(milliseconds: $0) } ?? file.eventTimeRange()?.upperBound
        guard let last else { return nil }
        return (last - .milliseconds(max(0, lookback ?? dayMilliseconds)))...last
    }

    private static let dayMilliseconds: Int64 = 86_400_000

    @Sendable
    private static func transform(_ request: HTTPRequest) throws -> HTTPResponse {
        let parsed: ParsedTraces
        do {
            parsed = try ParsedTraces(otlpJSON: request.body)
        } catch {
            throw HTTPFailure(400, "cannot read OTLP JSON: \(error)")
        }
        var envelope = JaegerEnvelope()
        if parsed.rejectedCount > 0 {
            let message = "\(parsed.rejectedCount) values are not OTLP JSON and are left out"
            envelope.problems = [JaegerEnvelope.Problem(code: 400, message: message)]
        }
        return envelope.response { json in
            json.array(nil, parsed.traces) { JaegerTraceWriter.write($1.id, $1.spans, to: &$0) }
        }
    }
}
