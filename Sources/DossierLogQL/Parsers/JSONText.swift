import DossierPrimitives
import DossierPromQLSyntax
import DossierRegularExpressions

/// Steps over parts of JSON, as far as it can be read: damage is found only where it matters.
struct JSONText {
    let bytes: UnsafeRawBufferPointer

    /// What a value begins with.
    enum Kind {
        case string, array, object, number, boolean, null
    }

    struct Value {
        var kind: Kind
        /// With the quotes of a string.
        var range: Range<Int>

        /// Without the quotes of a string.
        var content: Range<Int> {
            kind == .string ? (range.lowerBound + 1)..<(range.upperBound - 1) : range
        }
    }

    /// The next position that is no white space; `end` if there is none.
    func skippingSpace(from start: Int, to end: Int) -> Int {
        var position = start
        while position < end, bytes[position].isASCIISpace { position += 1 }
        return position
    }

    /// The position behind the closing quote of a string whose text starts at `start`; nil if it
    /// has none.
    func endOfString(from start: Int, to end: Int) -> Int? {
        var position = start
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: "\""): return position + 1
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        return nil
    }

    /// The position behind an array or object; nil if it is not closed.
    ///
    /// Only brackets of its kind count, and none within strings.
    func endOfBlock(from start: Int, to end: Int, _ open: UInt8, _ close: UInt8) -> Int? {
        var level = 0
        var position = start
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard let next = endOfString(from: position + 1, to: end) else { return nil }
                position = next
                continue
            case open: level += 1
            case close:
                level -= 1
                if level == 0 { return position + 1 }
            default: break
            }
            position += 1
        }
        return nil
    }

    /// The value that starts at a position; nil if it is none, or not closed.
    ///
    /// `objectEnd` is where it ends if it is an object; nil if that is not closed.
    func value(at start: Int, to end: Int, objectEnd: Int?) -> Value? {
        switch bytes[start] {
        case UInt8(ascii: "\""):
            return endOfString(from: start + 1, to: end).map {
                Value(kind: .string, range: start..<$0)
            }
        case UInt8(ascii: "["):
            let blockEnd = endOfBlock(
                from: start,
                to: end,
                UInt8(ascii: "["),
                UInt8(ascii: "]")
            )
            return blockEnd.map { Value(kind: .array, range: start..<$0) }
        case UInt8(ascii: "{"):
            return objectEnd.map { Value(kind: .object, range: start..<$0) }
        default: return word(at: start, to: end)
        }
    }

    private func word(at start: Int, to end: Int) -> Value? {
        var position = start
        scan: while position < end {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"),
                UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"):
                break scan
            default: position += 1
            }
        }
        let text = bytes[start..<position]
        let kind: Kind
        switch bytes[start] {
        case UInt8(ascii: "t"), UInt8(ascii: "f"):
            guard text.elementsEqual("true".utf8) || text.elementsEqual("false".utf8) else {
                return nil
            }
            kind = .boolean
        case UInt8(ascii: "n"):
            guard text.elementsEqual("null".utf8) else { return nil }
            kind = .null
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): kind = .number
        default: return nil
        }
        return Value(kind: kind, range: start..<position)
    }

    // MARK: - Escapes

    /// Appends what the inside of a string says; false if an escape is invalid.
    func appendUnescaped(_ range: Range<Int>, to output: inout [UInt8]) -> Bool {
        var position = range.lowerBound
        while position < range.upperBound {
            let byte = bytes[position]
            guard byte == UInt8(ascii: "\\") else {
                output.append(byte)
                position += 1
                continue
            }
            guard position + 1 < range.upperBound else { return false }
            switch bytes[position + 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
                output.append(bytes[position + 1])
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0c)
            case UInt8(ascii: "n"): output.append(0x0a)
            case UInt8(ascii: "r"): output.append(0x0d)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "u"):
                guard let (scalar, length) = unicodeEscape(at: position, to: range.upperBound)
                else { return false }
                output.append(contentsOf: String(scalar).utf8)
                position += length
                continue
            default: return false
            }
            position += 2
        }
        return true
    }

    /// Whether all escapes within a string are such.
    func hasValidEscapes(_ range: Range<Int>) -> Bool {
        guard bytes[range].contains(UInt8(ascii: "\\")) else { return true }
        var unescaped: [UInt8] = []
        return appendUnescaped(range, to: &unescaped)
    }

    private func unicodeEscape(at position: Int, to end: Int) -> (Unicode.Scalar, Int)? {
        guard let first = codeUnit(at: position, to: end) else { return nil }
        if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
        guard let second = codeUnit(at: position + 6, to: end), second >= 0xdc00 else {
            return nil
        }
        let value = 0x10000 &+ ((first &- 0xd800) << 10) &+ (second &- 0xdc00)
        return (Unicode.Scalar(value) ?? "\u{fffd}", 12)
    }

    /// The number of `\u00e9`.
    private func codeUnit(at position: Int, to end: Int) -> UInt32? {
        guard position + 6 <= end, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return nil }
        var value: UInt32 = 0
        for byte in bytes[(position + 2)..<(position + 6)] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                value = value << 4 | UInt32((byte | 0x20) - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }

    /// Puts a text in place of `output` that a label can have: the inside of a string with its
    /// escapes resolved and a space for what is no character; empty if an escape is invalid.
    func labelValue(ofString range: Range<Int>, into output: inout [UInt8]) {
        output.removeAll(keepingCapacity: true)
        guard appendUnescaped(range, to: &output) else {
            output.removeAll(keepingCapacity: true)
            return
        }
        output.replaceInvalidCharacters()
    }
}

extension [UInt8] {
    /// Puts a space in place of each byte that is not UTF-8, and of each replacement character.
    mutating func replaceInvalidCharacters() {
        guard contains(where: { $0 >= 0x80 }) else { return }
        var (read, write) = (0, 0)
        while read < count {
            let decoded = UTF8Scalar.decode(self, at: read)
            let length = decoded?.1 ?? 1
            if decoded == nil || decoded?.0 == "\u{fffd}" {
                self[write] = UInt8(ascii: " ")
                write += 1
            } else {
                for offset in 0..<length { self[write + offset] = self[read + offset] }
                write += length
            }
            read += length
        }
        removeLast(count - write)
    }
}
