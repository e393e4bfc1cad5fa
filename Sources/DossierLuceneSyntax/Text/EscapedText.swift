/// Texts as they have to be written to be read again.
enum EscapedText {
    /// A word with a backslash before everything that would end it or mean something else.
    static func word(_ bytes: [UInt8]) -> [UInt8] {
        var escaped: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let isSign = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
            if isSign ? index == 0 : WordByte.isSpecial(byte) || WordByte.isSpace(byte) {
                escaped.append(UInt8(ascii: "\\"))
            }
            // The first byte of U+3000, which is a space.
            if WordByte.isWideSpace(bytes, at: index) { escaped.append(UInt8(ascii: "\\")) }
            escaped.append(byte)
        }
        return escaped
    }

    /// A word as it is, or in quotes where it would need escapes or mean something else.
    static func text(_ bytes: [UInt8]) -> String {
        let isPlain =
            !bytes.isEmpty && word(bytes) == bytes && Keyword(bytes) == nil
            && bytes[0] != UInt8(ascii: "<") && bytes[0] != UInt8(ascii: ">")
        return isPlain ? String(decoding: bytes, as: UTF8.self) : quoted(bytes)
    }

    /// A bound of a range.
    static func bound(_ bytes: [UInt8]) -> String {
        let ending = #"]}"\"#.utf8
        let isPlain =
            !bytes.isEmpty && !bytes.contains { WordByte.isSpace($0) || ending.contains($0) }
            && !bytes.indices.contains { WordByte.isWideSpace(bytes, at: $0) }
            && !bytes.elementsEqual("TO".utf8) && !bytes.elementsEqual("*".utf8)
        return isPlain ? String(decoding: bytes, as: UTF8.self) : quoted(bytes)
    }

    private static func quoted(_ bytes: [UInt8]) -> String {
        var escaped: [UInt8] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                escaped.append(UInt8(ascii: "\\"))
            }
            escaped.append(byte)
        }
        return "\"\(String(decoding: escaped, as: UTF8.self))\""
    }

    /// A regular expression with a backslash before its slashes.
    static func pattern(_ bytes: [UInt8]) -> [UInt8] {
        var escaped: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if byte == UInt8(ascii: "/"), !isEscaped { escaped.append(UInt8(ascii: "\\")) }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            escaped.append(byte)
        }
        return escaped
    }
}
