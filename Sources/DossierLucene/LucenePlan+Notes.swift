internal import DossierColumns
internal import DossierLuceneSyntax
package import DossierQuery

extension LucenePlan {
    /// What can't be found: fields that the store has not, words that no body can have.
    package func notes(in catalogue: PredicateCatalogue) -> [String] {
        var notes: [String] = []
        for term in query.terms {
            guard let note = Self.note(on: term, catalogue), !notes.contains(note) else { continue }
            notes.append(note)
            // A person reads no more.
            if notes.count == 10 { break }
        }
        return notes
    }

    private static func note(on term: LuceneTerm, _ catalogue: PredicateCatalogue) -> String? {
        switch (term.field, term.value) {
        case (.body, .text(let text)) where !text.isEmpty && WordMatch.words(of: text).isEmpty:
            return
                "\(term) finds nothing: it has no letter and no digit, and words are made of those"
        case (.body, .wildcard(let parts)) where parts.contains(where: \.separatesWords):
            return "\(term) finds nothing: a word of a body has only letters, digits and _"
        case (.attribute(let scope, let name), let value):
            return note(onAttribute: scope, name, value, term, catalogue)
        default: return nil
        }
    }

    private static func note(
        onAttribute scope: LuceneScope?,
        _ name: [UInt8],
        _ value: LuceneValue,
        _ term: LuceneTerm,
        _ catalogue: PredicateCatalogue
    ) -> String? {
        let splits = AttributePredicates.splits(of: name)
        let scopes = scope.map { [$0] } ?? AttributePredicates.scopes
        let isKnown = scopes.contains { scope in
            let keys = Set(AttributePredicates.keys(of: scope, in: catalogue))
            return splits.contains { keys.contains($0.key) }
        }
        if !isKnown, !catalogue.hasOverflow(of: .logRecord) {
            return "no log record, scope or resource has an attribute \(term.name.text)"
        }
        switch value {
        case .wildcard, .pattern:
            let types = catalogue.types(key: name, of: .logRecord)
            guard scope != .scope, scope != .resource,
                !types.isDisjoint(with: [.int, .double])
            else { return nil }
            return
                "\(term.name.text) is a number in some records, which has no wildcards: use a range"
        default: return nil
        }
    }
}

extension LuceneFieldName? {
    fileprivate var text: String { map { "\($0)" } ?? "" }
}

extension LuceneWildcardPart {
    /// Whether it has an ASCII character that no word has.
    fileprivate var separatesWords: Bool {
        guard case .literal(let bytes) = self else { return false }
        return bytes.contains { $0 < 0x80 && WordMatch.words(of: [$0]).isEmpty }
    }
}

extension LuceneQuery {
    /// The terms of all parts, in order.
    ///
    /// Recursion is bounded by the parser's limit.
    fileprivate var terms: [LuceneTerm] {
        switch self {
        case .all: []
        case .term(let term): [term]
        case .and(let parts), .or(let parts): parts.flatMap(\.terms)
        case .not(let part): part.terms
        }
    }
}
