import DossierRegularExpressions

extension ByteString {
    /// The text between double quotes, escaped as Go's `%q` does.
    package var quoted: String {
        var output: [UInt8] = [UInt8(ascii: "\"")]
        output.reserveCapacity(bytes.count + 2)
        var position = 0
        while position < bytes.count {
            guard let (scalar, length) = UTF8Scalar.decode(bytes, at: position) else {
                output += Self.escape("\\x", UInt32(bytes[position]), digits: 2)
                position += 1
                continue
            }
            Self.append(scalar, quote: "\"", to: &output)
            position += length
        }
        output.append(UInt8(ascii: "\""))
        return String(decoding: output, as: UTF8.self)
    }

    /// A character between single quotes, escaped as Go's `%q` does.
    static func quotedCharacter(_ scalar: Unicode.Scalar) -> String {
        var output: [UInt8] = [UInt8(ascii: "'")]
        append(scalar, quote: "'", to: &output)
        output.append(UInt8(ascii: "'"))
        return String(decoding: output, as: UTF8.self)
    }

    private static func append(
        _ scalar: Unicode.Scalar,
        quote: Unicode.Scalar,
        to output: inout [UInt8]
    ) {
        switch scalar {
        case quote, "\\":
            output += [UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: scalar.value)]
        case "\u{7}": output += Array("\\a".utf8)
        case "\u{8}": output += Array("\\b".utf8)
        case "\u{c}": output += Array("\\f".utf8)
        case "\n": output += Array("\\n".utf8)
        case "\r": output += Array("\\r".utf8)
        case "\t": output += Array("\\t".utf8)
        case "\u{b}": output += Array("\\v".utf8)
        case _ where isPrintable(scalar): output += Array(UTF8.encode(scalar) ?? .init())
        case _ where scalar.value < 0x80: output += escape("\\x", scalar.value, digits: 2)
        case _ where scalar.value < 0x10000: output += escape("\\u", scalar.value, digits: 4)
        default: output += escape("\\U", scalar.value, digits: 8)
        }
    }

    private static func escape(_ prefix: String, _ value: UInt32, digits: Int) -> [UInt8] {
        let text = String(value, radix: 16)
        return Array((prefix + String(repeating: "0", count: digits - text.count) + text).utf8)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return (0x20..<0x7f).contains(scalar.value)
        }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator,
            .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }
}
