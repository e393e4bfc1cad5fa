import DossierPrimitives
import DossierRegularExpressions

/// Cuts a query into words, one at a time.
struct Lexer {
    let text: [UInt8]
    private(set) var position = 0

    init(_ text: [UInt8]) {
        self.text = text
    }

    /// The next word; the end of the input again and again once it is reached.
    mutating func next() throws(TraceQLSyntaxError) -> Token {
        try skipSpaceAndComments()
        let start = position
        guard position < text.count else { return token(.endOfInput, from: start) }
        let byte = text[position]
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        case UInt8(ascii: "."):
            let next = position + 1 < text.count ? text[position + 1] : 0
            if isDigit(next) { return try readNumber() }
            position += 1
            return try readAttribute(scope: nil, isOfParent: false, from: start)
        case UInt8(ascii: "\""): return try readString()
        case UInt8(ascii: "`"): return try readRawString()
        case UInt8(ascii: "'"):
            throw error(
                "strings are not written in single quotes",
                advice: "use double quotes or backquotes",
                at: start..<(start + 1)
            )
        default: break
        }
        if let infinity = readInfinity() { return token(.double(infinity), from: start) }
        if let symbol = readSymbol() { return token(.symbol(symbol), from: start) }
        if isWordStart(at: start) { return try readWord() }
        let (scalar, length) = UTF8Scalar.decode(text, at: start) ?? ("\u{fffd}", 1)
        throw error(
            "unexpected character `\(scalar)`",
            advice: adviceAbout(scalar),
            at: start..<(start + length)
        )
    }

    private func adviceAbout(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "#": "comments begin with //"
        case ":": "the scopes span, trace, event, link and instrumentation go before a colon"
        case "&": "write && for and"
        default: nil
        }
    }

    func token(_ kind: Token.Kind, from start: Int) -> Token {
        Token(kind: kind, range: start..<position)
    }

    func error(
        _ message: String,
        advice: String? = nil,
        at range: Range<Int>
    ) -> TraceQLSyntaxError {
        TraceQLSyntaxError(.syntax, message, advice: advice, at: range, in: text)
    }

    mutating func move(to newPosition: Int) {
        position = newPosition
    }

    // MARK: - Space, symbols and words

    private mutating func skipSpaceAndComments() throws(TraceQLSyntaxError) {
        while position < text.count {
            if let (scalar, length) = UTF8Scalar.decode(text, at: position),
                scalar.properties.isWhitespace
            {
                position += length
            } else if text[position...].starts(with: "//".utf8) {
                position = text[position...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            } else if text[position...].starts(with: "/*".utf8) {
                try skipBlockComment()
            } else {
                return
            }
        }
    }

    private mutating func skipBlockComment() throws(TraceQLSyntaxError) {
        let start = position
        position += 2
        while position + 1 < text.count {
            if text[position] == UInt8(ascii: "*"), text[position + 1] == UInt8(ascii: "/") {
                position += 2
                return
            }
            position += 1
        }
        throw error(
            "the comment is not closed",
            advice: "end it with */",
            at: start..<(start + 2)
        )
    }

    /// Reads `+Inf` or `-Inf`, which the canonical text has for what was divided by zero.
    private mutating func readInfinity() -> Double? {
        for (word, value) in [("+Inf", Double.infinity), ("-Inf", -Double.infinity)]
        where text[position...].starts(with: word.utf8) {
            position += word.utf8.count
            return value
        }
        return nil
    }

    private mutating func readSymbol() -> Symbol? {
        guard let (symbol, length) = Symbol.table.first(in: text[position...]) else { return nil }
        position += length
        return symbol
    }

    /// Whether a letter or an underscore stands there.
    func isWordStart(at position: Int) -> Bool {
        guard position < text.count, let (scalar, _) = UTF8Scalar.decode(text, at: position) else {
            return false
        }
        return scalar == "_" || scalar.properties.isAlphabetic
    }

    private mutating func readWord() throws(TraceQLSyntaxError) -> Token {
        let start = position
        while position < text.count, let (scalar, length) = UTF8Scalar.decode(text, at: position),
            scalar == "_" || scalar.properties.isAlphabetic
                || scalar.properties.numericType == .decimal
        {
            position += length
        }
        let word = String(decoding: text[start..<position], as: UTF8.self)
        switch position < text.count ? text[position] : 0 {
        case UInt8(ascii: "."):
            if word == "parent" {
                position += 1
                return try readAttributeOfParent(from: start)
            }
            if let scope = AttributeScope(rawValue: word) {
                position += 1
                return try readAttribute(scope: scope, isOfParent: false, from: start)
            }
        case UInt8(ascii: ":"):
            if let scope = IntrinsicScope(rawValue: word) {
                position += 1
                return token(.intrinsicScope(scope), from: start)
            }
        default: break
        }
        return token(.word(word), from: start)
    }

    func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
