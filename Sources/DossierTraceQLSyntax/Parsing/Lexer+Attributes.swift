import DossierRegularExpressions

/// Names of attributes, which run until white space or an operator.
extension Lexer {
    /// What ends a name, besides white space.
    ///
    /// Others are part of it: `.a+1` is a name.
    private static let nameEnds = Set("{}()=~!<>&|^,".utf8)

    /// Whether a name must stand in quotes to be read back.
    static func needsQuotes(_ name: [UInt8]) -> Bool {
        var position = 0
        while position < name.count {
            guard let (scalar, length) = UTF8Scalar.decode(name, at: position) else { return true }
            if scalar.properties.isWhitespace || name[position] == UInt8(ascii: "\"")
                || nameEnds.contains(name[position])
            {
                return true
            }
            position += length
        }
        return name.isEmpty
    }

    mutating func readAttributeOfParent(from start: Int) throws(TraceQLSyntaxError) -> Token {
        for scope in [AttributeScope.span, .resource]
        where text[position...].starts(with: "\(scope.rawValue).".utf8) {
            move(to: position + scope.rawValue.utf8.count + 1)
            return try readAttribute(scope: scope, isOfParent: true, from: start)
        }
        return try readAttribute(scope: nil, isOfParent: true, from: start)
    }

    /// Reads the name behind the dot of a scope.
    mutating func readAttribute(
        scope: AttributeScope?,
        isOfParent: Bool,
        from start: Int
    ) throws(TraceQLSyntaxError) -> Token {
        var name: [UInt8] = []
        var isQuoted = false
        while position < text.count {
            let byte = text[position]
            if byte == UInt8(ascii: "\"") {
                isQuoted = true
                try readQuotedPart(into: &name)
                continue
            }
            if Self.nameEnds.contains(byte) { break }
            guard let (scalar, length) = UTF8Scalar.decode(text, at: position),
                !scalar.properties.isWhitespace
            else { break }
            name += text[position..<(position + length)]
            move(to: position + length)
        }
        guard !name.isEmpty || isQuoted else {
            throw error(
                "the name of an attribute is missing behind the dot",
                advice: "write it without a space: .name, span.name, span.\"a name\"",
                at: start..<position
            )
        }
        let attribute = AttributeReference(scope: scope, isOfParent: isOfParent, name: name)
        return token(.attribute(attribute), from: start)
    }

    private mutating func readQuotedPart(into name: inout [UInt8]) throws(TraceQLSyntaxError) {
        let start = position
        move(to: position + 1)
        while position < text.count {
            let byte = text[position]
            switch byte {
            case UInt8(ascii: "\""):
                move(to: position + 1)
                return
            case UInt8(ascii: "\\"):
                let escaped = position + 1 < text.count ? text[position + 1] : 0
                guard escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else {
                    throw error(
                        "unknown escape in the name of an attribute",
                        advice: #"only \" and \\ are escapes there"#,
                        at: position..<min(position + 2, text.count)
                    )
                }
                name.append(escaped)
                move(to: position + 2)
            default:
                name.append(byte)
                move(to: position + 1)
            }
        }
        throw error(
            "the name of an attribute has no closing quote",
            advice: "end it with \"",
            at: start..<(start + 1)
        )
    }
}
