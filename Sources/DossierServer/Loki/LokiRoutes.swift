internal import Dossier
internal import DossierPrimitives

/// Loki's HTTP API, over the log records of the stores as entries of streams.
enum LokiRoutes {
    static let all: [Route] =
        LokiQueries.routes + LokiLabels.routes + LokiVolumes.routes + LokiFields.routes
        + LokiStatus.routes

    /// Routes for GET, and for POST with a form.
    static func routes(
        _ path: String,
        handler: @escaping @Sendable (LokiParameters, HTTPRequest) throws -> HTTPResponse
    ) -> [Route] {
        [HTTPMethod.get, .post].map { method in
            Route(method, path, bodyLimit: method == .post ? 1 << 20 : 0, errors: .loki) {
                request in
                try answering { try handler(try LokiParameters(request), request) }
            }
        }
    }

    /// Gives errors of queries Loki's status.
    static func answering<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DossierError {
            switch error.code {
            case .evaluationFailed, .tooManySamples, .tooManyEvaluations,
                .invalidRegularExpression:
                throw HTTPFailure(400, error.description)
            default: throw error
            }
        }
    }

    /// `{"status": "success", "data": …}`, with a warning for each store that can't be read.
    static func success(
        _ parameters: LokiParameters,
        _ data: (inout JSONWriter) -> Void
    ) -> HTTPResponse {
        var json = JSONWriter()
        json.object { json in
            json.string("status", "success")
            let warnings = parameters.warnings
            if !warnings.isEmpty { json.array("warnings", warnings) { $0.string($1) } }
            json.key("data")
            data(&json)
        }
        return .json(json.takeBytes(endingLine: true))
    }

    /// A document without an envelope.
    static func document(_ members: (inout JSONWriter) -> Void) -> HTTPResponse {
        var json = JSONWriter()
        json.object(nil, members)
        return .json(json.takeBytes(endingLine: true))
    }
}

extension ErrorShape {
    /// The message alone, as Loki answers errors.
    static let loki = ErrorShape.text
}
