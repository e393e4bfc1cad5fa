import DossierPromQLSyntax

/// What templates do with text.
enum TemplateText {
    /// The first letter of each word in upper case.
    static func title(_ text: String) -> String {
        var output = ""
        var isInWord = false
        for scalar in text.unicodeScalars {
            let isLetter =
                scalar.properties.isAlphabetic || scalar.value == 0x5f
                || ("0"..."9").contains(scalar)
            output += isLetter && !isInWord ? scalar.properties.titlecaseMapping : String(scalar)
            isInWord = isLetter
        }
        return output
    }

    /// The text with letters replaced one by one; where one would become several it stays.
    static func mapped(_ text: String, _ mapping: (Unicode.Scalar) -> String) -> String {
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let mapped = mapping(scalar).unicodeScalars
            output.append(mapped.count == 1 ? mapped.first ?? scalar : scalar)
        }
        return String(output)
    }

    static func strippingPort(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else { return text }
        let host = bytes[..<colon]
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
            return String(decoding: host.dropFirst().dropLast(), as: UTF8.self)
        }
        guard !host.contains(UInt8(ascii: ":")) else { return text }
        return String(decoding: host, as: UTF8.self)
    }

    static func strippingDomain(_ text: String) -> String {
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

    static func path(ofURL url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url.hasPrefix("/") ? url : "" }
        let rest = url[scheme.upperBound...]
        guard let slash = rest.firstIndex(of: "/") else { return "" }
        return String(rest[slash...].prefix { $0 != "?" && $0 != "#" })
    }

    static func queryEscaped(_ text: String) -> String {
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

    static func htmlEscaped(_ text: String) -> String {
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

    static func scriptEscaped(_ text: String) -> String {
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
