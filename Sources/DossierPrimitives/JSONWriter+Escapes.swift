extension JSONWriter {
    /// Appends characters of a string, without the quotes around it.
    @usableFromInline
    mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var plainStart = 0
        var index = 0
        while true {
            index = Self.firstSpecial(in: text, from: index)
            guard index < text.count else { break }
            let count = escapedByteCount(text, at: index)
            guard count > 0 else {
                index += 1
                continue
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[plainStart..<index]))
            appendEscape(of: UnsafeBufferPointer(rebasing: text[index..<(index + count)]))
            index += count
            plainStart = index
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[plainStart...]))
    }

    /// The first index from one on whose byte is not plain.
    private static func firstSpecial(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        let bytes = UnsafeRawBufferPointer(text)
        while index &+ 8 <= bytes.count,
            arePlain(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        {
            index &+= 8
        }
        while index < text.count, isPlain(text[index]) { index &+= 1 }
        return index
    }

    /// Whether eight bytes are printable ASCII that is never escaped.
    @inline(__always)
    private static func arePlain(_ word: UInt64) -> Bool {
        let (ones, highBits): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        /// Has the high bit of some byte if there is a zero byte, given that no byte has it.
        func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
        let found =
            word | (word &- ones &* 0x20) | zeros(word ^ ones &* 0x22) | zeros(word ^ ones &* 0x5c)
            | zeros(word ^ ones &* 0x7f)
        return found & highBits == 0
    }

    /// Whether a byte is never escaped, whatever comes after it.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte < 0x7f
            ? byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            : byte != 0x7f && byte != 0xc2 && byte != 0xed
    }

    /// How many bytes the character takes that has to be escaped; 0 if it has not to be.
    private func escapedByteCount(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        switch text[index] {
        case 0x7f: return escapes == .controlCharacters ? 1 : 0
        case 0xc2:
            // U+0080 to U+009F.
            guard escapes == .controlCharacters, index + 1 < text.count else { return 0 }
            return 0x80...0x9f ~= text[index + 1] ? 2 : 0
        case 0xed:
            // A surrogate, which UTF-8 does not allow.
            return index + 2 < text.count && text[index + 1] >= 0xa0 ? 3 : 0
        default: return 1
        }
    }

    private mutating func appendEscape(of character: UnsafeBufferPointer<UInt8>) {
        let first = character[0]
        switch (first, character.count) {
        case (UInt8(ascii: "\""), _), (UInt8(ascii: "\\"), _): appendEscape(first)
        case (UInt8(ascii: "\n"), _): appendEscape(UInt8(ascii: "n"))
        case (UInt8(ascii: "\r"), _): appendEscape(UInt8(ascii: "r"))
        case (UInt8(ascii: "\t"), _): appendEscape(UInt8(ascii: "t"))
        case (_, 1): appendUnicodeEscape(UInt16(first))
        case (_, 2): appendUnicodeEscape(UInt16(character[1]))
        default:
            let low = UInt16(character[1] & 0x3f) << 6 | UInt16(character[2] & 0x3f)
            appendUnicodeEscape(0xd000 | low)
        }
    }

    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
    }

    private mutating func appendUnicodeEscape(_ unit: UInt16) {
        appendEscape(UInt8(ascii: "u"))
        // The documents have upper-case digits, OTLP-JSON lower-case ones.
        let ten = escapes == .controlCharacters ? UInt8(ascii: "A") : UInt8(ascii: "a")
        for shift in [12, 8, 4, 0] as [UInt16] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift & 15)
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : ten + digit - 10)
        }
    }
}
