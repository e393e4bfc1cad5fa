internal import DossierColumns

/// Decodes the escapes of a JSON string, eight bytes at a time between them.
struct EscapeDecoder {
    /// Whole words are written, so this many bytes have to follow those of the text.
    static let spareByteCount = 8

    private let base: UnsafePointer<UInt8>
    private let target: UnsafeMutablePointer<UInt8>
    private var count = 0

    /// `target` has room for the text and the spare bytes.
    init(base: UnsafePointer<UInt8>, target: UnsafeMutablePointer<UInt8>) {
        self.base = base
        self.target = target
    }

    /// Returns the length of the decoded text, which is never longer than the text with its
    /// escapes.
    mutating func decode(_ text: JSONText) throws(ReadFailure) -> Int {
        var index = text.start
        while true {
            let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
            let found = stringEnds(in: word)
            UnsafeMutableRawPointer(target + count).storeBytes(of: word, as: UInt64.self)
            let plain = found == 0 ? 8 : found.trailingZeroBitCount >> 3
            index += plain
            count += plain
            // The quote that ends the text ends the last run too.
            guard index < text.end else { return count - (index - text.end) }
            guard found != 0 else { continue }
            if base[index] == UInt8(ascii: "\\") {
                try decodeEscape(at: &index, end: text.end)
            } else {
                append(base[index])
                index += 1
            }
        }
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        target[count] = byte
        count += 1
    }

    @inline(__always)
    private mutating func decodeEscape(at index: inout Int, end: Int) throws(ReadFailure) {
        let escape = base[index + 1]
        index += 2
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): append(escape)
        case UInt8(ascii: "n"): append(0x0a)
        case UInt8(ascii: "t"): append(0x09)
        case UInt8(ascii: "r"): append(0x0d)
        case UInt8(ascii: "b"): append(0x08)
        case UInt8(ascii: "f"): append(0x0c)
        case UInt8(ascii: "u"): try decodeCodePoint(at: &index, end: end)
        default: throw .invalid("invalid escape in a string", at: index - 2)
        }
    }

    /// A lone surrogate becomes the three bytes that UTF-8 would have for it, so that an export can
    /// restore it.
    private mutating func decodeCodePoint(at index: inout Int, end: Int) throws(ReadFailure) {
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
        case 0..<0x80: append(UInt8(truncatingIfNeeded: scalar))
        case 0x80..<0x800:
            append(UInt8(truncatingIfNeeded: scalar >> 6) | 0xc0)
            append(trail(0))
        case 0x800..<0x10000:
            append(UInt8(truncatingIfNeeded: scalar >> 12) | 0xe0)
            append(trail(6))
            append(trail(0))
        default:
            append(UInt8(truncatingIfNeeded: scalar >> 18) | 0xf0)
            append(trail(12))
            append(trail(6))
            append(trail(0))
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
