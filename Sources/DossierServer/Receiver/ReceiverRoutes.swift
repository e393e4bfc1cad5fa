internal import Dossier
internal import DossierPrimitives

/// The receiver of OTLP/HTTP, for the exporters of OpenTelemetry.
enum ReceiverRoutes {
    /// The longest body, as it is sent and when it is decoded.
    static let bodyLimit = 64 << 20

    static let all: [Route] = TelemetrySignal.allCases.flatMap { signal in
        signal.paths.map { path in
            Route(
                .post,
                path,
                bodyLimit: bodyLimit,
                readsRows: false,
                errors: .otlp
            ) { try await receive($0, signal) }
        }
    }

    private static func receive(
        _ request: HTTPRequest,
        _ signal: TelemetrySignal
    ) async throws -> HTTPResponse {
        guard let type = OTLPType(request.headers) else {
            throw HTTPFailure(
                415,
                "the content type is not known; use \(MediaType.protobuf) or \(MediaType.json)"
            )
        }
        let ingestion = try request.stores.ingestion()
        let coding = try ContentCoding(request.headers)
        let held = HeldBytes(request.bodies)
        defer { held.release() }
        let body = try coding.decode(request.body, limit: bodyLimit, held)
        // An empty message of protobuf is one without fields.
        if body.isEmpty, type == .protobuf { return type.success(AddedRequest(), signal) }
        let format = type == .json ? .json : signal.protobufFormat
        do {
            return type.success(try await ingestion.add(body, format), signal)
        } catch {
            throw HTTPFailure(receiving: error)
        }
    }
}

/// What a request of the receiver carries.
enum TelemetrySignal: CaseIterable {
    case traces, logs, metrics

    var paths: [String] {
        switch self {
        case .traces: ["/v1/traces", "/otlp/v1/traces"]
        case .logs: ["/v1/logs", "/otlp/v1/logs"]
        case .metrics:
            [
                "/v1/metrics", "/otlp/v1/metrics", "/api/v1/otlp/v1/metrics",
                "/prometheus/api/v1/otlp/v1/metrics",
            ]
        }
    }

    var protobufFormat: RequestFormat {
        switch self {
        case .traces: .protobufTraces
        case .logs: .protobufLogs
        case .metrics: .protobufMetrics
        }
    }

    /// The member of a partial success that counts what was refused.
    var rejectedMember: String {
        switch self {
        case .traces: "rejectedSpans"
        case .logs: "rejectedLogRecords"
        case .metrics: "rejectedDataPoints"
        }
    }
}

extension StoreSelection {
    /// What takes requests for the stores: the store that the path names, or the only one that is
    /// writable.
    func ingestion() throws(HTTPFailure) -> LiveIngestion {
        let writable = stores.filter { $0.ingestion != nil }
        guard let store = writable.first, let ingestion = store.ingestion else {
            throw HTTPFailure(403, "this server only reads; start it with --writable")
        }
        guard writable.count == 1 else {
            let paths = writable.map { "/stores/\($0.name)/…" }.joined(separator: ", ")
            throw HTTPFailure(400, "there are several stores; name one in the path: \(paths)")
        }
        return ingestion
    }
}

extension HTTPFailure {
    /// Why a request was not stored; exporters send it again after 503, and after nothing else.
    init(receiving error: DossierError) {
        switch error.code {
        case .invalidRequest: self.init(400, error.description)
        case .receiverBusy, .storeBusy, .storeChanged, .writerActive, .noRoom, .system,
            .outOfMemory:
            self.init(503, error.descriptionWithoutFolder)
            headers = [("Retry-After", error.code == .receiverBusy ? "1" : "5")]
        default: self.init(500, error.descriptionWithoutFolder)
        }
    }
}
