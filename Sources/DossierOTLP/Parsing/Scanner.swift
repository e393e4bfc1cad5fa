internal import DossierColumns

/// A string of the input, between its quotes.
struct JSONText: Sendable {
    var start: Int
    var end: Int
    var hasEscapes: Bool

    var count: Int { end - start }

    /// The text after the input was moved by a number of bytes.
    func moved(by distance: Int) -> JSONText {
        JSONText(start: start + distance, end: end + distance, hasEscapes: hasEscapes)
    }
}

/// Reads JSON tokens from bytes in memory, eight at a time over strings.
///
/// Invariant: at least `Scanner.padding` zero bytes follow `limit`, so tokens are read without
/// checking for the end; a zero byte at or past `limit` is the end.
struct Scanner {
    static let padding = 256

    var base: UnsafePointer<UInt8>
    var position: Int
    var limit: Int
    /// The string whose escapes were decoded last, and room for more.
    private var unescaped: [UInt8] = []

    init(base: UnsafePointer<UInt8>, position: Int, limit: Int) {
        self.base = base
        self.position = position
        self.limit = limit
    }

    @inline(__always)
    func word(at position: Int) -> UInt64 {
        UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self)
    }

    /// The next byte that is not white space, without consuming it.
    @inline(__always)
    mutating func peek() throws(ReadFailure) -> UInt8 {
        let byte = base[position]
        return byte > 0x20 ? byte : try peekAfterSpace()
    }

    private mutating func peekAfterSpace() throws(ReadFailure) -> UInt8 {
        while true {
            let byte = base[position]
            switch byte {
            case 0x20, 0x0a, 0x0d, 0x09: position += 1
            case 0 where position >= limit: throw .truncated(at: position)
            default: return byte
            }
        }
    }

    @inline(__always)
    mutating func expect(_ byte: UInt8, _ reason: StaticString) throws(ReadFailure) {
        guard try peek() == byte else { throw .syntax(reason, at: position) }
        position += 1
    }

    /// Reads a string; the position is at its opening quote.
    @inline(__always)
    mutating func text() throws(ReadFailure) -> JSONText {
        let start = position + 1
        var end = start
        while true {
            let found = stringEnds(in: word(at: end))
            if found != 0 {
                end += found.trailingZeroBitCount >> 3
                break
            }
            end += 8
        }
        if base[end] == UInt8(ascii: "\"") {
            position = end + 1
            return JSONText(start: start, end: end, hasEscapes: false)
        }
        return try textWithEscapes(start: start, from: end)
    }

    private mutating func textWithEscapes(
        start: Int,
        from first: Int
    ) throws(ReadFailure) -> JSONText {
        var end = first
        var hasEscapes = false
        while true {
            switch base[end] {
            case UInt8(ascii: "\""):
                position = end + 1
                return JSONText(start: start, end: end, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                end += 2
            case 0x0a: throw .syntax("newline inside a string", at: end)
            case 0 where end >= limit: throw .truncated(at: end)
            default: end += 1
            }
            guard end < limit else { throw .truncated(at: limit) }
            while true {
                let found = stringEnds(in: word(at: end))
                if found != 0 {
                    end += found.trailingZeroBitCount >> 3
                    break
                }
                end += 8
            }
        }
    }

    /// The bytes of a string with its escapes decoded; valid until the next call.
    @inline(__always)
    mutating func bytes(_ text: JSONText) throws(ReadFailure) -> UnsafeRawBufferPointer {
        guard text.hasEscapes else {
            return UnsafeRawBufferPointer(start: base + text.start, count: text.count)
        }
        let room = text.count + EscapeDecoder.spareByteCount
        if unescaped.count < room { unescaped = [UInt8](repeating: 0, count: room) }
        let count = try unescaped.withUnsafeMutableBufferPointer { target throws(ReadFailure) in
            guard let start = target.baseAddress else { return 0 }
            var decoder = EscapeDecoder(base: base, target: start)
            return try decoder.decode(text)
        }
        // The array is not touched before the next call, so its storage stays where it is.
        return unescaped.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[..<count]) }
    }

    /// A literal such as `null`; the position is at its first letter.
    mutating func literal(_ literal: StaticString) throws(ReadFailure) {
        for index in 0..<literal.utf8CodeUnitCount {
            guard base[position + index] == literal.utf8Start[index] else {
                if position + index >= limit { throw .truncated(at: limit) }
                throw .syntax("expected a JSON value", at: position)
            }
        }
        position += literal.utf8CodeUnitCount
    }

    /// Whether the next value is `null`, which is consumed.
    @inline(__always)
    mutating func null() throws(ReadFailure) -> Bool {
        guard try peek() == UInt8(ascii: "n") else { return false }
        try literal("null")
        return true
    }
}

/// The high bit of every byte that may end a run of plain string bytes: a quote, a backslash or a
/// control character.
///
/// Bytes above the lowest one found may be marked wrongly.
@inline(__always)
func stringEnds(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5c)
    let quote = (quotes &- ones) & ~quotes
    let backslash = (backslashes &- ones) & ~backslashes
    let control = (word &- (ones &* 0x20)) & ~word
    return (quote | backslash | control) & highs
}
