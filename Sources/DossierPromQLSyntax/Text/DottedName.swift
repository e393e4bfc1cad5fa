/// A name with dots, as OpenTelemetry has them, that stands in an expression without quotes.
package struct DottedName {
    private static let clauses = ["by", "without", "on", "ignoring", "group_left", "group_right"]

    package let bytes: [UInt8]
    /// Whether the name stands where labels do, not the name of a metric.
    package let isLabel: Bool

    /// Finds the name at which the error of an expression is; nil if it is about something else.
    package init?(_ error: PromQLSyntaxError, in expression: [UInt8]) {
        let dot = error.range.start
        guard expression.indices.contains(dot), expression[dot] == UInt8(ascii: ".") else {
            return nil
        }
        let start =
            expression[..<dot].lastIndex { !Self.isNameByte($0) }.map { $0 + 1 }
            ?? expression.startIndex
        let end =
            expression[dot...].firstIndex { !Self.isNameByte($0) && $0 != UInt8(ascii: ".") }
            ?? expression.endIndex
        bytes = Array(expression[start..<end])
        guard let first = bytes.first, !first.isASCIIDigit, start < dot, dot + 1 < end,
            bytes.last != UInt8(ascii: ".")
        else { return nil }
        isLabel = Self.isLabel(at: start, in: expression)
    }

    /// How PromQL writes the name.
    package var advice: String {
        let name = ByteString(bytes)
        return isLabel
            ? "a label with dots is written \"\(name)\""
            : "a name with dots is written {\"\(name)\"}"
    }

    private static func isNameByte(_ byte: UInt8) -> Bool { byte.isASCIIWord || byte >= 0x80 }

    /// Whether a name stands within braces, or in the list of a clause such as `by`.
    private static func isLabel(at start: Int, in expression: [UInt8]) -> Bool {
        let before = expression[..<start]
        guard
            let bracket = before.lastIndex(where: { byte in
                [UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "("), UInt8(ascii: ")")]
                    .contains(byte)
            })
        else { return false }
        switch before[bracket] {
        case UInt8(ascii: "{"): return true
        case UInt8(ascii: "("):
            let words = before[..<bracket].split { !isNameByte($0) }
            guard let last = words.last else { return false }
            let word = String(decoding: last, as: UTF8.self).lowercased()
            return clauses.contains(word)
        default: return false
        }
    }
}
