internal import Dossier
internal import DossierPrimitives

/// Traces with the log records and metrics that belong to them.
struct CorrelationRoutes {
    /// Which metrics count requests.
    private let conventions: RequestConventions

    init(_ conventions: RequestConventions) {
        self.conventions = conventions
    }

    /// The most log records that an answer lists, unless the request says how many.
    private static let logLimit = 10_000
    private static let logLimitMax = 1_000_000

    var all: [Route] {
        [
            Route(.get, "/api/correlation/trace/{id}", errors: .correlation) { try trace($0) },
            Route(.get, "/api/correlation/logs/{id}", errors: .correlation) { try logs($0) },
            Route(.get, "/api/correlation/metrics/{id}", errors: .correlation) { try metrics($0) },
            Route(.get, "/api/correlation/traces/search", errors: .correlation) { try search($0) },
        ]
    }

    private func trace(_ request: HTTPRequest) throws -> HTTPResponse {
        let logs = try LogPage(request.query, limit: Self.logLimit, max: Self.logLimitMax)
        let trace = try storedTrace(request)
        let metrics = try requestSeries(of: trace, request)
        let warnings = trace.warnings + metrics.warnings
        return .json { writer in
            var json = JSONWriter()
            json.beginObject()
            json.string("trace_id", trace.id.hex)
            json.key("trace")
            Self.writeJaegerResponse(of: trace, to: &json)
            try await Self.write(logs, of: trace, to: &json, writer)
            Self.write(metrics.series, to: &json)
            json.object("correlation_summary") { json in
                json.integer("total_spans", trace.spans.count)
                json.integer("total_logs", trace.logRecords.count)
                json.integer("total_metrics", metrics.series.count)
            }
            Self.writeEnd(of: trace, warnings, to: &json)
            json.endObject()
            try await writer.write(json.takeBytes(endingLine: true))
        }
    }

    private func logs(_ request: HTTPRequest) throws -> HTTPResponse {
        let logs = try LogPage(request.query, limit: Self.logLimit, max: Self.logLimitMax)
        let trace = try storedTrace(request)
        return .json { writer in
            var json = JSONWriter()
            json.beginObject()
            json.string("trace_id", trace.id.hex)
            try await Self.write(logs, of: trace, to: &json, writer)
            json.integer("total", trace.logRecords.count)
            Self.writeEnd(of: trace, trace.warnings, to: &json)
            json.endObject()
            try await writer.write(json.takeBytes(endingLine: true))
        }
    }

    private func metrics(_ request: HTTPRequest) throws -> HTTPResponse {
        try CorrelationParameters(request.query).refuseOthers(than: [])
        let trace = try storedTrace(request)
        let metrics = try requestSeries(of: trace, request)
        var json = JSONWriter()
        json.object { json in
            json.string("trace_id", trace.id.hex)
            Self.write(metrics.series, to: &json)
            json.integer("total", metrics.series.count)
            Self.writeEnd(of: trace, trace.warnings + metrics.warnings, to: &json)
        }
        return .json(json.takeBytes(endingLine: true))
    }

    private func search(_ request: HTTPRequest) throws -> HTTPResponse {
        let search = try CorrelationSearch(request.query)
        let page = try search.run(in: request.stores, isCancelled: request.isCancelled)
        var response = HTTPResponse.json { writer in
            var json = JSONWriter()
            json.beginArray()
            for id in page.traces {
                let trace = try StoredTrace(id, in: request.stores, hasLogRecords: false)
                JaegerTraceWriter.write(id, trace.spans, to: &json)
                try await writer.write(json.takeBytes())
            }
            json.endArray()
            try await writer.write(json.takeBytes(endingLine: true))
        }
        response.headers.set("X-Total-Count", String(page.matchCount))
        if let next = page.next {
            response.headers.set("Link", "<\(request.nextTarget(next))>; rel=\"next\"")
        }
        return response.warning(of: page.failures)
    }

    // MARK: - Parts

    private func storedTrace(_ request: HTTPRequest) throws -> StoredTrace {
        guard let id = TraceIDParameter.id(request.capture("id")) else {
            throw HTTPFailure(
                400,
                "invalid trace id; it has 1 to 32 hexadecimal digits",
                parameter: "id"
            )
        }
        let trace = try StoredTrace(id, in: request.stores)
        guard !trace.isEmpty else {
            throw HTTPFailure.notFound(
                "no trace \(id.hex)",
                without: trace.failures,
                parameter: "id"
            )
        }
        return trace
    }

