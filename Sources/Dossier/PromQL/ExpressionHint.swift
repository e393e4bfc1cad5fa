internal import DossierMetricView
internal import DossierPromQLSyntax

extension DossierError {
    /// The error for an expression, with what was probably meant.
    init(_ error: PromQLSyntaxError, in query: PromQLQuery) {
        let naming = query.options.sampleOptions.naming
        let hint = ExpressionHint(error, in: Array(query.expression.utf8), naming).map {
            "; \($0.text)"
        }
        self.init(
            .invalidExpression,
            error.description + (hint ?? ""),
            position: .line(error.line, column: error.column),
            underlyingError: error
        )
    }
}

/// What to write for a name of OpenTelemetry, whose dots PromQL takes in quotes only.
struct ExpressionHint {
    let text: String

    private static let clauses = ["by", "without", "on", "ignoring", "group_left", "group_right"]

    /// Nil if the error is about something else.
    init?(_ error: PromQLSyntaxError, in expression: [UInt8], _ naming: NamingStrategy) {
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
        let bytes = Array(expression[start..<end])
        guard let first = bytes.first, !(0x30...0x39 ~= first), start < dot, dot + 1 < end,
            bytes.last != UInt8(ascii: ".")
        else { return nil }
        let name = String(decoding: bytes, as: UTF8.self)
        if Self.isLabel(at: start, in: expression) {
            let label = String(decoding: naming.labelName(bytes), as: UTF8.self)
            text =
                label == name
                ? "write the label as \"\(name)\"" : "the attribute \(name) is the label \(label)"
        } else {
            text = "a name with dots is written {\"\(name)\"}"
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
        default: byte >= 0x80
        }
    }

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
