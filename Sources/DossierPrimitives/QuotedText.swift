/// Text in quotes with the escapes of Go's `%q`.
public enum QuotedText {
    /// The text in double quotes; bytes that are not UTF-8 as `\xff`.
    public static func text(of bytes: some Collection<UInt8>) -> String {
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        quoted.reserveCapacity(bytes.count + 2)
        var parser = UTF8.ForwardParser()
        var unparsed = bytes.makeIterator()
        var rest = bytes[...]
        parsing: while true {
            switch parser.parseScalar(from: &unparsed) {
            case .valid(let encoded):
                append(UTF8.decode(encoded), quote: "\"", to: &quoted)
                rest = rest.dropFirst(encoded.count)
            case .error(let length):
                for byte in rest.prefix(length) { append("x", UInt32(byte), 2, to: &quoted) }
                rest = rest.dropFirst(length)
            case .emptyInput: break parsing
            }
        }
        quoted.append(UInt8(ascii: "\""))
        return String(decoding: quoted, as: UTF8.self)
    }

    /// A character in single quotes.
    public static func character(_ scalar: Unicode.Scalar) -> String {
        var quoted: [UInt8] = [UInt8(ascii: "'")]
        append(scalar, quote: "'", to: &quoted)
        quoted.append(UInt8(ascii: "'"))
        return String(decoding: quoted, as: UTF8.self)
    }

    private static func append(
        _ scalar: Unicode.Scalar,
        quote: Unicode.Scalar,
        to quoted: inout [UInt8]
    ) {
        switch scalar {
        case quote, "\\": quoted += [UInt8(ascii: "\\"), UInt8(ascii: scalar)]
        case "\u{7}": quoted += #"\a"#.utf8
        case "\u{8}": quoted += #"\b"#.utf8
        case "\u{c}": quoted += #"\f"#.utf8
        case "\n": quoted += #"\n"#.utf8
        case "\r": quoted += #"\r"#.utf8
        case "\t": quoted += #"\t"#.utf8
        case "\u{b}": quoted += #"\v"#.utf8
        case _ where isPrintable(scalar): quoted += String(scalar).utf8
        case _ where scalar.value < 0x80: append("x", scalar.value, 2, to: &quoted)
        case _ where scalar.value < 0x10000: append("u", scalar.value, 4, to: &quoted)
        default: append("U", scalar.value, 8, to: &quoted)
        }
    }

    private static func append(
        _ kind: Unicode.Scalar,
        _ value: UInt32,
        _ digitCount: Int,
        to quoted: inout [UInt8]
    ) {
        let digits = String(value, radix: 16).utf8
        quoted += [UInt8(ascii: "\\"), UInt8(ascii: kind)]
        quoted += repeatElement(UInt8(ascii: "0"), count: digitCount - digits.count)
        quoted += digits
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return 0x20..<0x7f ~= scalar.value }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator, .spaceSeparator:
            false
        default: true
        }
    }
}
