internal import DossierColumns
internal import DossierLuceneSyntax
package import DossierQuery

extension LucenePlan {
    /// What can't be found: fields that the store has not, words that no body can have.
    package func notes(in catalogue: PredicateCatalogue) -> [String] {
        let known = KnownAttributes(catalogue)
        var notes: [String] = []
        var noted: Set<LuceneField> = []
        for term in query.terms {
            let field = term.field
            guard !noted.contains(field), let note = known.note(on: term, field),
                !notes.contains(note)
            else { continue }
            notes.append(note)
            // What is said of the body is about the words of one term.
            if field != .body { noted.insert(field) }
            // A person reads no more.
            if notes.count == 10 { break }
        }
        return notes
    }
}

/// The attributes of a store, listed once for all terms.
private struct KnownAttributes {
    private let catalogue: PredicateCatalogue
    private let keys: [LuceneScope: Set<[UInt8]>]
    private let hasOverflow: Bool

    init(_ catalogue: PredicateCatalogue) {
        self.catalogue = catalogue
        keys = Dictionary(
            AttributePredicates.scopes.map {
                ($0, Set(AttributePredicates.keys(of: $0, in: catalogue)))
            },
            uniquingKeysWith: { first, _ in first }
        )
        hasOverflow = catalogue.hasOverflow(of: .logRecord)
    }

    func note(on term: LuceneTerm, _ field: LuceneField) -> String? {
        switch (field, term.value) {
        case (.body, .text(let text)) where !text.isEmpty && WordMatch.words(of: text).isEmpty:
            return
                "\(shown(term)) finds nothing: it has no letter and no digit, and words are made of"
                + " those"
        case (.body, .wildcard(let parts)) where parts.contains(where: \.separatesWords):
            return "\(shown(term)) finds nothing: a word of a body has only letters, digits and _"
        case (.attribute(let scope, let name), let value):
            return note(onAttribute: scope, name, value, shown(term.name.text))
        default: return nil
        }
    }

    private func shown(_ text: some CustomStringConvertible) -> String {
        ShortenedText.text(text.description, upTo: ShortenedText.nameLength)
    }

    private func note(
        onAttribute scope: LuceneScope?,
        _ name: [UInt8],
        _ value: LuceneValue,
        _ shownName: String
    ) -> String? {
        let splits = AttributePredicates.splits(of: name)
        let scopes = scope.map { [$0] } ?? AttributePredicates.scopes
        let isKnown = scopes.contains { scope in
            splits.contains { keys[scope]?.contains($0.key) ?? false }
        }
        if !isKnown, !hasOverflow {
            return "no log record, scope or resource has an attribute \(shownName)"
        }
        switch value {
        case .wildcard, .pattern:
            let types = catalogue.types(key: name, of: .logRecord)
            guard scope != .scope, scope != .resource,
                !types.isDisjoint(with: [.int, .double])
            else { return nil }
            return
                "\(shownName) is a number in some records, which has no wildcards: use a range"
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
