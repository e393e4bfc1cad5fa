/// Text in double quotes with escapes, as messages show label values.
package enum QuotedText {
    package static func text(of bytes: [UInt8]) -> String {
        var quoted = "\""
        var decoder = UTF8.ForwardParser()
        var remaining = bytes.makeIterator()
        var position = 0
        parsing: while true {
            switch decoder.parseScalar(from: &remaining) {
            case .valid(let encoded):
                quoted += escaped(UTF8.decode(encoded))
                position += encoded.count
            case .error(let length):
                for byte in bytes[position..<min(position + length, bytes.count)] {
                    quoted += "\\x" + hexadecimal(UInt32(byte), digits: 2)
                }
                position += length
            case .emptyInput:
                break parsing
            }
        }
        return quoted + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\u{7}": return "\\a"
        case "\u{8}": return "\\b"
        case "\u{C}": return "\\f"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{B}": return "\\v"
        default: break
        }
        if scalar.value < 0x20 || scalar.value == 0x7F {
            return "\\x" + hexadecimal(scalar.value, digits: 2)
        }
        if isPrintable(scalar) { return String(Character(scalar)) }
        return scalar.value < 0x10000
            ? "\\u" + hexadecimal(scalar.value, digits: 4)
            : "\\U" + hexadecimal(scalar.value, digits: 8)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator, .spaceSeparator:
            return false
        default:
            return true
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
