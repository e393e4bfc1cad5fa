internal import DossierTraceQLSyntax

/// A TraceQL query that was read and checked.
///
/// ```swift
/// let slow = try TraceQLExpression(parsing: "{ resource.service.name = `cart` && duration > 1s }")
/// ```
///
/// Expressions are equal if they say the same, however they were written.
public struct TraceQLExpression: Hashable, Sendable {
    /// What an expression gives.
    public enum Purpose: Hashable, Sendable {
        /// Spans, in spansets by trace.
        case search
        /// Series of numbers, as `rate()` does.
        case metrics
    }

    /// The syntax tree.
    let query: TraceQLQuery

    /// Reads and checks a text.
    ///
    /// Takes time linear in its length.
    ///
    /// - Parameter text: The text of the query.
    /// - Throws: A ``DossierError`` with the code ``DossierError/Code/invalidExpression`` and a
    ///   position, if the text is no TraceQL, breaks its rules about types, or asks for what the
    ///   language has but no implementation evaluates.
    public init(parsing text: String) throws(DossierError) {
        query = try translatingErrors { try TraceQLQuery(parsing: text) }
    }

    init(_ query: TraceQLQuery) {
        self.query = query
    }

    /// Whether the expression finds spans or makes series.
    public var purpose: Purpose {
        switch query.body {
        case .search: .search
        case .metrics: .metrics
        }
    }

    /// Whether the expression can match no span, whatever a store has, as `{ 1 = 2 }`.
    public var matchesNothing: Bool { query.matchesNothing }
}

extension TraceQLExpression: CustomStringConvertible {
    /// The canonical text: constants folded, every operation in parentheses, strings in backquotes.
    ///
    /// Reading it gives an equal expression.
    public var description: String { query.description }
}
