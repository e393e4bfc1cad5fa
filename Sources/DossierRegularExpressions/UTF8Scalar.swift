/// Reads single characters out of UTF-8 bytes.
package enum UTF8Scalar {
    /// The character that starts at a position and how many bytes it takes; nil where the bytes
    /// are not UTF-8.
    package static func decode(_ bytes: [UInt8], at position: Int) -> (Unicode.Scalar, Int)? {
        let first = bytes[position]
        if first < 0x80 {
            return (Unicode.Scalar(first), 1)
        }
        let length: Int
        var value: UInt32
        switch first {
        case 0xc2...0xdf: (length, value) = (2, UInt32(first & 0x1f))
        case 0xe0...0xef: (length, value) = (3, UInt32(first & 0x0f))
        case 0xf0...0xf4: (length, value) = (4, UInt32(first & 0x07))
        default: return nil
        }
        guard position + length <= bytes.count else { return nil }
        for byte in bytes[(position + 1)..<(position + length)] {
            guard byte & 0xc0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3f)
        }
        let isOverlong = length == 3 && value < 0x800 || length == 4 && value < 0x10000
        guard !isOverlong, let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, length)
    }

    /// The character at a position of a text, and how many bytes it takes; a byte that is not UTF-8
    /// is U+FFFD.
    package static func decodeOrReplace(
        _ text: UnsafeRawBufferPointer,
        at position: Int
    ) -> (value: UInt32, length: Int) {
        let first = text[position]
        let length: Int
        var value: UInt32
        switch first {
        case ..<0x80: return (UInt32(first), 1)
        case 0xc2...0xdf: (length, value) = (2, UInt32(first & 0x1f))
        case 0xe0...0xef: (length, value) = (3, UInt32(first & 0x0f))
        case 0xf0...0xf4: (length, value) = (4, UInt32(first & 0x07))
        default: return (0xfffd, 1)
        }
        guard position + length <= text.count else { return (0xfffd, 1) }
        for offset in 1..<length {
            let byte = text[position + offset]
            guard byte & 0xc0 == 0x80 else { return (0xfffd, 1) }
            value = value << 6 | UInt32(byte & 0x3f)
        }
        let isOverlong = length == 3 && value < 0x800 || length == 4 && value < 0x10000
        return isOverlong || Unicode.Scalar(value) == nil ? (0xfffd, 1) : (value, length)
    }

    /// Whether all of the bytes are UTF-8.
    package static func isValid(_ bytes: [UInt8]) -> Bool { firstInvalidByte(of: bytes) == nil }

    /// The first byte that is not UTF-8; nil if all are.
    package static func firstInvalidByte(of bytes: [UInt8]) -> Int? {
        var position = 0
        while position < bytes.count {
            guard let (_, length) = decode(bytes, at: position) else { return position }
            position += length
        }
        return nil
    }
}
