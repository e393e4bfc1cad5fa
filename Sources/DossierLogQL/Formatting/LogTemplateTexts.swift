import DossierPrimitives
import DossierPromQLSyntax
import DossierRegularExpressions
import DossierTemplates

/// The functions of templates that work on text.
enum LogTemplateTexts {
    /// How many bytes a function may make.
    private static let byteCountLimit = 16 << 20

    static func call(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "lower", "ToLower":
            return .string(
                TemplateText.mapped(try arguments.text(0), \.properties.lowercaseMapping)
            )
        case "upper", "ToUpper":
            return .string(
                TemplateText.mapped(try arguments.text(0), \.properties.uppercaseMapping)
            )
        case "title": return .string(TemplateText.title(try arguments.text(0)))
        case "contains", "hasPrefix", "hasSuffix":
            return .boolean(
                holds(name, bytes(try arguments.text(0)), bytes(try arguments.text(1)))
            )
        case "trunc": return try truncate(arguments)
        case "substr": return try substring(arguments)
        case "indent", "nindent":
            return try indent(arguments, isBelow: name == "nindent")
        case "repeat":
            let count = try arguments.integer(0)
            guard count >= 0 else { throw TemplateError("strings: negative Repeat count") }
            return .string(try repeated(try arguments.text(1), Int(clamping: count)))
        case "replace":
            return try replace(try arguments.text(2), try arguments.text(0), try arguments.text(1))
        case "Replace":
            let limit = try arguments.integer(3)
            return try replace(
                try arguments.text(0),
                try arguments.text(1),
                try arguments.text(2),
                limit: limit < 0 ? .max : Int(clamping: limit)
            )
        case "alignLeft", "alignRight":
            return try align(arguments, isLeft: name == "alignLeft")
        case "b64enc":
            return .string(
                String(decoding: encodeBase64(bytes(try arguments.text(0))), as: UTF8.self)
            )
        case "b64dec": return .string(decoded(try arguments.text(0)))
        case "urlencode": return .string(TemplateText.queryEscaped(try arguments.text(0)))
        case "urldecode": return .string(try TemplateText.queryUnescaped(try arguments.text(0)))
        case "regexReplaceAll", "regexReplaceAllLiteral", "count":
            return try callOnExpressions(name, arguments)
        default: return try trim(name, arguments)
        }
    }

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func string(_ bytes: some Collection<UInt8>) -> TemplateValue {
        .string(String(decoding: bytes, as: UTF8.self))
    }

    private static func holds(_ name: String, _ part: [UInt8], _ whole: [UInt8]) -> Bool {
        switch name {
        case "hasPrefix": whole.starts(with: part)
        case "hasSuffix": whole.reversed().starts(with: part.reversed())
        default:
            whole.withUnsafeBytes { whole in
                part.withUnsafeBytes { whole.firstOccurrence(of: $0) != nil }
            }
        }
    }

    // MARK: - Parts

    /// So many bytes from the start, or from the end if the number is negative.
    private static func truncate(
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        let count = Int(clamping: try arguments.integer(0))
        let text = bytes(try arguments.text(1))
        if count < 0 { return string(text.suffix(Int(clamping: count.magnitude))) }
        return string(text.prefix(count))
    }

    private static func substring(
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        let (start, end) = (
            Int(clamping: try arguments.integer(0)), Int(clamping: try arguments.integer(1))
        )
        let text = bytes(try arguments.text(2))
        if start < 0 {
            guard 0...text.count ~= end else {
                throw TemplateError("slice bounds out of range [:\(end)]")
            }
            return string(text[..<end])
        }
        if end < 0 || end > text.count {
            guard start <= text.count else {
                throw TemplateError("slice bounds out of range [\(start):\(text.count)]")
            }
            return string(text[start...])
        }
        guard start <= end else {
            throw TemplateError("slice bounds out of range [\(start):\(end)]")
        }
        return string(text[start..<end])
    }

    // MARK: - Space

    private static func indent(
        _ arguments: [TemplateValue],
        isBelow: Bool
    ) throws(TemplateError) -> TemplateValue {
        let count = try arguments.integer(0)
        guard count >= 0 else { throw TemplateError("strings: negative Repeat count") }
        let padding = try repeated(" ", Int(clamping: count))
        let text = try replaced(
            bytes(try arguments.text(1)),
            bytes("\n"),
            bytes("\n" + padding),
            limit: .max
        )
        return .string(
            (isBelow ? "\n" : "") + padding + String(decoding: text, as: UTF8.self)
        )
    }

    private static func align(
        _ arguments: [TemplateValue],
        isLeft: Bool
    ) throws(TemplateError) -> TemplateValue {
        let text = try arguments.text(1)
        let count = Int(clamping: try arguments.integer(0))
        let scalars = text.unicodeScalars
        guard count >= 0 else { return .string(text) }
        if count > scalars.count {
            let padding = try repeated(" ", count - scalars.count)
            return .string(isLeft ? text + padding : padding + text)
        }
        var output = String.UnicodeScalarView()
        output.append(contentsOf: isLeft ? scalars.prefix(count) : scalars.suffix(count))
        return .string(String(output))
    }

    private static func repeated(_ text: String, _ count: Int) throws(TemplateError) -> String {
        let (size, overflow) = text.utf8.count.multipliedReportingOverflow(by: count)
        guard !overflow, size <= byteCountLimit else {
            throw TemplateError("the text is too long")
        }
        return String(repeating: text, count: text.isEmpty ? 0 : count)
    }

    // MARK: - Replacing

    private static func replace(
        _ text: String,
        _ old: String,
        _ new: String,
        limit: Int = .max
    ) throws(TemplateError) -> TemplateValue {
        string(try replaced(bytes(text), bytes(old), bytes(new), limit: limit))
    }

    private static func replaced(
        _ text: [UInt8],
        _ old: [UInt8],
        _ new: [UInt8],
        limit: Int
    ) throws(TemplateError) -> [UInt8] {
        var output: [UInt8] = []
        var position = 0
        var count = 0
        while count < limit, position <= text.count {
            var found: Int?
            if old.isEmpty {
                // The empty text is before each character, and at the end.
                found = position
            } else {
                found = text.withUnsafeBytes { text in
                    old.withUnsafeBytes { text.firstOccurrence(of: $0, from: position) }
                }
            }
            guard let found else { break }
            output += text[position..<found]
            output += new
            guard output.count <= byteCountLimit else {
                throw TemplateError("the text is too long")
            }
            position = found + old.count
            count += 1
            if old.isEmpty {
                guard position < text.count else { return output }
                let length = UTF8Scalar.decode(text, at: position)?.1 ?? 1
                output += text[position..<(position + length)]
                position += length
            }
        }
        return output + text[min(position, text.count)...]
    }

    private static func callOnExpressions(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        let expression: RegularExpression
        do {
            expression = try RegularExpression(searching: bytes(try arguments.text(0)))
        } catch let error as TemplateError {
            throw error
        } catch {
            throw TemplateError("error parsing regexp: \(error)")
        }
        let text = bytes(try arguments.text(1))
        switch name {
        case "count": return .integer(Int64(expression.matchCount(in: text)))
        case "regexReplaceAllLiteral":
            // A dollar sign is written twice where it means itself.
            let literal = try replaced(
                bytes(try arguments.text(2)),
                bytes("$"),
                bytes("$$"),
                limit: .max
            )
            return string(expression.replacingMatches(in: text, with: literal))
        default:
            return string(
                expression.replacingMatches(in: text, with: bytes(try arguments.text(2)))
            )
        }
    }

    // MARK: - Trimming

    private static func trim(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        // The old functions have the text first.
        let isOld = name.first?.isUppercase == true
        if name == "trim" || name == "TrimSpace" {
            return .string(trimmed(try arguments.text(0), \.properties.isWhitespace))
        }
        let text = try arguments.text(isOld ? 0 : 1)
        let part = try arguments.text(isOld ? 1 : 0)
        switch name {
        case "trimPrefix", "TrimPrefix":
            let whole = bytes(text)
            return whole.starts(with: part.utf8) ? string(whole[part.utf8.count...]) : .string(text)
        case "trimSuffix", "TrimSuffix":
            let whole = bytes(text)
            return whole.reversed().starts(with: part.utf8.reversed())
                ? string(whole.dropLast(part.utf8.count)) : .string(text)
        default:
            let set = Set(part.unicodeScalars)
            return .string(
                trimmed(
                    text,
                    { set.contains($0) },
                    atStart: name != "TrimRight",
                    atEnd: name != "TrimLeft"
                )
            )
        }
    }

    private static func trimmed(
        _ text: String,
        _ isTrimmed: (Unicode.Scalar) -> Bool,
        atStart: Bool = true,
        atEnd: Bool = true
    ) -> String {
        var scalars = text.unicodeScalars[...]
        while atStart, let first = scalars.first, isTrimmed(first) { scalars.removeFirst() }
        while atEnd, let last = scalars.last, isTrimmed(last) { scalars.removeLast() }
        return String(scalars)
    }

    // MARK: - Base64

    /// What Base64 says; the message if it is none, which Loki gives as the outcome.
    private static func decoded(_ text: String) -> String {
        let bytes = Array(text.utf8)
        if let decoded = bytes.withUnsafeBytes({ decodeBase64($0) }) {
            return String(decoding: decoded, as: UTF8.self)
        }
        let invalid = bytes.firstIndex { base64Value($0) == nil } ?? bytes.count
        return "illegal base64 data at input byte \(invalid)"
    }
}

extension [TemplateValue] {
    /// One of the arguments of a call, which has to be a whole number.
    func integer(_ index: Int) throws(TemplateError) -> Int64 {
        guard case .integer(let value, _) = try argument(index) else {
            throw TemplateError("wrong type for value; expected int")
        }
        return value
    }
}
