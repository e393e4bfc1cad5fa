internal import Dossier
internal import DossierPrimitives

/// How requests and responses of OTLP are written.
enum OTLPType {
    case json, protobuf

    /// The type of a request; nil if it is another one.
    init?(_ headers: HTTPFields) {
        switch MediaType(headers["content-type"] ?? "").name {
        case MediaType.json: self = .json
        case MediaType.protobuf: self = .protobuf
        default: return nil
        }
    }

    /// `ExportTraceServiceResponse` or that of another signal.
    func success(_ added: AddedRequest, _ signal: TelemetrySignal) -> HTTPResponse {
        let message = Self.message(of: added)
        let rejectedCount = added.rejectedCount + added.untracedSpanCount
        switch self {
        case .json:
            var json = JSONWriter()
            json.object { json in
                guard let message else { return }
                json.object("partialSuccess") { json in
                    if rejectedCount > 0 {
                        json.dynamicKey(signal.rejectedMember)
                        json.quotedInteger(rejectedCount)
                    }
                    json.string("errorMessage", message)
                }
            }
            return .json(json.takeBytes())
        case .protobuf:
            var writer = ProtobufWriter()
            if let message {
                writer.message(1) { partial in
                    partial.varint(1, UInt64(rejectedCount))
                    partial.string(2, message)
                }
            }
            return HTTPResponse(type: MediaType.protobuf, writer.finish())
        }
    }

    /// What the user of an exporter should know.
    private static func message(of added: AddedRequest) -> String? {
        guard added.isUnderstood else { return "the request has no field of OTLP" }
        guard added.untracedSpanCount > 0 else { return added.reason }
        let untraced =
            "\(added.untracedSpanCount) spans have no valid trace id; they are kept, but belong to no"
            + " trace"
        return added.reason.map { "\($0); \(untraced)" } ?? untraced
    }

    /// `google.rpc.Status`.
    func failure(_ failure: HTTPFailure) -> HTTPResponse {
        let code = Self.statusCode(failure.status)
        switch self {
        case .json:
            var json = JSONWriter()
            json.object { json in
                json.integer("code", code)
                json.string("message", failure.message)
            }
            return .json(json.takeBytes(), status: failure.status)
        case .protobuf:
            var writer = ProtobufWriter()
            writer.varint(1, UInt64(code))
            writer.string(2, failure.message)
            return HTTPResponse(failure.status, type: MediaType.protobuf, writer.finish())
        }
    }

    /// The number in `google.rpc.Code` of an HTTP status.
    private static func statusCode(_ status: Int) -> Int {
        switch status {
        case 400, 415: 3
        case 401: 16
        case 403: 7
        case 404: 5
        case 413, 429: 8
        case 499: 1
        case 503: 14
        case 504: 4
        default: 13
        }
    }
}

extension ErrorShape {
    /// `google.rpc.Status` in the type of the request.
    static let otlp = ErrorShape { failure, request in
        (request.flatMap { OTLPType($0.headers) } ?? .json).failure(failure)
    }
}
