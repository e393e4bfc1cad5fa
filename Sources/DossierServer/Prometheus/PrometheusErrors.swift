internal import Dossier
internal import DossierPrimitives

extension ErrorShape {
    /// `{"status": "error", "errorType": …, "error": …}`.
    static let prometheus = ErrorShape { failure, _ in
        var json = JSONWriter()
        json.object { json in
            json.string("status", "error")
            json.string("errorType", errorType(failure.status))
            json.string("error", failure.message)
        }
        return .json(json.takeBytes(endingLine: true), status: status(failure.status))
    }

    /// A query whose time is up has the status of a server that can't answer now.
    private static func status(_ status: Int) -> Int { status == 504 ? 503 : status }

    private static func errorType(_ status: Int) -> String {
        switch status {
        case 404: "not_found"
        case 406: "not_acceptable"
        case 422: "execution"
        case 499: "canceled"
        case 503, 504: "timeout"
        case ..<500: "bad_data"
        default: "internal"
        }
    }
}

extension HTTPFailure {
    /// A parameter that can't be read.
    static func invalid(_ parameter: String, _ reason: String) -> HTTPFailure {
        HTTPFailure(400, "invalid parameter \"\(parameter)\": \(reason)", parameter: parameter)
    }

    /// Runs a query of the library; an error in the expression becomes one of the parameter that it
    /// came in.
    static func translating<Result>(
        _ parameter: String,
        _ body: () throws(DossierError) -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch {
            throw translated(error, parameter)
        }
    }

    static func translated(_ error: DossierError, _ parameter: String) -> any Error {
        switch error.code {
        case .invalidExpression, .invalidRegularExpression, .invalidTime:
            invalid(parameter, error.description)
        case .evaluationFailed, .tooManySamples, .tooManyEvaluations:
            HTTPFailure(422, error.description)
        default: error
        }
    }
}
