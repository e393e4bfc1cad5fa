import DossierRegularExpressions

/// Reads query strings word by word, with a stack for parentheses instead of recursion, so that no
/// text can exhaust the stack of the thread.
struct Parser {
    private var lexer: Lexer
    private var lookahead: Token?
    /// What to tell the writer of the query.
    private(set) var notes: [LuceneNote] = []

    init(_ text: [UInt8]) throws(LuceneSyntaxError) {
        lexer = Lexer(text)
        guard let invalid = UTF8Scalar.firstInvalidByte(of: text) else { return }
        throw error("the query is not UTF-8 text", at: invalid..<(invalid + 1))
    }
}

/// A query string as it was read, and what to know about it.
package struct LuceneReading: Hashable, Sendable {
    package let query: LuceneQuery
    package let notes: [LuceneNote]

    /// Reads and checks a text, in time linear in its length.
    ///
    /// - Throws: If the text is no query string, or one that can't be evaluated.
    package init(parsing text: String) throws(LuceneSyntaxError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Reads and checks a text, in time linear in its length.
    ///
    /// - Throws: If the text is no query string, or one that can't be evaluated.
    package init(parsing text: [UInt8]) throws(LuceneSyntaxError) {
        var parser = try Parser(text)
        query = try parser.parseGroups()
        notes = parser.notes
    }
}

/// Something that the writer of a query may not expect.
package struct LuceneNote: Hashable, Sendable {
    /// For a person.
    package let message: String
    /// What it is about, in bytes of the text.
    package let range: Range<Int>
}

// MARK: - Words

extension Parser {
    mutating func peek() throws(LuceneSyntaxError) -> Token {
        if let lookahead { return lookahead }
        let token = try lexer.next()
        lookahead = token
        return token
    }

    @discardableResult
    mutating func advance() throws(LuceneSyntaxError) -> Token {
        let token = try peek()
        lookahead = nil
        return token
    }

    /// Where a colon stands right behind a word, or behind space.
    func colon(behind word: Range<Int>) -> Int? {
        var ahead = lexer
        ahead.move(to: word.upperBound)
        ahead.skipSpace()
        return ahead.byte(at: ahead.position) == UInt8(ascii: ":") ? ahead.position : nil
    }

    /// Steps over the word if it is next; gives where it stands.
    mutating func advance(over kind: Token.Kind) throws(LuceneSyntaxError) -> Range<Int>? {
        let token = try peek()
        guard token.kind == kind else { return nil }
        lookahead = nil
        return token.range
    }

    /// Reads the rest of a range behind the bracket that was read last.
    mutating func readRange(
        isIncluded: Bool,
        from opening: Range<Int>
    ) throws(LuceneSyntaxError) -> LuceneRange {
        try lexer.readRange(isIncluded: isIncluded, from: opening)
    }

    /// Reads the phrase that is glued to the word that was read last; nil if there is none.
    mutating func readGluedPhrase(at end: Int) throws(LuceneSyntaxError) -> [UInt8]? {
        guard lexer.byte(at: end) == UInt8(ascii: "\"") else { return nil }
        lookahead = nil
        lexer.move(to: end)
        return try lexer.readQuoted()
    }

    /// Steps over `^2`, which has no effect; refuses what makes a search fuzzy.
    mutating func skipBoost(fuzzy: String) throws(LuceneSyntaxError) {
        if let tilde = try advance(over: .tilde) {
            throw error(
                "\(fuzzy) is not supported",
                advice: #"write \~ for a tilde that is meant as such"#,
                at: tilde
            )
        }
        if let caret = try advance(over: .caret) { try lexer.readBoost(caret) }
    }

    var end: Int { lookahead?.range.lowerBound ?? lexer.position }

    // MARK: - Errors and notes

    func error(
        _ message: String,
        advice: String? = nil,
        at range: Range<Int>
    ) -> LuceneSyntaxError {
        lexer.error(message, advice: advice, at: range)
    }

    /// Whether a note is kept: a person reads no more.
    var takesNotes: Bool { notes.count < 10 }

    mutating func note(_ message: String, at range: Range<Int>) {
        guard takesNotes else { return }
        notes.append(LuceneNote(message: message, range: range))
    }

    /// Says what a path is read as whose slashes are not in quotes.
    mutating func noteOnPath(behind pattern: Range<Int>) {
        guard let next = lexer.byte(at: pattern.upperBound), !")^~".utf8.contains(next),
            !lexer.isSpace(at: pattern.upperBound)
        else { return }
        note(
            "`\(text(pattern))` is a regular expression; put a value with slashes in quotes",
            at: pattern
        )
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: lexer.text[range].prefix(60), as: UTF8.self)
    }

    /// The error that another word should be next.
    mutating func unexpected(
        expected: String,
        advice: String? = nil
    ) throws(LuceneSyntaxError) -> LuceneSyntaxError {
        let token = try peek()
        let found = token.kind == .endOfInput ? "end of query" : "`\(text(token.range))`"
        var known: String?
        switch token.kind {
        case .colon:
            known = #"write \: for a colon in a value, or put the value in quotes"#
        case .rightParenthesis: known = "no `(` is open"
        case .rangeEnd: known = #"write \] or \} for a bracket that is meant as such"#
        default: break
        }
        return error(
            "unexpected \(found), expected \(expected)",
            advice: advice ?? known,
            at: token.range
        )
    }
}
