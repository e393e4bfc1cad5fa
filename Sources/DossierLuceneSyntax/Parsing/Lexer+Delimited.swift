/// What has a start and an end: phrases, regular expressions, ranges.
extension Lexer {
    /// Reads a phrase, whose escapes are resolved.
    mutating func readQuoted() throws(LuceneSyntaxError) -> [UInt8] {
        let start = position
        move(to: start + 1)
        var bytes: [UInt8] = []
        while let byte = byte(at: position) {
            switch byte {
            case UInt8(ascii: "\""):
                move(to: position + 1)
                return bytes
            case UInt8(ascii: "\\"): bytes += try readEscape()
            default:
                bytes.append(byte)
                move(to: position + 1)
            }
        }
        throw error("the quote is not closed", advice: "end it with \"", at: start..<(start + 1))
    }

    /// Reads a regular expression, in which only `\/` is resolved.
    mutating func readPattern() throws(LuceneSyntaxError) -> [UInt8] {
        let start = position
        move(to: start + 1)
        var bytes: [UInt8] = []
        while let byte = byte(at: position) {
            switch byte {
            case UInt8(ascii: "/"):
                move(to: position + 1)
                return bytes
            case UInt8(ascii: "\\"):
                let escaped = try readEscape()
                if !escaped.elementsEqual("/".utf8) { bytes.append(byte) }
                bytes += escaped
            default:
                bytes.append(byte)
                move(to: position + 1)
            }
        }
        throw error(
            "the regular expression is not closed",
            advice: #"end it with /; put a value with slashes in quotes, or write \/ for each"#,
            at: start..<(start + 1)
        )
    }

    /// Reads a range behind its bracket.
    mutating func readRange(
        isIncluded: Bool,
        from opening: Range<Int>
    ) throws(LuceneSyntaxError) -> LuceneRange {
        let lower = try readBound(opening, or: "the lower bound, or * for none")
        skipSpace()
        let middle = position
        guard case .goop(let word) = try readBoundWord(), word.elementsEqual("TO".utf8) else {
            throw unexpected(at: middle, in: opening, expected: "`TO` between the bounds")
        }
        let upper = try readBound(opening, or: "the upper bound, or * for none")
        skipSpace()
        let closing = byte(at: position)
        guard closing == UInt8(ascii: "]") || closing == UInt8(ascii: "}") else {
            throw unexpected(at: position, in: opening, expected: "`]` or `}`")
        }
        move(to: position + 1)
        return LuceneRange(
            lower: lower.map { .init(text: $0, isIncluded: isIncluded) },
            upper: upper.map { .init(text: $0, isIncluded: closing == UInt8(ascii: "]")) }
        )
    }

    private enum BoundWord {
        case quoted([UInt8])
        case goop([UInt8])
        case open
    }

    /// A bound; nil if it is open.
    private mutating func readBound(
        _ opening: Range<Int>,
        or expected: String
    ) throws(LuceneSyntaxError) -> [UInt8]? {
        skipSpace()
        let start = position
        switch try readBoundWord() {
        case .open: return nil
        case .quoted(let bytes): return bytes
        case .goop(let bytes):
            guard !bytes.isEmpty, !text[start..<position].elementsEqual("TO".utf8) else {
                throw unexpected(at: start, in: opening, expected: expected)
            }
            return bytes
        }
    }

    private mutating func readBoundWord() throws(LuceneSyntaxError) -> BoundWord {
        if byte(at: position) == UInt8(ascii: "\"") { return .quoted(try readQuoted()) }
        let start = position
        var bytes: [UInt8] = []
        while let byte = byte(at: position), !isSpace(at: position), byte != UInt8(ascii: "]"),
            byte != UInt8(ascii: "}")
        {
            if byte == UInt8(ascii: "\\") {
                bytes += try readEscape()
            } else {
                bytes.append(byte)
                move(to: position + 1)
            }
        }
        return text[start..<position].elementsEqual("*".utf8) ? .open : .goop(bytes)
    }

    /// The error that something else should stand in a range.
    private func unexpected(
        at start: Int,
        in opening: Range<Int>,
        expected: String
    ) -> LuceneSyntaxError {
        guard start < text.count else {
            return error(
                "the range is not closed",
                advice: "a range is written [FROM TO UPTO]",
                at: opening
            )
        }
        return error(
            "expected \(expected)",
            advice: "a range is written [FROM TO UPTO]",
            at: start..<(start + 1)
        )
    }

    /// Reads the number behind a caret.
    mutating func readBoost(_ caret: Range<Int>) throws(LuceneSyntaxError) {
        let start = position
        while let byte = byte(at: position),
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: ".")
        {
            move(to: position + 1)
        }
        let digits = String(decoding: text[start..<position], as: UTF8.self)
        guard digits.first != ".", digits.last != ".", Double(digits) != nil else {
            throw error(
                "expected a number behind `^`",
                advice: #"write \^ for a caret that is meant as such"#,
                at: caret
            )
        }
    }
}
