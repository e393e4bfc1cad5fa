internal import Dossier
internal import DossierPrimitives

/// Prometheus' HTTP API, over the metrics of the stores.
enum PrometheusRoutes {
    static let all: [Route] = [
        Route(.get, "/api/v1/query", errors: .prometheus) { try query($0) }
    ]

    private static func query(_ request: HTTPRequest) throws -> HTTPResponse {
        let form = try request.form()
        guard let text = form["query"], let file = request.stores.files.first else {
            throw HTTPFailure(400, "the parameter query is missing", parameter: "query")
        }
        let result = try file.query(PromQLQuery(text), isCancelled: request.isCancelled)
        return .json { try result.writeJSON(to: $0.write) }
    }
}

extension ErrorShape {
    /// `{"status": "error", "errorType": …, "error": …}`.
    static let prometheus = ErrorShape { failure, _ in
        var json = JSONWriter()
        json.object { json in
            json.string("status", "error")
            json.string("errorType", errorType(failure.status))
            json.string("error", failure.message)
        }
        return .json(json.takeBytes(endingLine: true), status: failure.status)
    }

    private static func errorType(_ status: Int) -> String {
        switch status {
        case 400: "bad_data"
        case 404: "not_found"
        case 406: "not_acceptable"
        case 422: "execution"
        case 499: "canceled"
        case 503, 504: "timeout"
        default: "internal"
        }
    }
}
