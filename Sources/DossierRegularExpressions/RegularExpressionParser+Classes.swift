extension RegularExpressionParser {
    mutating func parseEscape() throws(RegularExpressionError) -> RegularExpressionNode {
        if let assertion = assertion(atOffset: 1) {
            position += 2
            return .assertion(assertion)
        }
        if let set = try parseEscapedClass() {
            return .set(set)
        }
        return literal(try parseEscapedScalar())
    }

    private func assertion(atOffset offset: Int) -> RegularExpressionNode.Assertion? {
        guard position + offset < pattern.count else { return nil }
        return switch pattern[position + offset] {
        case UInt8(ascii: "A"): .textStart
        case UInt8(ascii: "z"): .textEnd
        case UInt8(ascii: "b"): .wordBoundary
        case UInt8(ascii: "B"): .noWordBoundary
        default: nil
        }
    }

    /// `\d`, `\pL` and the like; nil for an escaped character.
    private mutating func parseEscapedClass() throws(RegularExpressionError) -> CharacterSet? {
        guard position + 1 < pattern.count else { return nil }
        let set: CharacterSet
        switch pattern[position + 1] | 0x20 {
        case UInt8(ascii: "d"): set = .digits
        case UInt8(ascii: "s"): set = .spaces
        case UInt8(ascii: "w"): set = .words
        case UInt8(ascii: "p"): return try parseUnicodeClass()
        default: return nil
        }
        let isNegated = pattern[position + 1] & 0x20 == 0
        position += 2
        let folded = flags.ignoresCase ? set.foldingCase : set
        return isNegated ? folded.inverted : folded
    }

    private mutating func parseUnicodeClass() throws(RegularExpressionError) -> CharacterSet {
        let start = position
        var isNegated = pattern[position + 1] == UInt8(ascii: "P")
        position += 2
        var name: ArraySlice<UInt8>
        if peek() == UInt8(ascii: "{") {
            let inner = pattern[(position + 1)...].prefix { $0 != UInt8(ascii: "}") }
            guard inner.endIndex < pattern.count else {
                throw error(.invalidClassRange, pattern[start...])
            }
            name = inner
            position = inner.endIndex + 1
        } else {
            let nameStart = position
            if position < pattern.count { _ = try nextScalar() }
            name = pattern[nameStart..<position]
        }
        if name.first == UInt8(ascii: "^") {
            isNegated.toggle()
            name = name.dropFirst()
        }
        guard let set = UnicodeClass.named(String(decoding: name, as: UTF8.self)) else {
            throw error(.invalidClassRange, pattern[start..<position])
        }
        let folded = flags.ignoresCase ? set.foldingCase : set
        return isNegated ? folded.inverted : folded
    }

    /// A single character behind a backslash.
    private mutating func parseEscapedScalar() throws(RegularExpressionError) -> UInt32 {
        let start = position
        position += 1
        guard let byte = peek() else { throw error(.trailingBackslash, []) }
        switch byte {
        case UInt8(ascii: "1")...UInt8(ascii: "7"):
            // A single digit would be a backreference.
            let next = position + 1 < pattern.count ? pattern[position + 1] : 0
            guard UInt8(ascii: "0")...UInt8(ascii: "7") ~= next else { break }
            return parseOctal()
        case UInt8(ascii: "0"): return parseOctal()
        case UInt8(ascii: "x"):
            position += 1
            if let value = parseHexadecimal() {
                return value
            }
        case UInt8(ascii: "a"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
            UInt8(ascii: "t"), UInt8(ascii: "v"):
            position += 1
            let codes: [Character: UInt32] = ["a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11]
            return codes[Character(Unicode.Scalar(byte))] ?? 0
        default:
            if byte < 0x80, !byte.isASCIIWord || byte == UInt8(ascii: "_") {
                position += 1
                return UInt32(byte)
            }
        }
        if position == start + 1 {
            _ = try nextScalar()
        }
        throw error(.invalidEscape, pattern[start..<min(position, pattern.count)])
    }

    private mutating func parseOctal() -> UInt32 {
        var value: UInt32 = 0
        var count = 0
        while count < 3, let byte = peek(), UInt8(ascii: "0")...UInt8(ascii: "7") ~= byte {
            value = value * 8 + UInt32(byte - UInt8(ascii: "0"))
            position += 1
            count += 1
        }
        return value
    }

    private mutating func parseHexadecimal() -> UInt32? {
        if peek() == UInt8(ascii: "{") {
            let digits = pattern[(position + 1)...].prefix { $0.isASCIIHexadecimalDigit }
            position = min(pattern.count, digits.endIndex + 1)
            guard digits.endIndex < pattern.count, pattern[digits.endIndex] == UInt8(ascii: "}"),
                let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
                value <= 0x10ffff
            else { return nil }
            return value
        }
        let digits = pattern[position...].prefix(2)
        position = digits.endIndex
        guard digits.count == 2, digits.allSatisfy({ $0.isASCIIHexadecimalDigit }) else {
            return nil
        }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    mutating func parseClass() throws(RegularExpressionError) -> CharacterSet {
        let start = position
        position += 1
        var isNegated = false
        if peek() == UInt8(ascii: "^") {
            isNegated = true
            position += 1
        }
        var set = CharacterSet([])
        var isFirst = true
        while isFirst || peek() != UInt8(ascii: "]") {
            guard position < pattern.count else { throw error(.missingBracket, pattern[start...]) }
            isFirst = false
            if let named = try parseNamedClass() {
                set = set.union(named)
                continue
            }
            if peek() == UInt8(ascii: "\\"), let escaped = try parseEscapedClass() {
                set = set.union(escaped)
                continue
            }
            set = set.union(try parseClassRange(in: start))
        }
        position += 1
        return isNegated ? set.inverted : set
    }

    private mutating func parseClassRange(in start: Int) throws(RegularExpressionError)
        -> CharacterSet
    {
        let rangeStart = position
        let low = try parseClassScalar(in: start)
        var high = low
        let isRange =
            peek() == UInt8(ascii: "-") && position + 1 < pattern.count
            && pattern[position + 1] != UInt8(ascii: "]")
        if isRange {
            position += 1
            high = try parseClassScalar(in: start)
            guard low <= high else {
                throw error(.invalidClassRange, pattern[rangeStart..<position])
            }
        }
        let set = CharacterSet([low...high])
        return flags.ignoresCase ? set.foldingCase : set
    }

    private mutating func parseClassScalar(
        in start: Int
    ) throws(RegularExpressionError) -> UInt32 {
        guard let byte = peek() else { throw error(.missingBracket, pattern[start...]) }
        return byte == UInt8(ascii: "\\") ? try parseEscapedScalar() : try nextScalar()
    }

    /// `[:alpha:]` and the like; nil if there is none.
    private mutating func parseNamedClass() throws(RegularExpressionError) -> CharacterSet? {
        guard startsWith("[:") else { return nil }
        var end = position + 2
        while end + 1 < pattern.count,
            !(pattern[end] == UInt8(ascii: ":") && pattern[end + 1] == UInt8(ascii: "]"))
        {
            end += 1
        }
        guard end + 1 < pattern.count else { return nil }
        var name = pattern[(position + 2)..<end]
        let isNegated = name.first == UInt8(ascii: "^")
        if isNegated {
            name = name.dropFirst()
        }
        guard let set = UnicodeClass.posix(String(decoding: name, as: UTF8.self)) else {
            throw error(.invalidClassRange, pattern[position..<(end + 2)])
        }
        position = end + 2
        let folded = flags.ignoresCase ? set.foldingCase : set
        return isNegated ? folded.inverted : folded
    }
}
