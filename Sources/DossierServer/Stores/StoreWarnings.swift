internal import DossierPrimitives

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
    /// The response with a field `Warning` for each store that could not be read, for answers that
    /// have no other place for that.
    func warning(of failures: [HTTPFailure]) -> HTTPResponse {
        var response = self
        for failure in failures {
            let text = QuotedText.text(of: failure.message.utf8)
            response.headers.add("Warning", "199 dossier \(text)")
        }
        return response
    }
}
