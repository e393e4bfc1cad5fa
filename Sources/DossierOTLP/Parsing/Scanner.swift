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
    /// The string whose escapes were decoded last.
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
        try decodeEscapes(text)
        // The array is not touched before the next call, so its storage stays where it is.
        return unescaped.withUnsafeBytes { $0 }
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

    private mutating func decodeEscapes(_ text: JSONText) throws(ReadFailure) {
        unescaped.removeAll(keepingCapacity: true)
        unescaped.reserveCapacity(text.count)
        var index = text.start
        while index < text.end {
            let byte = base[index]
            index += 1
            guard byte == UInt8(ascii: "\\") else {
                unescaped.append(byte)
                continue
            }
            let escape = base[index]
            index += 1
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(escape)
            case UInt8(ascii: "n"): unescaped.append(0x0a)
            case UInt8(ascii: "t"): unescaped.append(0x09)
            case UInt8(ascii: "r"): unescaped.append(0x0d)
            case UInt8(ascii: "b"): unescaped.append(0x08)
            case UInt8(ascii: "f"): unescaped.append(0x0c)
            case UInt8(ascii: "u"): try appendCodePoint(at: &index, end: text.end)
            default: throw .invalid("invalid escape in a string", at: index - 2)
            }
        }
    }

    /// A lone surrogate becomes the three bytes that UTF-8 would have for it, so that an export can
    /// restore it.
    private mutating func appendCodePoint(at index: inout Int, end: Int) throws(ReadFailure) {
        var scalar = try codeUnit(at: index, end: end)
        index += 4
        if scalar & 0xfc00 == 0xd800, index + 6 <= end, base[index] == UInt8(ascii: "\\"),
            base[index + 1] == UInt8(ascii: "u")
        {
            let low = try codeUnit(at: index + 2, end: end)
            if low & 0xfc00 == 0xdc00 {
                scalar = 0x10000 + (scalar & 0x3ff) << 10 + (low & 0x3ff)
                index += 6
            }
        }
        func trail(_ shift: UInt32) -> UInt8 {
            UInt8(truncatingIfNeeded: scalar >> shift) & 0x3f | 0x80
        }
        switch scalar {
        case 0..<0x80: unescaped.append(UInt8(truncatingIfNeeded: scalar))
        case 0x80..<0x800:
            unescaped.append(UInt8(truncatingIfNeeded: scalar >> 6) | 0xc0)
            unescaped.append(trail(0))
        case 0x800..<0x10000:
            unescaped.append(UInt8(truncatingIfNeeded: scalar >> 12) | 0xe0)
            unescaped.append(trail(6))
            unescaped.append(trail(0))
        default:
            unescaped.append(UInt8(truncatingIfNeeded: scalar >> 18) | 0xf0)
            unescaped.append(trail(12))
            unescaped.append(trail(6))
            unescaped.append(trail(0))
        }
    }

    private func codeUnit(at index: Int, end: Int) throws(ReadFailure) -> UInt32 {
        guard index + 4 <= end else {
            throw .invalid("\\u escape with fewer than four digits", at: index)
        }
        var unit: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = hexDigitValue(base[index + offset]) else {
                throw .invalid("invalid hexadecimal digit in a \\u escape", at: index)
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
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
