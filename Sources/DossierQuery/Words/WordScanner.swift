import DossierRegularExpressions

/// Finds the words of a text: the longest runs of letters, digits and `_`, of any script, with the
/// marks on them.
struct WordScanner {
    private let text: UnsafeRawBufferPointer
    private var position = 0

    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    /// Where the next word stands; nil if there are no more.
    mutating func next() -> Range<Int>? {
        while position < text.count {
            let (isPart, length) = Self.part(of: text, at: position, Self.isPart)
            if isPart { break }
            position += length
        }
        let start = position
        while position < text.count {
            let (isPart, length) = Self.part(of: text, at: position, Self.continuesWord)
            guard isPart else { break }
            position += length
        }
        return start < position ? start..<position : nil
    }

    /// Whether the character at a position belongs to a word, and how many bytes it takes.
    @inline(__always)
    private static func part(
        of text: UnsafeRawBufferPointer,
        at position: Int,
        _ isPart: (Unicode.Scalar) -> Bool
    ) -> (isPart: Bool, length: Int) {
        let byte = text[position]
        if byte < 0x80 { return (self.isPart(byte), 1) }
        let (scalar, length) = scalar(of: text, at: position)
        return (scalar.map(isPart) ?? false, length)
    }

    /// Whether an ASCII character belongs to words.
    @inline(__always)
    static func isPart(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
            || byte == UInt8(ascii: "_")
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
    }

    /// Whether a character goes on with a word: accents and vowel signs do, and begin none.
    private static func continuesWord(_ scalar: Unicode.Scalar) -> Bool {
        isPart(scalar) || scalar.properties.isGraphemeExtend
    }

    /// The character at a position, and how many bytes it takes; nil for a byte that is not UTF-8.
    static func scalar(
        of text: UnsafeRawBufferPointer,
        at position: Int
    ) -> (scalar: Unicode.Scalar?, length: Int) {
        let (value, length) = UTF8Scalar.decodeOrReplace(text, at: position)
        return (length == 1 && text[position] >= 0x80 ? nil : Unicode.Scalar(value), length)
    }

    /// The part of a text that has the same words whatever stands before it and behind it.
    static func inner(
        of text: UnsafeRawBufferPointer,
        startsText: Bool,
        endsText: Bool
    ) -> Range<Int> {
        func separates(_ byte: UInt8) -> Bool { byte < 0x80 && !isPart(byte) }
        let start = startsText ? 0 : text.firstIndex(where: separates) ?? text.count
        let end = endsText ? text.count : (text.lastIndex(where: separates) ?? -1) + 1
        return start..<max(start, end)
    }
}
