internal import DossierLogQLSyntax

/// A LogQL query that was read and checked.
///
/// ```swift
/// let errors = try LogQLExpression(parsing: "{service_name=`cart`} | json | status >= 500")
/// ```
///
/// Expressions are equal if they say the same, however they were written.
public struct LogQLExpression: Hashable, Sendable {
    /// What an expression gives.
    public enum Purpose: Hashable, Sendable {
        /// Entries.
        case log
        /// Series of numbers, as `rate()` does.
        case metrics
    }

    /// The syntax tree.
    let query: LogQLQuery

    /// Reads and checks a text.
    ///
    /// Takes time linear in its length.
    ///
    /// - Parameter text: The text of the query.
    /// - Throws: A ``DossierError`` with the code ``DossierError/Code/invalidExpression`` and a
    ///   position, if the text is no LogQL or breaks its rules.
    public init(parsing text: String) throws(DossierError) {
        query = try translatingErrors { try LogQLQuery(parsing: text) }
    }

    init(_ query: LogQLQuery) {
        self.query = query
    }

    /// Whether the expression finds entries or makes series.
    public var purpose: Purpose {
        switch query {
        case .log: .log
        case .metric: .metrics
        }
    }
}

extension LogQLExpression: CustomStringConvertible {
    /// The canonical text: constants folded, every operation in parentheses, strings in double
    /// quotes.
    ///
    /// Reading it gives an equal expression.
    public var description: String { query.description }
}
