/// Fields and constants.
extension Parser {
    /// Reads a field or a constant.
    mutating func parseFieldPrimary() throws(TraceQLSyntaxError) -> FieldOperand {
        let token = try peek()
        if let field = try parseFieldIfNext() {
            return FieldOperand(
                expression: .field(field),
                type: field.type,
                height: 1,
                range: token.range.lowerBound..<lastEnd
            )
        }
        guard let literal = try parseLiteralIfNext() else {
            throw try unexpected(expected: "an attribute, an intrinsic or a constant")
        }
        return FieldOperand(
            expression: .literal(literal),
            type: literal.type,
            height: 1,
            range: token.range.lowerBound..<lastEnd
        )
    }

    /// Reads a field, as `select(…)` and metrics functions take them.
    mutating func parseField() throws(TraceQLSyntaxError) -> Field {
        guard let field = try parseFieldIfNext() else {
            throw try unexpected(expected: "an attribute or an intrinsic")
        }
        return field
    }

    /// Reads fields with commas between them, and the closing parenthesis.
    mutating func parseFields() throws(TraceQLSyntaxError) -> [Field] {
        var fields = [try parseField()]
        while try advance(over: .comma) { fields.append(try parseField()) }
        try expect(.rightParenthesis, orSay: "`,` or `)`")
        return fields
    }

    private mutating func parseFieldIfNext() throws(TraceQLSyntaxError) -> Field? {
        let token = try peek()
        switch token.kind {
        case .attribute(let attribute):
            try advance()
            if attribute.isOfParent {
                reportParent("attributes of the parent span are not supported", at: token.range)
            }
            return .attribute(attribute)
        case .word(let word):
            guard let field = Field(word: word) else { return nil }
            try advance()
            if field == .intrinsic(.parent) {
                reportParent("the intrinsic `parent` is not supported", at: token.range)
            }
            return field
        case .intrinsicScope(let scope):
            try advance()
            guard case .word(let word) = try peek().kind,
                let field = Field(scope: scope, word: word)
            else {
                throw try unexpected(
                    expected: "one of \(scope.words.joined(separator: ", "))",
                    advice: "an attribute has a dot behind the scope: \(scope.rawValue).name"
                )
            }
            try advance()
            return field
        default: return nil
        }
    }

    private mutating func reportParent(_ message: String, at range: Range<Int>) {
        report(
            RuleViolation(
                message: message,
                advice: "relate two spansets instead: { … } > { … }"
            ),
            .unsupported,
            at: range
        )
    }

    /// Reads a constant, if one is next.
    mutating func parseLiteralIfNext() throws(TraceQLSyntaxError) -> TraceQLLiteral? {
        let literal: TraceQLLiteral
        switch try peek().kind {
        case .integer(let value): literal = .integer(value)
        case .double(let value): literal = .double(value)
        case .duration(let value): literal = .duration(value)
        case .string(let value): literal = .string(value)
        case .word(let word):
            guard let named = TraceQLLiteral(word: word) else { return nil }
            literal = named
        default: return nil
        }
        try advance()
        return literal
    }
}

extension TraceQLLiteral {
    /// The constant that a word means.
    fileprivate init?(word: String) {
        switch word {
        case "true": self = .boolean(true)
        case "false": self = .boolean(false)
        case "minInt": self = .integer(.min)
        case "maxInt": self = .integer(.max)
        default:
            if let status = TraceQLStatus(name: word) {
                self = .status(status)
            } else if let kind = TraceQLKind(name: word) {
                self = .kind(kind)
            } else {
                return nil
            }
        }
    }
}