    private func requestSeries(
        of trace: StoredTrace,
        _ request: HTTPRequest
    ) throws -> (series: RequestSeries, warnings: [String]) {
        let answers = try request.stores.answers { file in
            try file.requestSeries(
                of: trace.id,
                services: trace.services,
                window: trace.window,
                conventions: conventions,
                isCancelled: request.isCancelled
            )
        }
        return (RequestSeries(joining: answers.all.map(\.answer)), answers.warnings)
    }

    /// What Jaeger would answer for the trace: an error if only log records name it.
    private static func writeJaegerResponse(of trace: StoredTrace, to json: inout JSONWriter) {
        json.object { json in
            json.array("data", trace.spans.isEmpty ? [] : [trace]) { json, trace in
                JaegerTraceWriter.write(trace.id, trace.spans, to: &json)
            }
            for name in ["total", "limit", "offset"] { json.integer(name, 0) }
            guard trace.spans.isEmpty else { return json.string("errors", nil) }
            json.array("errors", [trace.id]) { json, id in
                json.object { json in
                    json.integer("code", 404)
                    json.string("msg", "trace not found")
                    json.string("traceID", JaegerID.text(id))
                }
            }
        }
    }

    /// Writes a page of log records, and where the next one begins.
    private static func write(
        _ page: LogPage,
        of trace: StoredTrace,
        to json: inout JSONWriter,
        _ writer: any ResponseWriter
    ) async throws {
        let facts = LogDocument.TraceFacts(trace)
        let listed = trace.logRecords.dropFirst(page.offset).prefix(page.limit)
        json.key("logs")
        json.beginArray()
        for record in listed {
            LogDocument.write(record, facts, to: &json)
            if json.bytes.count >= 64 << 10 { try await writer.write(json.takeBytes()) }
        }
        json.endArray()
        let isCut = listed.endIndex < trace.logRecords.count
        json.bool("truncated", isCut)
        json.string("next", isCut ? String(listed.endIndex) : nil)
    }

    private static func write(_ series: RequestSeries, to json: inout JSONWriter) {
        json.object("metrics") { json in
            json.key("request_metrics")
            json.response(series.requests)
            json.key("error_metrics")
            json.response(series.errors)
            json.key("duration_metrics")
            json.response(series.durations)
        }
    }

    private static func writeEnd(
        of trace: StoredTrace,
        _ warnings: [String],
        to json: inout JSONWriter
    ) {
        let window = trace.window
        json.object("window") { json in
            json.string("start", window?.lowerBound.rfc3339())
            json.string("end", window?.upperBound.rfc3339())
        }
        if !warnings.isEmpty { json.array("warnings", warnings) { $0.string($1) } }
    }
}

/// Which log records of a trace are listed.
private struct LogPage {
    let limit: Int
    let offset: Int

    init(_ fields: FormFields, limit: Int, max: Int) throws {
        let parameters = CorrelationParameters(fields)
        try parameters.refuseOthers(than: ["limit", "next"])
        self.limit = try parameters.count("limit", in: 1...max) ?? limit
        offset = try parameters.count("next", in: 0...Int.max) ?? 0
    }
}

extension JSONWriter {
    /// Writes what Prometheus would answer.
    fileprivate mutating func response(_ result: QueryResult) {
        json(result.json().dropLast())
    }
}

extension HTTPRequest {
    /// The target for another page.
    fileprivate func nextTarget(_ next: Int) -> String {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let fields = parts.count < 2 ? [] : parts[1].split(separator: "&")
        let query = fields.filter { $0 != "next" && !$0.hasPrefix("next=") } + ["next=\(next)"]
        return Self.escaped("\(parts[0])?\(query.joined(separator: "&"))")
    }

    /// Escapes what no URI has, such as the quotes and braces that some clients send as they are.
    private static func escaped(_ target: String) -> String {
        target.utf8.reduce(into: "") { text, byte in
            let scalar = Unicode.Scalar(byte)
            if (0x21..<0x7f).contains(byte), !#"<>"{}|\^`"#.unicodeScalars.contains(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}

extension ErrorShape {
    /// `{"error": {"code": …, "message": …, "parameter": …}}`.
    static let correlation = ErrorShape { failure, _ in
        var json = JSONWriter()
        json.object { json in
            json.object("error") { json in
                json.integer("code", failure.status)
                json.string("message", failure.message)
                if let parameter = failure.parameter { json.string("parameter", parameter) }
            }
        }
        return .json(json.takeBytes(endingLine: true), status: failure.status)
    }
}
