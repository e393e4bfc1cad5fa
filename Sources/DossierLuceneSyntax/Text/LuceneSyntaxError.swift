import DossierPrimitives

/// Why a text is not a Lucene query string that can be evaluated, and where.
package struct LuceneSyntaxError: Error, Hashable, Sendable {
    /// What is wrong.
    package var message: String
    /// What to write instead; nil if nothing better than the message is known.
    package var advice: String?
    /// The offending part of the text, in bytes.
    package var range: Range<Int>
    /// The line of the start of the part, from 1.
    package var line: Int
    /// The byte within that line, from 1.
    package var column: Int

    init(_ message: String, advice: String?, at range: Range<Int>, in text: [UInt8]) {
        self.message = message
        self.advice = advice
        self.range = range
        let position = TextPosition(of: range.lowerBound, in: text)
        (line, column) = (position.line, position.column)
    }
}

extension LuceneSyntaxError: CustomStringConvertible {
    /// `LINE:COLUMN: what is wrong; what to write`.
    package var description: String {
        "\(line):\(column): \(message)" + (advice.map { "; \($0)" } ?? "")
    }
}
