internal import Dossier

extension HTTPFailure {
    /// What went wrong below, without the paths of files.
    package init(_ error: any Error, _ cancellation: Cancellation) {
        switch error {
        case let failure as HTTPFailure: self = failure
        case is CancellationError: self = .cancelled(cancellation)
        case let error as DossierError: self.init(error, cancellation)
        default: self.init(500, "the server failed with an error of type \(type(of: error))")
        }
    }

    private init(_ error: DossierError, _ cancellation: Cancellation) {
        let message = error.descriptionWithoutFolder
        switch error.code {
        case .cancelled: self = .cancelled(cancellation)
        case .invalidExpression, .invalidRegularExpression, .invalidTime: self.init(400, message)
        case .tooManySamples, .tooManyEvaluations: self.init(422, message)
        default: self.init(500, message)
        }
    }

    private static func cancelled(_ cancellation: Cancellation) -> HTTPFailure {
        cancellation.isTimedOut
            ? HTTPFailure(504, "the time for the query is up; ask for less")
            : HTTPFailure(499, "the client has gone")
    }
}

extension DossierError {
    /// The description, with the names of files in place of their paths.
    var descriptionWithoutFolder: String {
        var text = description
        for path in [path].compactMap(\.self) + issues.map(\.path) {
            guard let slash = path.lastIndex(of: "/") else { continue }
            text = text.replacing(path[...slash], with: "")
        }
        return text
    }
}
