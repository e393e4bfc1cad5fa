internal import DossierLogQLSyntax
internal import DossierTraceQLSyntax

/// What is wrong with the text of a query, and where.
public struct QueryProblem: Hashable, Sendable {
    /// What is wrong.
    public let message: String
    /// What to write instead; nil if nothing better than the message is known.
    public let advice: String?
    /// The offending part of the text, in bytes.
    public let byteRange: Range<Int>
    /// The line of the start of the part, from 1.
    public let line: Int
    /// The byte within that line, from 1.
    public let column: Int

    init(_ error: TraceQLSyntaxError) {
        message = error.message
        advice = error.advice
        byteRange = error.range
        line = error.line
        column = error.column
    }

    init(_ error: LogQLSyntaxError) {
        message = error.message
        advice = error.advice
        byteRange = error.range
        line = error.line
        column = error.column
    }
}
