/// The line of a query in which something is wrong, and a mark below the place.
enum QueryExcerpt {
    /// Nil if characters of the line are not one column wide.
    ///
    /// The line, and the byte within it, count from 1; so many bytes are marked as are shown.
    static func text(of query: String, line: Int, column: Int, count: Int) -> String? {
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
        let count = max(1, min(count, start + shown.count - (column - 1)))
        return "  \(String(decoding: shown, as: UTF8.self))\n"
            + String(repeating: " ", count: 2 + column - 1 - start)
            + String(repeating: "^", count: count)
    }
}
