/// Cuts a query into words, one at a time.
struct Lexer {
    let text: [UInt8]
    private(set) var position = 0

    init(_ text: [UInt8]) {
        self.text = text
    }

    /// The next word; the end of the input again and again once it is reached.
    mutating func next() throws(LuceneSyntaxError) -> Token {
        skipSpace()
        let start = position
        guard let byte = byte(at: start) else { return token(.endOfInput, from: start) }
        switch byte {
        case UInt8(ascii: "("): return symbol(.leftParenthesis)
        case UInt8(ascii: ")"): return symbol(.rightParenthesis)
        case UInt8(ascii: ":"): return symbol(.colon)
        case UInt8(ascii: "^"): return symbol(.caret)
        case UInt8(ascii: "~"): return symbol(.tilde)
        case UInt8(ascii: "["): return symbol(.rangeStart(isIncluded: true))
        case UInt8(ascii: "{"): return symbol(.rangeStart(isIncluded: false))
        case UInt8(ascii: "]"), UInt8(ascii: "}"): return symbol(.rangeEnd)
        case UInt8(ascii: "\""):
            let text = try readQuoted()
            return token(.quoted(text), from: start)
        case UInt8(ascii: "/"):
            let pattern = try readPattern()
            return token(.pattern(pattern), from: start)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "!"):
            // Alone it is a word.
            guard isSpace(at: start + 1) else { return symbol(.sign(byte)) }
            return symbol(.word([.literal([byte])]))
        default: return try readWord()
        }
    }

    func byte(at position: Int) -> UInt8? { position < text.count ? text[position] : nil }

    func isSpace(at position: Int) -> Bool {
        guard let byte = byte(at: position) else { return false }
        return WordByte.isSpace(byte) || WordByte.isWideSpace(text, at: position)
    }

    mutating func skipSpace() {
        while isSpace(at: position) { position += WordByte.isSpace(text[position]) ? 1 : 3 }
    }

    mutating func move(to newPosition: Int) { position = newPosition }

    func token(_ kind: Token.Kind, from start: Int) -> Token {
        Token(kind: kind, range: start..<position)
    }

    private mutating func symbol(_ kind: Token.Kind) -> Token {
        position += 1
        return token(kind, from: position - 1)
    }

    func error(
        _ message: String,
        advice: String? = nil,
        at range: Range<Int>
    ) -> LuceneSyntaxError {
        LuceneSyntaxError(message, advice: advice, at: range, in: text)
    }

    // MARK: - Words

    private mutating func readWord() throws(LuceneSyntaxError) -> Token {
        let start = position
        var parts: [LuceneWildcardPart] = []
        var literal: [UInt8] = []
        while let byte = byte(at: position), !isSpace(at: position) {
            switch byte {
            case UInt8(ascii: "\\"): literal += try readEscape()
            case UInt8(ascii: "*"), UInt8(ascii: "?"):
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = []
                let part: LuceneWildcardPart =
                    byte == UInt8(ascii: "*") ? .anyCharacters : .anyCharacter
                if part == .anyCharacter || parts.last != part { parts.append(part) }
                position += 1
            case UInt8(ascii: "/") where isRounding(of: literal, parts):
                literal += text[position..<(position + 2)]
                position += 2
            case _
            where WordByte.isSpecial(byte) && byte != UInt8(ascii: "-")
                && byte != UInt8(ascii: "+"):
                return word(parts, literal, from: start)
            default:
                literal.append(byte)
                position += 1
            }
        }
        return word(parts, literal, from: start)
    }

    private func word(
        _ parts: [LuceneWildcardPart],
        _ literal: [UInt8],
        from start: Int
    ) -> Token {
        if let keyword = Keyword(Array(text[start..<position])) {
            return token(.keyword(keyword), from: start)
        }
        return token(.word(literal.isEmpty ? parts : parts + [.literal(literal)]), from: start)
    }

    /// The character behind a backslash.
    mutating func readEscape() throws(LuceneSyntaxError) -> ArraySlice<UInt8> {
        let start = position
        guard start + 1 < text.count else {
            throw error(
                "`\\` stands before nothing",
                advice: #"write \\ for a backslash"#,
                at: start..<(start + 1)
            )
        }
        position += 2
        while let byte = byte(at: position), byte & 0xc0 == 0x80 { position += 1 }
        return text[(start + 1)..<position]
    }

    /// Whether a slash in a word such as `now-1d/d` rounds a time: elsewhere it starts a regular
    /// expression.
    private func isRounding(of literal: [UInt8], _ parts: [LuceneWildcardPart]) -> Bool {
        guard parts.isEmpty, literal.starts(with: "now".utf8),
            LuceneTime(parsing: literal) != nil, let unit = byte(at: position + 1),
            LuceneTime.Unit(letter: unit) != nil
        else { return false }
        guard let next = byte(at: position + 2) else { return true }
        return isSpace(at: position + 2) || ")^+-".utf8.contains(next)
    }
}
