/// Terms: a value, and the name of its field.
extension Parser {
    /// Makes a query of the word that was read last.
    mutating func parseTerm(
        _ token: Token,
        _ name: LuceneFieldName?
    ) throws(LuceneSyntaxError) -> LuceneQuery {
        var end = token.range.upperBound
        let value: LuceneValue
        switch token.kind {
        case .word(let parts): value = try wordValue(parts, token.range, &end)
        case .quoted(let bytes): value = .text(bytes)
        case .pattern(let bytes):
            noteOnPath(behind: token.range)
            value = .pattern(bytes)
        case .rangeStart(let isIncluded):
            let bounds = try readRange(isIncluded: isIncluded, from: token.range)
            end = self.end
            value = bounds.lower == nil && bounds.upper == nil ? .any : .range(bounds)
        default: throw try unexpected(expected: "a value")
        }
        let isPhrase = if case .quoted = token.kind { true } else { false }
        try skipBoost(fuzzy: isPhrase ? "proximity search" : "fuzzy search")
        return try query(name, value, at: token.range.lowerBound..<end)
    }

    private mutating func wordValue(
        _ parts: [LuceneWildcardPart],
        _ range: Range<Int>,
        _ end: inout Int
    ) throws(LuceneSyntaxError) -> LuceneValue {
        if case .literal(let first)? = parts.first, let comparison = Comparison(first) {
            return try comparedValue(comparison, parts, range, &end)
        }
        if parts == [.anyCharacters] { return .any }
        if case .literal(let text)? = parts.first, parts.count == 1 { return .text(text) }
        return .wildcard(parts)
    }

    /// `>`, `>=`, `<` or `<=`, and what the word has behind it.
    private struct Comparison {
        let isLower: Bool
        let isIncluded: Bool
        let rest: [UInt8]

        init?(_ word: [UInt8]) {
            guard word.first == UInt8(ascii: "<") || word.first == UInt8(ascii: ">") else {
                return nil
            }
            isLower = word.first == UInt8(ascii: ">")
            isIncluded = word.dropFirst().first == UInt8(ascii: "=")
            rest = Array(word.dropFirst(isIncluded ? 2 : 1))
        }
    }

    private mutating func comparedValue(
        _ comparison: Comparison,
        _ parts: [LuceneWildcardPart],
        _ range: Range<Int>,
        _ end: inout Int
    ) throws(LuceneSyntaxError) -> LuceneValue {
        guard parts.count == 1 else {
            throw error("a bound has no wildcards", advice: "put it in quotes", at: range)
        }
        var text = comparison.rest
        if text.isEmpty {
            guard let phrase = try readGluedPhrase(at: range.upperBound) else {
                throw error(
                    "expected a value right behind `\(self.text(range))`",
                    advice: "put the sign in quotes if it is meant as such",
                    at: range
                )
            }
            text = phrase
            end = self.end
        }
        let bound = LuceneRange.Bound(text: text, isIncluded: comparison.isIncluded)
        return .range(
            comparison.isLower
                ? LuceneRange(lower: bound, upper: nil) : LuceneRange(lower: nil, upper: bound)
        )
    }

    /// The name that a word before a colon is.
    func fieldName(
        _ parts: [LuceneWildcardPart],
        at range: Range<Int>
    ) throws(LuceneSyntaxError) -> LuceneFieldName {
        switch (parts.first, parts.count) {
        case (.literal(let name), 1):
            // The star was escaped, as Elasticsearch wants it.
            return name.last == UInt8(ascii: "*")
                ? LuceneFieldName(name.dropLast(), isPrefix: true) : LuceneFieldName(name)
        case (.anyCharacters, 1): return LuceneFieldName([], isPrefix: true)
        case (.literal(let name), 2) where parts[1] == .anyCharacters:
            return LuceneFieldName(name, isPrefix: true)
        default:
            throw error(
                "`\(text(range))` is no name of a field",
                advice: "a name may end in *, and has no other wildcards",
                at: range
            )
        }
    }

    private mutating func query(
        _ name: LuceneFieldName?,
        _ value: LuceneValue,
        at range: Range<Int>
    ) throws(LuceneSyntaxError) -> LuceneQuery {
        if name == .existence {
            return try existence(of: value, at: range)
        }
        // `*` and `*:*`.
        if value == .any, name?.isOfEveryField ?? true { return .all }
        let term = LuceneTerm(name, value)
        if let problem = TermProblem(of: term) {
            throw error(problem.message, advice: problem.advice, at: range)
        }
        return .term(term)
    }

    /// `_exists_:field`.
    private func existence(
        of value: LuceneValue,
        at range: Range<Int>
    ) throws(LuceneSyntaxError) -> LuceneQuery {
        let name: LuceneFieldName
        switch value {
        case .text(let text) where !text.isEmpty:
            name = try fieldName([.literal(text)], at: range)
        case .wildcard(let parts): name = try fieldName(parts, at: range)
        case .any: return .all
        case .text, .pattern, .range:
            throw error("expected the name of a field behind `_exists_:`", at: range)
        }
        return name.isOfEveryField ? .all : .term(LuceneTerm(name, .any))
    }
}

extension LuceneFieldName {
    /// Whether it is `*`.
    fileprivate var isOfEveryField: Bool { isPrefix && bytes.isEmpty }

    fileprivate init(_ bytes: ArraySlice<UInt8>, isPrefix: Bool) {
        self.init(Array(bytes), isPrefix: isPrefix)
    }
}
