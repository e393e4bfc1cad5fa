import DossierRegularExpressions

/// Reads queries word by word, with stacks for operators and parentheses instead of recursion, so
/// that no text can exhaust the stack of the thread.
///
/// The rules about types are checked on the way, where positions are known; the first violation
/// is kept, and the query is read to its end.
struct Parser {
    private var lexer: Lexer
    private var lookahead: Token?
    /// The first violation of a rule in a text that is a query otherwise.
    private(set) var violation: TraceQLSyntaxError?
    /// Where the last word ended that was read.
    private(set) var lastEnd = 0

    init(_ text: [UInt8]) throws(TraceQLSyntaxError) {
        lexer = Lexer(text)
        guard let invalid = UTF8Scalar.firstInvalidByte(of: text) else { return }
        throw error("the query is not UTF-8 text", at: invalid..<(invalid + 1))
    }
}

/// A query as it was read, and what rule it violates.
package struct TraceQLReading: Hashable, Sendable {
    package var query: TraceQLQuery
    /// Why the query can't be evaluated; nil if it can.
    package var violation: TraceQLSyntaxError?

    /// Reads a text.
    ///
    /// - Throws: If the text is not a query at all.
    package init(parsing text: String) throws(TraceQLSyntaxError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Reads a text.
    ///
    /// - Throws: If the text is not a query at all.
    package init(parsing text: [UInt8]) throws(TraceQLSyntaxError) {
        var parser = try Parser(text)
        query = try parser.parseQuery()
        violation = parser.violation
    }
}

extension TraceQLQuery {
    /// Reads and checks a text.
    ///
    /// - Throws: If the text is not a query, or one that can't be evaluated.
    package init(parsing text: String) throws(TraceQLSyntaxError) {
        let reading = try TraceQLReading(parsing: text)
        if let violation = reading.violation { throw violation }
        self = reading.query
    }
}

// MARK: - Words

extension Parser {
    mutating func peek() throws(TraceQLSyntaxError) -> Token {
        if let lookahead { return lookahead }
        let token = try lexer.next()
        lookahead = token
        return token
    }

    @discardableResult
    mutating func advance() throws(TraceQLSyntaxError) -> Token {
        let token = try peek()
        lookahead = nil
        lastEnd = token.range.upperBound
        return token
    }

    mutating func peeks(_ symbol: Symbol) throws(TraceQLSyntaxError) -> Bool {
        try peek().kind == .symbol(symbol)
    }

    /// Steps over the symbol if it is next.
    mutating func advance(over symbol: Symbol) throws(TraceQLSyntaxError) -> Bool {
        guard try peeks(symbol) else { return false }
        try advance()
        return true
    }

    mutating func expect(
        _ symbol: Symbol,
        orSay expected: String? = nil
    ) throws(TraceQLSyntaxError) {
        guard try advance(over: symbol) else {
            throw try unexpected(expected: expected ?? "`\(symbol.rawValue)`")
        }
    }

    /// The keyword that is next; nil if another word is.
    mutating func peekKeyword() throws(TraceQLSyntaxError) -> Keyword? {
        guard case .word(let word) = try peek().kind else { return nil }
        return Keyword(rawValue: word)
    }

    // MARK: - Errors

    func error(
        _ message: String,
        advice: String? = nil,
        at range: Range<Int>
    ) -> TraceQLSyntaxError {
        lexer.error(message, advice: advice, at: range)
    }

    /// The error that another word should be next.
    mutating func unexpected(
        expected: String,
        advice: String? = nil
    ) throws(TraceQLSyntaxError) -> TraceQLSyntaxError {
        let token = try peek()
        let found = token.kind.description(of: lexer.text[token.range])
        let known = try adviceAboutNext()
        return error(
            "unexpected \(found), expected \(expected)",
            advice: advice ?? known,
            at: token.range
        )
    }

    /// Keeps what a rule finds wrong, if nothing was found before.
    mutating func report(
        _ rule: @autoclosure () -> RuleViolation?,
        _ kind: TraceQLSyntaxError.Kind = .invalid,
        at range: Range<Int>
    ) {
        guard violation == nil, let rule = rule() else { return }
        violation = TraceQLSyntaxError(
            kind,
            rule.message,
            advice: rule.advice,
            at: range,
            in: lexer.text
        )
    }

    func tooDeep(at range: Range<Int>) -> TraceQLSyntaxError {
        error("the query nests deeper than \(TraceQLQuery.nestingLimit) levels", at: range)
    }

    /// The height of what stands above parts.
    func height(above heights: Int..., at range: Range<Int>) throws(TraceQLSyntaxError) -> Int {
        let height = (heights.max() ?? 0) + 1
        guard height <= TraceQLQuery.nestingLimit else { throw tooDeep(at: range) }
        return height
    }
}
