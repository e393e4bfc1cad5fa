internal import Dossier
internal import DossierPrimitives

/// Jaeger's API v3, which Jaeger's own page asks, and Grafana if it is configured to.
enum JaegerV3Routes {
    static let all: [Route] = [
        route("/api/v3/services", services),
        route("/api/v3/operations", operations),
        route("/api/v3/traces/{id}", trace),
        route("/api/v3/traces", traces),
        route("/api/v3/trace-summaries", summaries),
    ]

    private static func route(
        _ path: String,
        _ handler: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse
    ) -> Route {
        Route(.get, path, errors: .jaegerV3) { try handler($0) }
    }

    private static func services(_ request: HTTPRequest) throws -> HTTPResponse {
        let (names, failures) = try request.stores.jaegerServices()
        var json = JSONWriter()
        json.object { $0.array("services", names) { $0.string($1) } }
        return HTTPResponse.json(json.takeBytes()).warning(of: failures)
    }

    private static func operations(_ request: HTTPRequest) throws -> HTTPResponse {
        guard let service = request.query.filled("service") else {
            throw HTTPFailure.malformed("service", "parameter 'service' is required")
        }
        let parameters = JaegerV3Parameters(request.query)
        let kind = parameters.value("spanKind")?.text.lowercased()
        let (all, failures) = try request.stores.jaegerOperations(of: service)
        let operations = all.map { ($0.name, $0.kind.isEmpty ? "internal" : $0.kind) }
            .filter { kind == nil || $0.1 == kind }
        var json = JSONWriter()
        json.object { json in
            json.array("operations", operations) { json, operation in
                json.object { json in
                    json.string("name", operation.0)
                    json.string("spanKind", operation.1)
                }
            }
        }
        return HTTPResponse.json(json.takeBytes()).warning(of: failures)
    }

    // MARK: - Traces

    private static func trace(_ request: HTTPRequest) throws -> HTTPResponse {
        let text = request.capture("id")
        guard let id = TraceIDParameter.id(text) else {
            throw HTTPFailure.malformed("trace_id", "'\(text)' is not a trace id")
        }
        // A trace is found without its times.
        let parameters = JaegerV3Parameters(request.query)
        _ = try parameters.time("startTime")
        _ = try parameters.time("endTime")
        _ = try parameters.boolean("rawTraces")
        return try response([id], [], request)
    }

    private static func traces(_ request: HTTPRequest) throws -> HTTPResponse {
        let search = try JaegerV3Parameters(request.query).search()
        let (ids, failures) = try search.ids(for: request)
        return try response(ids, failures, request)
    }

    /// The spans of all traces in one list, as OTLP-JSON has them.
    private static func response(
        _ ids: [TraceID],
        _ failures: [HTTPFailure],
        _ request: HTTPRequest
    ) throws -> HTTPResponse {
        var rest = ids[...]
        /// What the stores have of the next trace that any of them has spans of, and which could not
        /// be read; nothing at the end.
        @Sendable func next(
            _ rest: inout ArraySlice<TraceID>
        ) throws -> (parts: [[UInt8]], failures: [HTTPFailure]) {
            var failures: [HTTPFailure] = []
            while let id = rest.popFirst() {
                guard !request.isCancelled() else { throw CancellationError() }
                let answers = try request.stores.answers { file in
                    try file.resourceSpans(ofTrace: id, as: .json, keepsEmptyStatus: true)
                }
                failures.addNew(answers.failures)
                let parts = answers.all.compactMap(\.answer).parts
                if !parts.isEmpty { return (parts, failures) }
            }
            return ([], failures)
        }
        let first = try next(&rest)
        var failures = failures
        failures.addNew(first.failures)
        guard !first.parts.isEmpty else {
            throw HTTPFailure.notFound("No traces found", without: failures)
        }
        let left = rest
        return HTTPResponse.json { writer in
            var left = left
            var json = JSONWriter()
            json.beginObject()
            json.key("result")
            json.beginObject()
            json.key("resourceSpans")
            json.beginArray()
            var parts = first.parts
            while !parts.isEmpty {
                for part in parts { json.json(part) }
                try await writer.write(json.takeBytes())
                parts = try next(&left).parts
            }
            json.endArray()
            json.endObject()
            json.endObject()
            try await writer.write(json.takeBytes())
        }
        .warning(of: failures)
    }

    private static func summaries(_ request: HTTPRequest) throws -> HTTPResponse {
        let search = try JaegerV3Parameters(request.query).search()
        var (ids, failures) = try search.ids(for: request)
        var json = JSONWriter()
        try json.object { json in
            guard !ids.isEmpty else { return }
            try json.array("summaries", ids) { json, id in
                guard !request.isCancelled() else { throw CancellationError() }
                let trace = try StoredTrace(id, in: request.stores, hasLogRecords: false)
                failures.addNew(trace.failures)
                JaegerTraceSummary(trace).write(to: &json)
            }
        }
        return HTTPResponse.json(json.takeBytes()).warning(of: failures)
    }
}
