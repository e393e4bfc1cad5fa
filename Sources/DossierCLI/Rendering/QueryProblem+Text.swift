internal import Dossier

extension QueryProblem {
    /// Where and what is wrong, what to write, and the line with a mark below the place.
    func text(in query: String) -> String {
        let message = "\(line):\(column): \(message)" + (advice.map { "; \($0)" } ?? "")
        guard let excerpt = excerpt(of: query) else { return message }
        return "\(message)\n\(excerpt)"
    }

    /// The line and the mark; nil if characters of the line are not one column wide.
    private func excerpt(of query: String) -> String? {
        let lines = query.utf8.split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        )
        guard lines.indices.contains(line - 1) else { return nil }
        let written = Array(lines[line - 1])
        guard written.allSatisfy({ 0x20..<0x7f ~= $0 }) else { return nil }
        // A part of a long line around the place.
        let start = max(0, column - 1 - 50)
        let shown = written[start...].prefix(70)
        let count = max(1, min(byteRange.count, start + shown.count - (column - 1)))
        return "  \(String(decoding: shown, as: UTF8.self))\n"
            + String(repeating: " ", count: 2 + column - 1 - start)
            + String(repeating: "^", count: count)
    }
}
