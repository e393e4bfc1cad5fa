package import DossierLuceneSyntax
package import DossierQuery

/// A Lucene query string, ready to select log records of a store.
package struct LucenePlan: Sendable {
    let query: LuceneQuery
    private let now: Int64

    /// `now` is in nanoseconds since 1970.
    package init(_ query: LuceneQuery, now: Int64) {
        self.query = query
        self.now = now
    }

    /// The records of a store that the query selects.
    ///
    /// Throws if a regular expression is invalid, which reading the query has ruled out.
    package func predicate(in catalogue: PredicateCatalogue) throws -> Predicate {
        try predicate(query, FieldPredicates(catalogue: catalogue, now: now))
    }

    /// Recursion is bounded by the parser's limit.
    private func predicate(
        _ query: LuceneQuery,
        _ fields: FieldPredicates
    ) throws -> Predicate {
        switch query {
        case .all: .constant(true)
        case .term(let term): try fields.predicate(term)
        case .and(let parts): .and(try parts.map { try predicate($0, fields) })
        case .or(let parts): .or(try parts.map { try predicate($0, fields) })
        case .not(let part): .not(try predicate(part, fields))
        }
    }
}
