internal import DossierColumns

/// Attributes as short text on one line: `http.route=/cart {a=1, b=[x, y]}`.
package enum AttributeText {
    /// How deep values within values are shown.
    private static let depthLimit = 8

    /// The text of a value, a bit more than `limit` bytes of it at most.
    package static func text(_ value: AttributeValue, limit: Int = .max) -> String {
        var text = ""
        append(value, to: &text, limit: limit, depth: 0)
        return text
    }

    /// `key=value`, with quotes around text that has spaces.
    package static func pair(_ attribute: Attribute, limit: Int = .max) -> String {
        guard case .string(let string) = attribute.value else {
            var pair = attribute.key + "="
            append(attribute.value, to: &pair, limit: limit, depth: 0)
            return pair
        }
        let value = text(string, limit: limit)
        let mark = value.isEmpty || value.utf8.contains(0x20) ? "\"" : ""
        var pair = attribute.key
        pair.reserveCapacity(pair.utf8.count + value.utf8.count + 3)
        pair += "="
        pair += mark
        pair += value
        pair += mark
        return pair
    }

    /// A text; if it is longer than the limit, one more byte, so that the reader sees the cut.
    private static func text(_ string: String, limit: Int) -> String {
        string.utf8.count <= limit
            ? string : String(decoding: string.utf8.prefix(limit), as: UTF8.self) + "…"
    }

    /// `{key=value, key=value}`; empty text for no attributes.
    package static func braced(_ attributes: [Attribute], limit: Int = .max) -> String {
        attributes.isEmpty ? "" : text(.list(attributes), limit: limit)
    }

    private static func append(
        _ value: AttributeValue,
        to text: inout String,
        limit: Int,
        depth: Int
    ) {
        switch value {
        case .empty: text += depth == 0 ? "" : "null"
        case .string(let string), .json(let string): text += Self.text(string, limit: limit)
        case .bool(let bool): text += bool ? "true" : "false"
        case .int(let int): text += String(int)
        case .double(let double): text += CompositeText.shortText(of: double)
        case .bytes(let bytes): append(bytes, to: &text)
        case .array(let values):
            appendMembers(values, "[", "]", to: &text, limit: limit, depth: depth) {
                append($0, to: &$1, limit: limit, depth: depth + 1)
            }
        case .list(let members):
            appendMembers(members, "{", "}", to: &text, limit: limit, depth: depth) {
                $1 += $0.key + "="
                append($0.value, to: &$1, limit: limit, depth: depth + 1)
            }
        }
    }

    private static func appendMembers<Member>(
        _ members: [Member],
        _ open: String,
        _ close: String,
        to text: inout String,
        limit: Int,
        depth: Int,
        _ append: (Member, inout String) -> Void
    ) {
        text += open
        for (index, member) in members.enumerated() {
            if index > 0 { text += ", " }
            guard text.utf8.count <= limit, depth + 1 < depthLimit else {
                text += "…"
                break
            }
            append(member, &text)
        }
        text += close
    }

    private static func append(_ bytes: [UInt8], to text: inout String) {
        text += "0x"
        for byte in bytes.prefix(16) {
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        if bytes.count > 16 { text += "… (\(bytes.count) bytes)" }
    }
}
