import DossierPrimitives

extension Field: CustomStringConvertible {
    /// The canonical text: the short name of an intrinsic if it has one.
    package var description: String {
        switch self {
        case .attribute(let attribute): attribute.description
        case .intrinsic(let intrinsic): intrinsic.rawValue
        }
    }
}

extension AttributeReference: CustomStringConvertible {
    /// The canonical text; the name in quotes only if it needs them.
    package var description: String {
        let prefix = (isOfParent ? "parent." : "") + (scope?.rawValue ?? "")
        // `parent.span.x` would be the attribute `x`.
        let looksScoped =
            isOfParent && scope == nil
            && ["span.", "resource."].contains { name.starts(with: $0.utf8) }
        // `.5` would be a number.
        let looksLikeNumber =
            prefix.isEmpty
            && name.first.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false
        let dot = prefix.hasSuffix(".") ? "" : "."
        return prefix + dot + Self.text(of: name, inQuotes: looksScoped || looksLikeNumber)
    }

    private static func text(of name: [UInt8], inQuotes: Bool) -> String {
        guard inQuotes || Lexer.needsQuotes(name) else {
            return String(decoding: name, as: UTF8.self)
        }
        let escaped = name.flatMap { byte in
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
                ? [UInt8(ascii: "\\"), byte] : [byte]
        }
        return "\"\(String(decoding: escaped, as: UTF8.self))\""
    }
}

extension FieldExpression: CustomStringConvertible {
    /// The canonical text, with operations in parentheses below others.
    package var description: String {
        switch self {
        case .literal(let literal): literal.description
        case .field(let field): field.description
        case .negative(let operand): "-\(operand.operandText)"
        case .not(let operand): "!\(operand.operandText)"
        case .exists(let operand): "\(operand.operandText) != nil"
        case .absent(let operand): "\(operand.operandText) = nil"
        case .binary(let op, let left, let right):
            "\(left.leftText(of: op)) \(op.rawValue) \(right.operandText)"
        }
    }

    private var operandText: String {
        switch self {
        case .literal, .field: description
        default: "(\(description))"
        }
    }

    /// A side that a sign begins would take the whole product with it.
    private func leftText(of op: FieldOperator) -> String {
        guard case .literal(let literal) = self, literal.isNegative else { return operandText }
        switch op {
        case .multiply, .divide, .remainder, .power: return "(\(description))"
        default: return operandText
        }
    }
}
