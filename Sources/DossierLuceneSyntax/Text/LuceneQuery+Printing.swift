extension LuceneQuery: CustomStringConvertible {
    /// The canonical text, with every operation below another in parentheses; reads back as an equal
    /// query.
    ///
    /// Recursion is bounded by the parser's limit.
    package var description: String {
        switch self {
        case .all: "*"
        case .term(let term): term.description
        case .and(let parts): parts.map(\.operandText).joined(separator: " AND ")
        case .or(let parts): parts.map(\.operandText).joined(separator: " OR ")
        case .not(let part): "NOT \(part.operandText)"
        }
    }

    private var operandText: String {
        switch self {
        case .all, .term: description
        case .and, .or, .not: "(\(description))"
        }
    }
}

extension LuceneTerm: CustomStringConvertible {
    /// The canonical text: `field:value`, or the value alone.
    package var description: String {
        if value == .any, name == .existence { return "_exists_:_exists_" }
        return (name.map { "\($0):" } ?? "") + value.description
    }
}

extension LuceneFieldName: CustomStringConvertible {
    /// The name with its escapes.
    package var description: String {
        let word = String(decoding: EscapedText.word(bytes), as: UTF8.self)
        let isKeyword = !isPrefix && Keyword(bytes) != nil
        return (isKeyword ? "\\" : "") + word + (isPrefix ? #"\*"# : "")
    }
}

extension LuceneValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .text(let bytes): EscapedText.text(bytes)
        case .wildcard(let parts):
            parts.map { part in
                switch part {
                case .literal(let bytes): String(decoding: EscapedText.word(bytes), as: UTF8.self)
                case .anyCharacter: "?"
                case .anyCharacters: "*"
                }
            }
            .joined()
        case .pattern(let bytes): "/\(String(decoding: EscapedText.pattern(bytes), as: UTF8.self))/"
        case .range(let range): range.description
        case .any: "*"
        }
    }
}

extension LuceneRange: CustomStringConvertible {
    package var description: String {
        let opening = lower?.isIncluded ?? true ? "[" : "{"
        let closing = upper?.isIncluded ?? true ? "]" : "}"
        let texts = [lower, upper].map { bound in
            bound.map { EscapedText.bound($0.text) } ?? "*"
        }
        return "\(opening)\(texts[0]) TO \(texts[1])\(closing)"
    }
}
