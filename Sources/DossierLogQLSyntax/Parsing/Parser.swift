import DossierPromQLSyntax
import DossierRegularExpressions

/// Reads queries.
struct Parser {
    /// How many parts may be read within others, on small stacks, too: chains of operators are
    /// longer, as they are read in loops.
    private static let recursionLimit = 30

    private let lexer: Lexer
    private let tokens: [Token]
    private var index = 0
    /// How many parts are being read within others.
    private var nesting = 0

    init(_ text: [UInt8]) throws(LogQLSyntaxError) {
        var lexer = Lexer(text)
        if let invalid = UTF8Scalar.firstInvalidByte(of: text) {
            throw lexer.error("the query is not UTF-8 text", at: invalid..<(invalid + 1))
        }
        tokens = try lexer.tokens()
        self.lexer = lexer
    }
}

extension LogQLQuery {
    /// Reads and checks a text.
    ///
    /// - Throws: If the text is not a query, or one that can't be evaluated.
    package init(parsing text: String) throws(LogQLSyntaxError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Reads and checks a text.
    ///
    /// - Throws: If the text is not a query, or one that can't be evaluated.
    package init(parsing text: [UInt8]) throws(LogQLSyntaxError) {
        var parser = try Parser(text)
        self = try parser.parseQuery()
    }
}

// MARK: - Words

extension Parser {
    /// The last token is the end of the input, and is never stepped over.
    var next: Token { tokens[index] }

    /// Where the last word ended that was read.
    var lastEnd: Int { index == 0 ? 0 : tokens[index - 1].range.upperBound }

    @discardableResult
    mutating func advance() -> Token {
        let token = tokens[index]
        if index + 1 < tokens.count { index += 1 }
        return token
    }

    func peeks(_ symbol: Symbol) -> Bool { next.kind == .symbol(symbol) }

    func peeks(_ keyword: Keyword) -> Bool { next.kind == .keyword(keyword) }

    /// Whether the word behind the next is a symbol.
    func peeksBehind(_ symbol: Symbol) -> Bool {
        index + 1 < tokens.count && tokens[index + 1].kind == .symbol(symbol)
    }

    /// The word behind the next.
    var secondNext: Token { tokens[min(index + 1, tokens.count - 1)] }

    mutating func advance(over symbol: Symbol) -> Bool {
        guard peeks(symbol) else { return false }
        advance()
        return true
    }

    mutating func advance(over keyword: Keyword) -> Bool {
        guard peeks(keyword) else { return false }
        advance()
        return true
    }

    mutating func expect(
        _ symbol: Symbol,
        orSay expected: String? = nil
    ) throws(LogQLSyntaxError) {
        guard advance(over: symbol) else {
            throw unexpected(expected: expected ?? "`\(symbol.rawValue)`")
        }
    }

    mutating func expectIdentifier(_ what: String) throws(LogQLSyntaxError) -> ByteString {
        guard case .identifier(let name) = next.kind else { throw unexpected(expected: what) }
        advance()
        return name
    }

    mutating func expectString(_ what: String) throws(LogQLSyntaxError) -> ByteString {
        guard case .string(let text) = next.kind else { throw unexpected(expected: what) }
        advance()
        return text
    }

    /// Runs a part that may have others of its kind within it.
    mutating func nested<Result>(
        _ part: (inout Self) throws(LogQLSyntaxError) -> Result
    ) throws(LogQLSyntaxError) -> Result {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.recursionLimit else {
            throw tooDeep(Self.recursionLimit, at: next.range)
        }
        return try part(&self)
    }

    /// The height of what stands above parts.
    func height(above heights: Int..., at range: Range<Int>) throws(LogQLSyntaxError) -> Int {
        let height = (heights.max() ?? 0) + 1
        guard height <= LogQLQuery.nestingLimit else {
            throw tooDeep(LogQLQuery.nestingLimit, at: range)
        }
        return height
    }

    // MARK: - Errors

    func tooDeep(_ limit: Int, at range: Range<Int>) -> LogQLSyntaxError {
        error("the query nests deeper than \(limit) levels", at: range)
    }

    func error(
        _ message: String,
        advice: String? = nil,
        at range: Range<Int>
    ) -> LogQLSyntaxError {
        lexer.error(message, advice: advice, at: range)
    }

    /// The error that a rule is broken.
    func violation(
        _ message: String,
        advice: String? = nil,
        at range: Range<Int>
    ) -> LogQLSyntaxError {
        lexer.error(message, advice: advice, .invalid, at: range)
    }

    /// The error that another word should be next.
    func unexpected(expected: String, advice: String? = nil) -> LogQLSyntaxError {
        let token = next
        let found = token.kind.description(of: lexer.text[token.range])
        return error(
            "unexpected \(found), expected \(expected)",
            advice: advice ?? adviceAboutNext,
            at: token.range
        )
    }

    private var adviceAboutNext: String? {
        switch next.kind {
        case .interval: "a range stands within a function: count_over_time({…}[5m])"
        case .keyword(let keyword):
            "`\(keyword.rawValue)` is a word of the language, and no name of a label"
        default: nil
        }
    }
}
