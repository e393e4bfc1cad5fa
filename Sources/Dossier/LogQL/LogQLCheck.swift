internal import DossierLogQLSyntax

/// What a text is as LogQL: an expression, or what is wrong with it.
///
/// ```swift
/// let check = LogQLCheck(of: "{service_name=`cart`} |= `timeout`")
/// if let problem = check.problem { print(problem.line, problem.column, problem.message) }
/// ```
public struct LogQLCheck: Hashable, Sendable {
    /// What a text is.
    public enum Verdict: String, Hashable, Sendable {
        /// A query that can be evaluated.
        case valid
        /// A query that breaks a rule: selects everything, or has an invalid regular expression.
        case invalid
        /// Not a query.
        case parseError = "parse_error"
    }

    /// The text that was checked.
    public let text: String
    /// What the text is.
    public let verdict: Verdict
    /// The expression; nil if the text is none that can be evaluated.
    public let expression: LogQLExpression?
    /// The first thing that is wrong; nil if nothing is.
    public let problem: QueryProblem?

    /// Whether what is wrong is that a selector selects all streams.
    public var selectsEverything: Bool {
        problem?.message == LogQLSyntaxError.unselectiveMessage
    }

    /// Checks a text, in time linear in its length.
    ///
    /// - Parameter text: The text of the query.
    public init(of text: String) {
        self.text = text
        do {
            expression = LogQLExpression(try LogQLQuery(parsing: text))
            verdict = .valid
            problem = nil
        } catch {
            expression = nil
            verdict = error.kind == .syntax ? .parseError : .invalid
            problem = QueryProblem(error)
        }
    }
}
