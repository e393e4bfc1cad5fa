internal import Dossier
internal import DossierPrimitives

/// Traces by their ids.
enum TempoTrace {
    /// The shapes that Tempo has for a trace.
    enum Version {
        /// `tempopb.Trace`, which is OTLP's `TracesData`.
        case first
        /// `tempopb.TraceByIDResponse`, which has that in its first field.
        case second
    }

    /// The longest answer, in bytes.
    private static let byteCountMax = 256 << 20

    static func answer(_ request: HTTPRequest, _ version: Version) throws -> HTTPResponse {
        let id = try traceID(request.capture("id"))
        let window = try TempoParameters(request).window()
        let encoding = encoding(of: request)
        let answers = try request.stores.answers { try $0.resourceSpans(ofTrace: id, as: encoding) }
        let parts = answers.all.compactMap(\.answer)
            .filter { $0.summary.isActive(in: window) }.parts
        guard !parts.isEmpty else {
            throw HTTPFailure.notFound("no trace has the id \(id.hex)", without: answers.failures)
        }
        guard parts.reduce(0, { $0 + $1.count }) <= byteCountMax else {
            throw HTTPFailure(
                422,
                "the trace is larger than \(byteCountMax >> 20) MiB; search for the spans you need"
            )
        }
        let response: HTTPResponse =
            switch encoding {
            case .json: .json(json(parts, version, answers.missing))
            case .protobuf:
                HTTPResponse(
                    type: "application/protobuf",
                    protobuf(parts, version, answers.missing)
                )
            }
        return version == .first ? response.warning(of: answers.failures) : response
    }

    /// Protobuf for clients that name it, whatever else they take; JSON for the others.
    static func encoding(of request: HTTPRequest) -> OTLPEncoding {
        let accepted = request.headers.values("accept")
        return accepted.contains { $0.contains("application/protobuf") } ? .protobuf : .json
    }

    private static func traceID(_ text: String) throws(HTTPFailure) -> TraceID {
        guard let id = TraceIDParameter.hexID(text) else {
            throw HTTPFailure(
                400,
                "\"\(text)\" is not a trace id, which has up to 32 hexadecimal digits",
                parameter: "id"
            )
        }
        return id
    }

    private static func json(
        _ parts: [[UInt8]],
        _ version: Version,
        _ missing: String?
    ) -> [UInt8] {
        var json = JSONWriter(escaping: .required)
        json.beginObject()
        if version == .second {
            json.key("trace")
            json.beginObject()
        }
        json.key("resourceSpans")
        json.beginArray()
        for part in parts { json.json(part) }
        json.endArray()
        if version == .second {
            json.endObject()
            json.object("metrics") { _ in }
            if let missing {
                json.string("status", "PARTIAL")
                json.string("message", missing)
            }
        }
        json.endObject()
        return json.takeBytes(endingLine: true)
    }

    private static func protobuf(
        _ parts: [[UInt8]],
        _ version: Version,
        _ missing: String?
    ) -> [UInt8] {
        let trace = Array(parts.joined())
        guard version == .second else { return trace }
        var response = ProtobufWriter()
        response.bytes(1, trace)
        response.message(2) { _ in }
        if let missing {
            response.varint(3, 1)
            response.string(4, missing)
        }
        return response.finish()
    }
}

extension TraceSummary {
    fileprivate func isActive(in window: ClosedRange<Timestamp>?) -> Bool {
        guard let window, let startTime, let endTime else { return true }
        return startTime <= window.upperBound && endTime >= window.lowerBound
    }
}
