import DossierPrimitives
import DossierPromQLSyntax
import DossierRegularExpressions

/// Cuts a query into words.
struct Lexer {
    let text: [UInt8]
    private(set) var position = 0

    /// Names that are functions where a parenthesis or a grouping follows.
    private static let functionNames = Set(
        RangeAggregation.Function.allCases.map(\.rawValue)
            + LogVectorAggregation.Function.allCases.map(\.rawValue)
            + LogUnwrap.Conversion.allCases.map(\.rawValue) + ["vector", "label_replace", "ip"]
    )

    init(_ text: [UInt8]) {
        self.text = text
    }

    /// All words, the end of the input last.
    mutating func tokens() throws(LogQLSyntaxError) -> [Token] {
        guard text.count <= LogQLQuery.byteCountLimit else {
            throw error(
                "the query is longer than \(LogQLQuery.byteCountLimit) bytes",
                at: text.count..<text.count
            )
        }
        var tokens: [Token] = []
        while true {
            let token = try next()
            tokens.append(token)
            if token.kind == .endOfInput { return tokens }
        }
    }

    private mutating func next() throws(LogQLSyntaxError) -> Token {
        skipSpaceAndComments()
        let start = position
        guard position < text.count else { return token(.endOfInput, from: start) }
        let byte = text[position]
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        case UInt8(ascii: ".") where isDigit(at: position + 1): return try readNumber()
        case UInt8(ascii: "\""): return try readString()
        case UInt8(ascii: "`"): return try readRawString()
        case UInt8(ascii: "["): return try readInterval()
        case UInt8(ascii: "-"):
            if let token = readFlag() ?? readNegativeDuration() { return token }
        default: break
        }
        if let symbol = readSymbol() { return token(.symbol(symbol), from: start) }
        if isWordStart(at: start) { return readWord() }
        let (scalar, length) = UTF8Scalar.decode(text, at: start) ?? ("\u{fffd}", 1)
        throw error(
            "unexpected character `\(scalar)`",
            advice: adviceAbout(scalar),
            at: start..<(start + length)
        )
    }

    private func adviceAbout(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "'": "strings stand in double quotes or backquotes"
        case ".": "names of labels have underscores for dots: service_name"
        case "!": "a line without a text is written != \"text\""
        case "&": "and is written `and`"
        case "@": "LogQL has no @; shift a range by offset"
        default: nil
        }
    }

    func token(_ kind: Token.Kind, from start: Int) -> Token {
        Token(kind: kind, range: start..<position)
    }

    func error(
        _ message: String,
        advice: String? = nil,
        _ kind: LogQLSyntaxError.Kind = .syntax,
        at range: Range<Int>
    ) -> LogQLSyntaxError {
        LogQLSyntaxError(kind, message, advice: advice, at: range, in: text)
    }

    mutating func move(to newPosition: Int) {
        position = newPosition
    }

    func isDigit(at position: Int) -> Bool { position < text.count && text[position].isASCIIDigit }

    // MARK: - Space, symbols and words

    private mutating func skipSpaceAndComments() {
        while position < text.count {
            if text[position] == UInt8(ascii: "#") {
                position = text[position...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            } else if let (scalar, length) = UTF8Scalar.decode(text, at: position),
                scalar.properties.isWhitespace
            {
                position += length
            } else {
                return
            }
        }
    }

    private mutating func readSymbol() -> Symbol? {
        guard let (symbol, length) = Symbol.table.first(in: text[position...]) else { return nil }
        position += length
        return symbol
    }

    /// Whether a letter or an underscore stands there.
    private func isWordStart(at position: Int) -> Bool {
        guard position < text.count, let (scalar, _) = UTF8Scalar.decode(text, at: position) else {
            return false
        }
        return scalar == "_" || scalar.properties.isAlphabetic
    }

    private mutating func readWord() -> Token {
        let start = position
        skipWord()
        let written = Array(text[start..<position])
        let word = String(decoding: written, as: UTF8.self).lowercased()
        if let keyword = Keyword(rawValue: word) { return token(.keyword(keyword), from: start) }
        if Self.functionNames.contains(word), isCalled() {
            return token(.function(word), from: start)
        }
        return token(.identifier(ByteString(written)), from: start)
    }

    private mutating func skipWord() {
        while position < text.count, let (scalar, length) = UTF8Scalar.decode(text, at: position),
            scalar == "_" || scalar.properties.isAlphabetic
                || scalar.properties.numericType == .decimal
        {
            position += length
        }
    }

    /// Whether a parenthesis is next, or a grouping with one.
    private func isCalled() -> Bool {
        var ahead = self
        ahead.skipSpaceAndComments()
        let start = ahead.position
        ahead.skipWord()
        let word = String(decoding: text[start..<ahead.position], as: UTF8.self).lowercased()
        guard word.isEmpty || word == "by" || word == "without" else { return false }
        ahead.skipSpaceAndComments()
        return ahead.position < text.count && text[ahead.position] == UInt8(ascii: "(")
    }

    private mutating func readFlag() -> Token? {
        let start = position
        for flag in ["--strict", "--keep-empty"] where text[start...].starts(with: flag.utf8) {
            position += flag.utf8.count
            return token(.flag(flag), from: start)
        }
        return nil
    }
}
