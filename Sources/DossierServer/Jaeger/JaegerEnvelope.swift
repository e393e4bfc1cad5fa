internal import DossierPrimitives

/// What all answers of Jaeger's JSON API are in:
/// `{"data", "total", "limit", "offset", "errors"}`.
struct JaegerEnvelope {
    /// Something that is missing from the answer.
    struct Problem {
        let code: Int
        let message: String
        var traceID: String?
    }

    /// How many elements there are, where the API says so.
    var total = 0
    var problems: [Problem] = []

    /// An envelope for data without what some stores have.
    init(total: Int = 0, without failures: [HTTPFailure] = []) {
        self.total = total
        problems = failures.map { Problem($0) }
    }

    /// A response with data that `write` writes.
    func response(_ write: (inout JSONWriter) throws -> Void) rethrows -> HTTPResponse {
        var json = JSONWriter()
        Self.begin(&json)
        try write(&json)
        end(&json)
        return .json(json.takeBytes())
    }

    /// Starts the document up to its data.
    static func begin(_ json: inout JSONWriter) {
        json.beginObject()
        json.key("data")
    }

    /// Writes what comes after the data.
    func end(_ json: inout JSONWriter) {
        json.integer("total", total)
        json.integer("limit", 0)
        json.integer("offset", 0)
        if problems.isEmpty {
            json.string("errors", nil)
        } else {
            json.array("errors", problems) { json, problem in
                json.object { json in
                    json.integer("code", problem.code)
                    json.string("msg", problem.message)
                    if let traceID = problem.traceID { json.string("traceID", traceID) }
                }
            }
        }
        json.endObject()
    }
}

extension JaegerEnvelope.Problem {
    init(_ failure: HTTPFailure, traceID: String? = nil) {
        self.init(code: failure.status, message: failure.message, traceID: traceID)
    }
}

extension ErrorShape {
    /// The envelope of Jaeger's JSON API, with one error.
    static let jaeger = ErrorShape { failure, _ in
        var envelope = JaegerEnvelope()
        envelope.problems = [JaegerEnvelope.Problem(failure)]
        var response = envelope.response { $0.null() }
        response.status = failure.status
        return response
    }

    /// `{"error": {"httpCode", "message"}}`, as Jaeger's API v3 has it.
    static let jaegerV3 = ErrorShape { failure, _ in
        var json = JSONWriter()
        json.object { json in
            json.object("error") { json in
                json.integer("httpCode", failure.status)
                json.string("message", failure.message)
            }
        }
        return .json(json.takeBytes(), status: failure.status)
    }
}
