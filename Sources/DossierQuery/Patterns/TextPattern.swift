import DossierBlocks

/// The pattern of a text: the text with `<_>` in the place of what varies.
///
/// It depends on nothing but the text. A token is a longest run of ASCII letters, digits, `-` and
/// `_`; it varies if it has a digit, or if it is eight or more hexadecimal digits. Tokens that vary
/// with one of `.`, `:`, `,` and `, ` between them, or nothing, are one gap: a time, an address, a
/// list of numbers. A `<_>` in the text is a gap, too, so a pattern is its own pattern.
enum TextPattern {
    static let gap = Array("<_>".utf8)
    /// Longer patterns end with a gap after so many bytes, or a little before.
    static var byteCountMax: Int { 4096 }
    private static var lengthMax: Int { byteCountMax + 3 }
    private static var hexadecimalCountMin: Int { 8 }

    /// Appends the pattern of a text.
    ///
    /// - Complexity: O(bytes of the text), until the pattern has all bytes that it may have.
    static func append(_ text: UnsafeRawBufferPointer, to pattern: inout [UInt8]) {
        let start = pattern.count
        var gaps = PatternGaps(start: start)
        /// What comes before is in the pattern.
        var literalStart = 0
        var position = 0
        while position < text.count {
            let end: Int
            if text[position].isTokenByte {
                let token = token(in: text, from: position)
                end = token.end
                guard token.isVariable else {
                    position = end
                    continue
                }
            } else if startsWithGap(text, at: position) {
                end = position + 3
            } else {
                position += 1
                continue
            }
            append(text[literalStart..<position], to: &pattern)
            guard pattern.count - start <= lengthMax else { break }
            gaps.append(to: &pattern)
            guard pattern.count - start <= lengthMax else { break }
            position = end
            literalStart = end
        }
        if pattern.count - start <= lengthMax { append(text[literalStart...], to: &pattern) }
        if pattern.count - start > lengthMax { gaps.cut(&pattern, at: start + byteCountMax) }
    }

    /// Appends no more than is needed to tell that there is too much.
    private static func append(
        _ literal: Slice<UnsafeRawBufferPointer>,
        to pattern: inout [UInt8]
    ) {
        pattern.append(contentsOf: UnsafeRawBufferPointer(rebasing: literal.prefix(lengthMax + 1)))
    }

    /// Whether a text is one token that varies.
    static func isVariable(_ text: UnsafeRawBufferPointer) -> Bool {
        token(in: text, from: 0) == (text.count, true)
    }

    /// Where a token ends, and whether it varies; empty if none starts at a position.
    @inline(__always)
    private static func token(
        in text: UnsafeRawBufferPointer,
        from start: Int
    ) -> (end: Int, isVariable: Bool) {
        var end = start
        var (hasDigit, isHexadecimal) = (false, true)
        while end < text.count, text[end].isTokenByte {
            let isDigit = text[end] &- UInt8(ascii: "0") < 10
            let isLetter = (text[end] | 0x20) &- UInt8(ascii: "a") < 6
            hasDigit = hasDigit || isDigit
            isHexadecimal = isHexadecimal && (isDigit || isLetter)
            end += 1
        }
        return (end, hasDigit || isHexadecimal && end - start >= hexadecimalCountMin)
    }

    @inline(__always)
    private static func startsWithGap(_ text: UnsafeRawBufferPointer, at position: Int) -> Bool {
        text[position] == UInt8(ascii: "<") && text.count - position >= 3
            && text[position + 1] == UInt8(ascii: "_") && text[position + 2] == UInt8(ascii: ">")
    }
}

/// Where the gaps of a pattern are that is being made.
private struct PatternGaps {
    private let start: Int
    /// Where the last gap is, and the one before; nil if there is none.
    private var last: Range<Int>?
    private var previous: Range<Int>?

    init(start: Int) {
        self.start = start
    }

    /// Appends a gap, or lets the one before go on.
    mutating func append(to pattern: inout [UInt8]) {
        if let last, isJoining(pattern[last.upperBound...]) {
            pattern.removeLast(pattern.count - last.upperBound)
        } else {
            let gapStart = pattern.count
            pattern += TextPattern.gap
            previous = last
            last = gapStart..<pattern.count
        }
    }

    private func isJoining(_ between: ArraySlice<UInt8>) -> Bool {
        guard let first = between.first else { return true }
        switch first {
        case UInt8(ascii: ","):
            return between.count == 1
                || between.count == 2 && between.last == UInt8(ascii: " ")
        case UInt8(ascii: "."), UInt8(ascii: ":"): return between.count == 1
        default: return false
        }
    }

    /// Ends a pattern with a gap at a limit, or before the character, token or gap that goes beyond
    /// it: the start of a token may be one that varies.
    mutating func cut(_ pattern: inout [UInt8], at limit: Int) {
        var end = limit
        if let beyond = last, beyond.upperBound > limit {
            end = min(end, beyond.lowerBound)
            last = previous
        }
        while end > start, pattern[end] & 0xC0 == 0x80 { end -= 1 }
        if pattern[end].isTokenByte {
            while end > start, pattern[end - 1].isTokenByte { end -= 1 }
        }
        pattern.removeLast(pattern.count - end)
        append(to: &pattern)
    }
}
