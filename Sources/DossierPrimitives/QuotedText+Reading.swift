extension QuotedText {
    /// What is wrong with the escapes of a text.
    public struct InvalidEscape: Error, Hashable, Sendable {
        /// Where the backslash stands, in bytes from the start of the text.
        public let offset: Int
        /// What is wrong, for a person.
        public let message: String
    }

    /// The bytes that the inside of double quotes stands for, with Go's escapes.
    ///
    /// - Parameter text: What stands between the quotes.
    /// - Returns: The bytes, which need not be UTF-8.
    /// - Throws: What is wrong with the first invalid escape.
    public static func bytes(of text: some Sequence<UInt8>) throws(InvalidEscape) -> [UInt8] {
        let text = Array(text)
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            let byte = text[position]
            guard byte == UInt8(ascii: "\\") else {
                output.append(byte)
                position += 1
                continue
            }
            position += try append(text, escapeAt: position, to: &output)
        }
        return output
    }

    /// Appends what an escape stands for, and gives its length.
    private static func append(
        _ text: [UInt8],
        escapeAt position: Int,
        to output: inout [UInt8]
    ) throws(InvalidEscape) -> Int {
        guard position + 1 < text.count else {
            throw InvalidEscape(offset: position, message: "the escape is not finished")
        }
        let kind = text[position + 1]
        if let index = Array(#"abfnrtv\""#.utf8).firstIndex(of: kind) {
            output.append(Array("\u{7}\u{8}\u{c}\n\r\t\u{b}\\\"".utf8)[index])
            return 2
        }
        switch kind {
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            let value = try code(text, at: position, from: 1, count: 3, radix: 8)
            guard let byte = UInt8(exactly: value) else {
                throw InvalidEscape(offset: position, message: "the escape is more than \\377")
            }
            output.append(byte)
            return 4
        case UInt8(ascii: "x"):
            let value = try code(text, at: position, from: 2, count: 2, radix: 16)
            output.append(UInt8(truncatingIfNeeded: value))
            return 4
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let count = kind == UInt8(ascii: "u") ? 4 : 8
            let value = try code(text, at: position, from: 2, count: count, radix: 16)
            guard let scalar = Unicode.Scalar(value) else {
                throw InvalidEscape(
                    offset: position,
                    message: "the escape is not a Unicode character"
                )
            }
            output += Array(String(scalar).utf8)
            return count + 2
        default:
            throw InvalidEscape(
                offset: position,
                message: "unknown escape; a backslash is written \\\\"
            )
        }
    }

    /// The number that digits behind a backslash make, at most 32 bits.
    private static func code(
        _ text: [UInt8],
        at position: Int,
        from offset: Int,
        count: Int,
        radix: Int
    ) throws(InvalidEscape) -> UInt32 {
        let start = position + offset
        guard start + count <= text.count else {
            throw InvalidEscape(offset: position, message: "the escape is not finished")
        }
        let digits = String(decoding: text[start..<(start + count)], as: UTF8.self)
        guard digits.utf8.first != UInt8(ascii: "+"), digits.utf8.first != UInt8(ascii: "-"),
            let value = UInt32(digits, radix: radix)
        else {
            throw InvalidEscape(
                offset: position,
                message: radix == 8
                    ? "the escape needs \(count) octal digits"
                    : "the escape needs \(count) hexadecimal digits"
            )
        }
        return value
    }
}
