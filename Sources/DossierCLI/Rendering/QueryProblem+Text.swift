internal import Dossier

extension QueryProblem {
    /// Where and what is wrong, what to write, and the line with a mark below the place.
    func text(in query: String) -> String {
        let message = "\(line):\(column): \(message)" + (advice.map { "; \($0)" } ?? "")
        let excerpt = QueryExcerpt.text(
            of: query,
            line: line,
            column: column,
            count: byteRange.count
        )
        return excerpt.map { "\(message)\n\($0)" } ?? message
    }
}
