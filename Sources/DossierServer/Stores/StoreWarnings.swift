extension HTTPFailure {
    /// Something that no store has, as far as they could be read.
    static func notFound(
        _ message: String,
        without failures: [HTTPFailure],
        parameter: String? = nil
    ) -> HTTPFailure {
        let reasons = [message] + failures.map(\.message)
        return HTTPFailure(404, reasons.joined(separator: "; "), parameter: parameter)
    }
}

extension [HTTPFailure] {
    /// Adds those that say something else than the ones before.
    mutating func addNew(_ others: [HTTPFailure]) {
        for other in others where !contains(where: { $0.message == other.message }) {
            append(other)
        }
    }
}

extension HTTPResponse {
    /// The response with a field `Warning` for each failure that it does not name there yet.
    func warning(of failures: [HTTPFailure]) -> HTTPResponse {
        var response = self
        let known = headers.values("Warning")
        for warning in failures.map(\.warning) where !known.contains(warning) {
            response.headers.add("Warning", warning)
        }
        return response
    }
}
