import DossierPrimitives
import DossierRegularExpressions

/// Cuts a PromQL text into words, one at a time.
///
/// Three states, as in Prometheus, since the same characters mean different words in them:
/// statements, inside braces, and inside brackets.
struct Lexer {
    let text: [UInt8]
    var position: Int
    /// Where the word being read starts.
    var start: Int

    private var parenthesisDepth = 0
    private var isInsideBraces = false
    private var isInsideBrackets = false
    private var gotColon = false
    private var gotDuration = false

    init(_ text: [UInt8], from position: Int = 0) {
        self.text = text
        self.position = position
        start = position
    }

    mutating func next() throws(PromQLSyntaxError) -> Token {
        skipSpaces()
        start = position
        if isInsideBraces {
            return try nextInsideBraces()
        }
        if isInsideBrackets {
            return try nextInsideBrackets()
        }
        return try nextInStatement()
    }

    private mutating func nextInStatement() throws(PromQLSyntaxError) -> Token {
        guard let byte = peek() else {
            if parenthesisDepth > 0 {
                throw error("unclosed left parenthesis")
            }
            return token(.endOfInput)
        }
        switch byte {
        case UInt8(ascii: ","): return token(.comma, length: 1)
        case UInt8(ascii: "*"): return token(.op(.multiply), length: 1)
        case UInt8(ascii: "/"): return token(.op(.divide), length: 1)
        case UInt8(ascii: "%"): return token(.op(.remainder), length: 1)
        case UInt8(ascii: "+"): return token(.op(.add), length: 1)
        case UInt8(ascii: "-"): return token(.op(.subtract), length: 1)
        case UInt8(ascii: "^"): return token(.op(.power), length: 1)
        case UInt8(ascii: "@"): return token(.at, length: 1)
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
            return try comparison(byte)
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            return try string(byte)
        case UInt8(ascii: "("), UInt8(ascii: ")"):
            return try parenthesis(byte)
        case UInt8(ascii: "{"):
            isInsideBraces = true
            return token(.leftBrace, length: 1)
        case UInt8(ascii: "["):
            isInsideBrackets = true
            gotColon = false
            gotDuration = false
            return token(.leftBracket, length: 1)
        case UInt8(ascii: "]"):
            throw error("unexpected right bracket ']'")
        default:
            if byte.isASCIIDigit || byte == UInt8(ascii: ".") && peek(1)?.isASCIIDigit == true {
                return try numberOrDuration()
            }
            guard byte.isASCIILetterOrUnderscore || byte == UInt8(ascii: ":") else {
                throw error("unexpected character: \(quotedCharacter(at: position))")
            }
            return word()
        }
    }

    private mutating func comparison(_ byte: UInt8) throws(PromQLSyntaxError) -> Token {
        let following = peek(1)
        switch (byte, following) {
        case (UInt8(ascii: "="), UInt8(ascii: "=")): return token(.op(.equal), length: 2)
        case (UInt8(ascii: "!"), UInt8(ascii: "=")): return token(.op(.notEqual), length: 2)
        case (UInt8(ascii: "<"), UInt8(ascii: "=")): return token(.op(.lessOrEqual), length: 2)
        case (UInt8(ascii: "<"), UInt8(ascii: "/")): return token(.op(.trimUpper), length: 2)
        case (UInt8(ascii: ">"), UInt8(ascii: "=")): return token(.op(.greaterOrEqual), length: 2)
        case (UInt8(ascii: ">"), UInt8(ascii: "/")): return token(.op(.trimLower), length: 2)
        case (UInt8(ascii: "<"), _): return token(.op(.less), length: 1)
        case (UInt8(ascii: ">"), _): return token(.op(.greater), length: 1)
        case (UInt8(ascii: "="), UInt8(ascii: "~")):
            throw error("unexpected character after '=': '~'")
        case (UInt8(ascii: "="), _): return token(.equal, length: 1)
        default:
            throw error("unexpected character after '!': \(quotedCharacter(at: position + 1))")
        }
    }

    private mutating func parenthesis(_ byte: UInt8) throws(PromQLSyntaxError) -> Token {
        if byte == UInt8(ascii: "(") {
            parenthesisDepth += 1
            return token(.leftParenthesis, length: 1)
        }
        parenthesisDepth -= 1
        let closing = token(.rightParenthesis, length: 1)
        guard parenthesisDepth >= 0 else {
            start = position
            throw error("unexpected right parenthesis ')'")
        }
        return closing
    }

