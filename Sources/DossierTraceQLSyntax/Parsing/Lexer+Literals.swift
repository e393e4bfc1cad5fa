import DossierPrimitives

/// Numbers, durations and strings.
extension Lexer {
    /// Reads a number, or a duration if units are glued to it.
    mutating func readNumber() throws(TraceQLSyntaxError) -> Token {
        let start = position
        var isDouble = false
        skipDigits()
        if byte(at: position) == UInt8(ascii: ".") {
            isDouble = true
            move(to: position + 1)
            skipDigits()
        }
        if byte(at: position) | 0x20 == UInt8(ascii: "e") {
            let hasSign = "+-".utf8.contains(byte(at: position + 1))
            let digits = position + (hasSign ? 2 : 1)
            if isDigit(byte(at: digits)) {
                isDouble = true
                move(to: digits)
                skipDigits()
            }
        }
        let end = position
        if isWordStart(at: end) { return try readUnits(ofNumberFrom: start) }
        let written = String(decoding: text[start..<end], as: UTF8.self)
        if isDouble {
            guard let value = Double(written.hasSuffix(".") ? written + "0" : written),
                value.isFinite
            else {
                throw error("the number is out of range", at: start..<end)
            }
            return token(.double(value), from: start)
        }
        guard let value = Int64(written) else {
            throw error(
                "the integer is out of range",
                advice: "the largest is maxInt, \(Int64.max), the smallest minInt",
                at: start..<end
            )
        }
        return token(.integer(value), from: start)
    }

    private func byte(at position: Int) -> UInt8 {
        position < text.count ? text[position] : 0
    }

    private mutating func skipDigits() {
        while isDigit(byte(at: position)) { move(to: position + 1) }
    }

    private mutating func readUnits(
        ofNumberFrom start: Int
    ) throws(TraceQLSyntaxError) -> Token {
        while position < text.count,
            isWordStart(at: position) || isDigit(text[position])
                || text[position] == UInt8(ascii: ".")
        {
            // A character may have several bytes, all of them outside ASCII.
            move(to: position + 1)
            while byte(at: position) & 0xc0 == 0x80 { move(to: position + 1) }
        }
        let written = text[start..<position]
        if let nanoseconds = PrometheusDuration.nanoseconds(written)
            ?? GoDurationText.nanoseconds(written)
        {
            return token(.duration(nanoseconds), from: start)
        }
        let shown = String(decoding: written.prefix(60), as: UTF8.self)
        throw error(
            "`\(shown)` is neither a number nor a duration",
            advice: "numbers are decimal; durations are written 1d12h, 1.5h or 100ms",
            at: start..<position
        )
    }

    /// Reads a string in double quotes, which ends before the line does.
    mutating func readString() throws(TraceQLSyntaxError) -> Token {
        let start = position
        move(to: position + 1)
        while position < text.count, text[position] != UInt8(ascii: "\n") {
            switch text[position] {
            case UInt8(ascii: "\""):
                move(to: position + 1)
                do {
                    let inner = text[(start + 1)..<(position - 1)]
                    return token(.string(try QuotedText.bytes(of: inner)), from: start)
                } catch {
                    let offset = start + 1 + error.offset
                    throw self.error(
                        error.message,
                        advice: "backquotes enclose text without escapes",
                        at: offset..<(offset + 1)
                    )
                }
            case UInt8(ascii: "\\"): move(to: min(position + 2, text.count))
            default: move(to: position + 1)
            }
        }
        throw error(
            "the string has no closing quote on its line",
            advice: "end it with \", or enclose several lines in backquotes",
            at: start..<(start + 1)
        )
    }

    /// Reads a string in backquotes, which has no escapes.
    mutating func readRawString() throws(TraceQLSyntaxError) -> Token {
        let start = position
        guard let end = text[(start + 1)...].firstIndex(of: UInt8(ascii: "`")) else {
            throw error(
                "the string has no closing backquote",
                advice: "end it with `",
                at: start..<(start + 1)
            )
        }
        move(to: end + 1)
        return token(.string(Array(text[(start + 1)..<end])), from: start)
    }
}
