internal import DossierTraceQLSyntax

/// What a text is as TraceQL: an expression, or what is wrong with it.
///
/// ```swift
/// let check = TraceQLCheck(of: "{ status = `error` }")
/// if let problem = check.problem { print(problem.line, problem.column, problem.message) }
/// ```
public struct TraceQLCheck: Hashable, Sendable {
    /// What a text is.
    public enum Verdict: String, Hashable, Sendable {
        /// A query that can be evaluated.
        case valid
        /// A query that breaks a rule, such as one about types.
        case invalid
        /// A query that the language has, but that no implementation evaluates.
        case unsupported
        /// Not a query.
        case parseError = "parse_error"
    }

    /// The text that was checked.
    public let text: String
    /// What the text is.
    public let verdict: Verdict
    /// The canonical text of the query; nil if the text is none.
    public let canonical: String?
    /// The expression; nil if the text is none that can be evaluated.
    public let expression: TraceQLExpression?
    /// The first thing that is wrong; nil if nothing is.
    public let problem: QueryProblem?

    /// Checks a text, in time linear in its length.
    ///
    /// - Parameter text: The text of the query.
    public init(of text: String) {
        self.text = text
        do {
            let reading = try TraceQLReading(parsing: text)
            canonical = reading.query.description
            problem = reading.violation.map(QueryProblem.init)
            expression = reading.violation == nil ? TraceQLExpression(reading.query) : nil
            verdict =
                switch reading.violation?.kind {
                case nil: .valid
                case .unsupported: .unsupported
                case .invalid, .syntax: .invalid
                }
        } catch {
            verdict = .parseError
            canonical = nil
            expression = nil
            problem = QueryProblem(error)
        }
    }
}
