import DossierPrimitives

/// Why a text is not PromQL, and where.
package struct PromQLSyntaxError: Error, Hashable, Sendable {
    package var message: String
    /// The offending part of the text.
    package var range: SourceRange
    /// The line of the start of the part, from 1.
    package var line: Int
    /// The byte within that line, from 1.
    package var column: Int

    package init(_ message: String, at range: SourceRange, in text: [UInt8]) {
        self.message = message
        self.range = range
        let (line, column) = range.startPosition(in: text)
        self.line = line
        self.column = column
    }
}

extension PromQLSyntaxError: CustomStringConvertible {
    package var description: String { "\(line):\(column): parse error: \(message)" }
}

extension SourceRange {
    /// The line and the byte within it of the start, both from 1.
    package func startPosition(in text: [UInt8]) -> (line: Int, column: Int) {
        let position = TextPosition(of: start, in: text)
        return (position.line, position.column)
    }

    /// From the start of this to the end of the other.
    package func through(_ other: SourceRange) -> SourceRange {
        SourceRange(start: start, end: other.end)
    }
}
