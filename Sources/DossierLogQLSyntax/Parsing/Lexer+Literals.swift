import DossierPrimitives
import DossierPromQLSyntax
import DossierRegularExpressions

/// Numbers, durations, sizes and strings.
extension Lexer {
    /// Reads a number, or a duration or size if units are glued to it.
    mutating func readNumber() throws(LogQLSyntaxError) -> Token {
        let start = position
        skipNumber()
        let digitsEnd = position
        skipUnits { $0.isASCIIDigit || ".numshdwy".utf8.contains($0) || $0 >= 0x80 }
        if position > digitsEnd, let nanoseconds = Self.nanoseconds(text[start..<position]) {
            return token(.duration(nanoseconds), from: start)
        }
        move(to: digitsEnd)
        skipUnits { $0.isASCIIDigit || ".BikKMGTP".utf8.contains($0) }
        if position > digitsEnd, let count = ByteCountText.parse(text[start..<position]) {
            return token(.byteCount(count), from: start)
        }
        move(to: digitsEnd)
        guard position == text.count || !(text[position].isASCIIWord || text[position] >= 0x80)
        else {
            skipUnits { $0.isASCIIWord || $0 >= 0x80 }
            let shown = String(decoding: text[start..<position].prefix(60), as: UTF8.self)
            throw error(
                "`\(shown)` is neither a number, nor a duration, nor a size",
                advice: "durations are written 1h30m or 1.5s, sizes 10KB or 1.5MiB",
                at: start..<position
            )
        }
        return token(.number(ByteString(Array(text[start..<digitsEnd]))), from: start)
    }

    private mutating func skipNumber() {
        let start = position
        func isDigit(_ byte: UInt8) -> Bool { byte.isASCIIDigit || byte == UInt8(ascii: "_") }
        if text[start] == UInt8(ascii: "0"), start + 2 < text.count,
            "xobXO".utf8.contains(text[start + 1]), text[start + 2].isASCIIWord
        {
            move(to: start + 2)
            skipUnits { $0.isASCIIWord || $0 == UInt8(ascii: ".") }
            skipSign(behind: "pP")
            return
        }
        skipUnits(while: isDigit)
        if position < text.count, text[position] == UInt8(ascii: ".") {
            move(to: position + 1)
            skipUnits(while: isDigit)
        }
        guard position < text.count, text[position] | 0x20 == UInt8(ascii: "e") else { return }
        let hasSign = position + 1 < text.count && "+-".utf8.contains(text[position + 1])
        let digits = position + (hasSign ? 2 : 1)
        guard self.isDigit(at: digits) else { return }
        move(to: digits)
        skipUnits(while: isDigit)
    }

    /// Steps over the sign of an exponent, and its digits.
    private mutating func skipSign(behind letters: String) {
        guard position < text.count, "+-".utf8.contains(text[position]),
            letters.utf8.contains(text[position - 1])
        else { return }
        move(to: position + 1)
        skipUnits { $0.isASCIIDigit }
    }

    private mutating func skipUnits(while isPart: (UInt8) -> Bool) {
        var end = position
        while end < text.count, isPart(text[end]) { end += 1 }
        move(to: end)
    }

    /// The nanoseconds of a duration as Prometheus writes it, else as Go does.
    private static func nanoseconds(_ written: ArraySlice<UInt8>) -> Int64? {
        if let milliseconds = try? DurationText.parse(written) { return milliseconds * 1_000_000 }
        return GoDurationText.nanoseconds(written)
    }

    /// Reads `-5m`.
    mutating func readNegativeDuration() -> Token? {
        let start = position
        move(to: start + 1)
        skipUnits { $0.isASCIIDigit || ".numsh".utf8.contains($0) || $0 >= 0x80 }
        if let nanoseconds = GoDurationText.nanoseconds(text[(start + 1)..<position]) {
            return token(.duration(-nanoseconds), from: start)
        }
        move(to: start)
        return nil
    }

    /// Reads `[5m]`.
    mutating func readInterval() throws(LogQLSyntaxError) -> Token {
        let start = position
        guard let end = text[start...].firstIndex(of: UInt8(ascii: "]")) else {
            throw error(
                "the range has no closing bracket",
                advice: "end it with ]",
                at: start..<(start + 1)
            )
        }
        move(to: end + 1)
        guard let milliseconds = try? DurationText.parse(text[(start + 1)..<end]) else {
            throw error(
                "a range is a duration of whole numbers",
                advice: "write it [5m] or [1h30m]",
                at: start..<(end + 1)
            )
        }
        return token(.interval(milliseconds * 1_000_000), from: start)
    }

    /// Reads a string in double quotes, which ends before the line does.
    mutating func readString() throws(LogQLSyntaxError) -> Token {
        let start = position
        var end = start + 1
        while end < text.count, text[end] != UInt8(ascii: "\n") {
            switch text[end] {
            case UInt8(ascii: "\\"): end += 2
            case UInt8(ascii: "\""):
                move(to: end + 1)
                do {
                    let bytes = try QuotedText.bytes(of: text[(start + 1)..<end])
                    return token(.string(ByteString(bytes)), from: start)
                } catch {
                    let offset = start + 1 + error.offset
                    throw self.error(
                        error.message,
                        advice: "backquotes enclose text without escapes",
                        at: offset..<(offset + 1)
                    )
                }
            default: end += 1
            }
        }
        throw error(
            "the string has no closing quote on its line",
            advice: "end it with \", or enclose several lines in backquotes",
            at: start..<(start + 1)
        )
    }

    /// Reads a string in backquotes, which has no escapes.
    mutating func readRawString() throws(LogQLSyntaxError) -> Token {
        let start = position
        guard let end = text[(start + 1)...].firstIndex(of: UInt8(ascii: "`")) else {
            throw error(
                "the string has no closing backquote",
                advice: "end it with `",
                at: start..<(start + 1)
            )
        }
        move(to: end + 1)
        return token(.string(ByteString(Array(text[(start + 1)..<end]))), from: start)
    }
}
