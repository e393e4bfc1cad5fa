/// A clause of a group as it was written.
struct Clause {
    enum Junction {
        case and, or
    }

    enum Mark {
        /// `+`
        case required
        /// `-`
        case prohibited
        /// `NOT` and `!`
        case not
    }

    /// The operator before it; nil if there is none.
    let junction: Junction?
    let mark: Mark?
    let query: LuceneQuery

    /// The clause by itself.
    fileprivate var marked: LuceneQuery {
        switch mark {
        case .prohibited, .not: .not(query)
        case .required, nil: query
        }
    }
}

/// The clauses between two parentheses, which decide together.
struct ClauseGroup {
    var clauses: [Clause] = []

    /// What the group says: `NOT` before `AND` before `OR`, and `OR` where no operator stands.
    ///
    /// Of the alternatives those with `+` have to hold, then the others don't decide; those with `-`
    /// must not.
    ///
    /// - Precondition: There is a clause.
    var query: LuceneQuery {
        var required: [LuceneQuery] = []
        var optional: [LuceneQuery] = []
        var prohibited: [LuceneQuery] = []
        for chain in chains {
            let whole = LuceneQuery.all(of: chain.map(\.marked))
            if chain.contains(where: { $0.mark == .required }) {
                required.append(whole)
            } else if chain.count == 1, chain[0].mark == .prohibited {
                prohibited.append(whole)
            } else {
                optional.append(whole)
            }
        }
        if required.isEmpty, !optional.isEmpty { required = [.any(of: optional)] }
        return .all(of: required + prohibited)
    }

    /// The clauses between which `AND` stands, together.
    private var chains: [ArraySlice<Clause>] {
        var chains: [ArraySlice<Clause>] = []
        var start = 0
        for index in clauses.indices.dropFirst() where clauses[index].junction != .and {
            chains.append(clauses[start..<index])
            start = index
        }
        return (chains + [clauses[start...]]).map { ArraySlice(Array($0)) }
    }

    /// What the classic Lucene parser makes of the same: `AND` requires what is on both sides of it,
    /// and what is not required does not decide beside what is.
    private var classicQuery: LuceneQuery {
        var required: [LuceneQuery] = []
        var optional: [LuceneQuery] = []
        var prohibited: [LuceneQuery] = []
        for (index, clause) in clauses.enumerated() {
            let isJoined =
                clause.junction == .and
                || index + 1 < clauses.count && clauses[index + 1].junction == .and
            switch clause.mark {
            case .prohibited, .not: prohibited.append(.not(clause.query))
            case .required: required.append(clause.query)
            case nil where isJoined: required.append(clause.query)
            case nil: optional.append(clause.query)
            }
        }
        if required.isEmpty, !optional.isEmpty { required = [.any(of: optional)] }
        return .all(of: required + prohibited)
    }

    /// What to say where the two readings differ; nil where they agree.
    var hint: String? {
        let (own, classic) = (query, classicQuery)
        guard own.conjuncts != classic.conjuncts else { return nil }
        return "read as \(Self.shown(own)); classic Lucene reads \(Self.shown(classic)):"
            + " parentheses say which is meant"
    }

    private static func shown(_ query: LuceneQuery) -> String {
        ShortenedText.text(query.description, upTo: 200)
    }
}

extension LuceneQuery {
    /// The parts that all have to hold.
    fileprivate var conjuncts: Set<LuceneQuery> {
        guard case .and(let parts) = self else { return [self] }
        return parts.reduce(into: []) { $0.formUnion($1.conjuncts) }
    }
}
