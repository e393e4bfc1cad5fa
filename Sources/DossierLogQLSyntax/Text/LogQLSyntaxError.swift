import DossierPrimitives

/// Why a text is not a LogQL query that can be evaluated, and where.
package struct LogQLSyntaxError: Error, Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// The text is not a query.
        case syntax
        /// The query breaks a rule: selects everything, or has an invalid regular expression.
        case invalid
    }

    /// The message for a selector that all streams may pass.
    package static let unselectiveMessage =
        "no condition of the selector asks for a label that is there"

    package var kind: Kind
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

    init(
        _ kind: Kind,
        _ message: String,
        advice: String?,
        at range: Range<Int>,
        in text: [UInt8]
    ) {
        self.kind = kind
        self.message = message
        self.advice = advice
        self.range = range
        let position = TextPosition(of: range.lowerBound, in: text)
        (line, column) = (position.line, position.column)
    }
}

extension LogQLSyntaxError: CustomStringConvertible {
    /// `LINE:COLUMN: what is wrong; what to write`.
    package var description: String {
        let label = kind == .syntax ? "parse error: " : ""
        return "\(line):\(column): \(label)\(message)" + (advice.map { "; \($0)" } ?? "")
    }
}