    private mutating func nextInsideBraces() throws(PromQLSyntaxError) -> Token {
        guard let byte = peek() else {
            throw error("unexpected end of input inside braces")
        }
        switch byte {
        case UInt8(ascii: ","): return token(.comma, length: 1)
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): return try string(byte)
        case UInt8(ascii: "="):
            return peek(1) == UInt8(ascii: "~")
                ? token(.matches, length: 2) : token(.equal, length: 1)
        case UInt8(ascii: "!"):
            switch peek(1) {
            case UInt8(ascii: "~"): return token(.notMatches, length: 2)
            case UInt8(ascii: "="): return token(.op(.notEqual), length: 2)
            default:
                let following = quotedCharacter(at: position + 1)
                throw error("unexpected character after '!' inside braces: \(following)")
            }
        case UInt8(ascii: "{"):
            throw error("unexpected left brace '{'")
        case UInt8(ascii: "}"):
            isInsideBraces = false
            return token(.rightBrace, length: 1)
        default:
            guard byte.isASCIILetterOrUnderscore else {
                let found = quotedCharacter(at: position)
                throw error("unexpected character inside braces: \(found)")
            }
            position += wordLength { $0.isASCIIWord }
            return token(.identifier)
        }
    }

    private mutating func nextInsideBrackets() throws(PromQLSyntaxError) -> Token {
        guard let byte = peek() else {
            throw error("unclosed left bracket")
        }
        switch byte {
        case UInt8(ascii: "]"):
            isInsideBrackets = false
            return token(.rightBracket, length: 1)
        case UInt8(ascii: ":"):
            let colon = token(.colon, length: 1)
            guard gotDuration, !gotColon else {
                start = position
                throw error(
                    gotDuration
                        ? "unexpected repeated colon in duration expression"
                        : "unexpected colon before duration in duration expression"
                )
            }
            gotColon = true
            return colon
        case UInt8(ascii: "("), UInt8(ascii: ")"): return try parenthesis(byte)
        case UInt8(ascii: ","): return token(.comma, length: 1)
        case UInt8(ascii: "+"): return token(.op(.add), length: 1)
        case UInt8(ascii: "-"): return token(.op(.subtract), length: 1)
        case UInt8(ascii: "*"): return token(.op(.multiply), length: 1)
        case UInt8(ascii: "/"): return token(.op(.divide), length: 1)
        case UInt8(ascii: "%"): return token(.op(.remainder), length: 1)
        case UInt8(ascii: "^"): return token(.op(.power), length: 1)
        default:
            if byte.isASCIIDigit || byte == UInt8(ascii: ".") && peek(1)?.isASCIIDigit == true {
                gotDuration = true
                return try numberOrDuration()
            }
            return try durationKeyword(byte)
        }
    }

    private mutating func durationKeyword(_ byte: UInt8) throws(PromQLSyntaxError) -> Token {
        guard byte.isASCIILetterOrUnderscore else {
            let found = quotedCharacter(at: position)
            throw error("unexpected character in duration expression: \(found)")
        }
        position += wordLength { $0.isASCIILetterOrUnderscore }
        let written = ByteString(Array(text[start..<position]))
        switch Keyword(rawValue: written.description.lowercased()) {
        case .some(let keyword) where [.step, .range, .minOf, .maxOf].contains(keyword):
            gotDuration = true
            return token(.keyword(keyword))
        default:
            throw error("unexpected word \(written.quoted) in duration expression")
        }
    }
}

extension Lexer {
    func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < text.count ? text[position + distance] : nil
    }

    /// The word from `start` to the position, after stepping over some more bytes.
    mutating func token(_ kind: Token.Kind, length: Int = 0) -> Token {
        position += length
        return Token(kind: kind, range: SourceRange(start: start, end: position))
    }

    func error(_ message: String) -> PromQLSyntaxError {
        PromQLSyntaxError(message, at: SourceRange(start: start, end: text.count), in: text)
    }

    /// Skips white space and comments.
    mutating func skipSpaces() {
        while let byte = peek() {
            if byte.isASCIISpace {
                position += 1
            } else if byte == UInt8(ascii: "#") {
                position += wordLength { $0 != UInt8(ascii: "\n") }
            } else {
                return
            }
        }
    }

    func wordLength(while isPart: (UInt8) -> Bool) -> Int {
        text[position...].prefix(while: isPart).count
    }

    /// The character at a position for a message; the replacement character at the end.
    func quotedCharacter(at position: Int) -> String {
        guard position < text.count, let (scalar, _) = UTF8Scalar.decode(text, at: position) else {
            return "'\u{fffd}'"
        }
        return QuotedText.character(scalar)
    }

    fileprivate mutating func word() -> Token {
        position += wordLength { $0.isASCIIWord || $0 == UInt8(ascii: ":") }
        let bytes = text[start..<position]
        guard !bytes.contains(UInt8(ascii: ":")) else { return token(.metricIdentifier) }
        let lowercased = String(decoding: bytes, as: UTF8.self).lowercased()
        if let keyword = Keyword(rawValue: lowercased) {
            guard !keyword.isFillModifier || isBeforeLeftParenthesis else {
                return token(.identifier)
            }
            return token(.keyword(keyword))
        }
        if let op = BinaryOperator(rawValue: lowercased) {
            return token(.op(op))
        }
        if let aggregator = Aggregation.Operator(rawValue: lowercased) {
            return token(.aggregator(aggregator))
        }
        return token(lowercased == "inf" || lowercased == "nan" ? .number : .identifier)
    }

    private var isBeforeLeftParenthesis: Bool {
        var ahead = self
        ahead.skipSpaces()
        return ahead.peek() == UInt8(ascii: "(")
    }
}

extension UInt8 {
    package var isASCIIDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    package var isASCIILetterOrUnderscore: Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= self
            || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self || self == UInt8(ascii: "_")
    }

    package var isASCIIWord: Bool { isASCIILetterOrUnderscore || isASCIIDigit }

    package var isASCIISpace: Bool {
        self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\n")
            || self == UInt8(ascii: "\r")
    }
}
