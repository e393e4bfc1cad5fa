import DossierPromQLSyntax

/// What templates do with text.
package enum TemplateText {
    /// The first letter of each word in title case; where it would become several it stays.
    package static func title(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        var isInWord = false
        for scalar in text.unicodeScalars {
            let isLetter =
                scalar.properties.isAlphabetic || scalar.value == 0x5f
                || ("0"..."9").contains(scalar)
            let isFirst = isLetter && !isInWord
            output.append(isFirst ? mapped(scalar, scalar.properties.titlecaseMapping) : scalar)
            isInWord = isLetter
        }
        return String(output)
    }

    /// The text with letters replaced one by one; where one would become several it stays.
    package static func mapped(_ text: String, _ mapping: (Unicode.Scalar) -> String) -> String {
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            output.append(mapped(scalar, mapping(scalar)))
        }
        return String(output)
    }

    private static func mapped(_ scalar: Unicode.Scalar, _ mapping: String) -> Unicode.Scalar {
        let mapped = mapping.unicodeScalars
        return mapped.count == 1 ? mapped.first ?? scalar : scalar
    }

    package static func strippingPort(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else { return text }
        let host = bytes[..<colon]
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
            return String(decoding: host.dropFirst().dropLast(), as: UTF8.self)
        }
        guard !host.contains(UInt8(ascii: ":")) else { return text }
        return String(decoding: host, as: UTF8.self)
    }

    package static func strippingDomain(_ text: String) -> String {
        let host = strippingPort(text)
        let port = text.dropFirst(host.count).hasPrefix(":") ? text.dropFirst(host.count) : ""
        let isAddress =
            host.contains(":")
            || host.split(separator: ".").count == 4 && host.allSatisfy { $0.isNumber || $0 == "." }
        guard !isAddress, !text.hasPrefix("["), let dot = host.firstIndex(of: ".") else {
            return text
        }
        return String(host[..<dot]) + port
    }

    package static func path(ofURL url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url.hasPrefix("/") ? url : "" }
        let rest = url[scheme.upperBound...]
        guard let slash = rest.firstIndex(of: "/") else { return "" }
        return String(rest[slash...].prefix { $0 != "?" && $0 != "#" })
    }

    package static func queryEscaped(_ text: String) -> String {
        var output: [UInt8] = []
        for byte in text.utf8 {
            if byte.isASCIIWord || "-.~".utf8.contains(byte) {
                output.append(byte)
            } else if byte == UInt8(ascii: " ") {
                output.append(UInt8(ascii: "+"))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                output += Array("%\(digits.utf8.count < 2 ? "0" : "")\(digits)".utf8)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    package static func htmlEscaped(_ text: String) -> String {
        escaped(text) { scalar in
            switch scalar {
            case "<": "&lt;"
            case ">": "&gt;"
            case "&": "&amp;"
            case "'": "&#39;"
            case "\"": "&#34;"
            case "\0": "\u{fffd}"
            default: nil
            }
        }
    }

    package static func scriptEscaped(_ text: String) -> String {
        escaped(text) { scalar in
            switch scalar {
            case "\\": return "\\\\"
            case "'": return "\\'"
            case "\"": return "\\\""
            case "<", ">", "&", "=", "\0"..<" ":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: return nil
            }
        }
    }

    /// By scalars: a mark behind a character that is to be escaped would hide it in a `Character`.
    private static func escaped(
        _ text: String,
        _ escape: (Unicode.Scalar) -> String?
    ) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            if let replacement = escape(scalar) {
                output += replacement
            } else {
                output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}

extension TemplateText {
    /// The text that ``queryEscaped(_:)`` makes the given one of.
    package static func queryUnescaped(_ text: String) throws(TemplateError) -> String {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var position = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "+"):
                output.append(UInt8(ascii: " "))
                position += 1
            case UInt8(ascii: "%"):
                let escape = bytes[position...].prefix(3)
                let digits = String(decoding: escape.dropFirst(), as: UTF8.self)
                guard escape.count == 3, let value = UInt8(digits, radix: 16),
                    escape.dropFirst().allSatisfy(\.isASCIIWord)
                else {
                    let written = ByteString(Array(escape))
                    throw TemplateError("invalid URL escape \(written.quoted)")
                }
                output.append(value)
                position += 3
            default:
                output.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
