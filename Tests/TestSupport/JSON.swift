/// A JSON value as a tree, for comparing what a test expects with what it got.
///
/// The parser is the plain one: strict about RFC 8259, and not the one under test.
package indirect enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// As it is written.
    case number(String)
    /// In UTF-8; a surrogate that stands alone as the three bytes that UTF-8 would give it.
    case string([UInt8])
    case array([JSON])
    case object([Member])

    /// A key and its value.
    package struct Member: Hashable, Sendable {
        package var key: String
        package var value: JSON

        package init(key: String, value: JSON) {
            self.key = key
            self.value = value
        }
    }

    package static func text(_ text: String) -> JSON { .string(Array(text.utf8)) }
}

extension JSON {
    /// The value of a member; nil if it has none or is no object.
    package subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    /// The elements of an array; none for any other value.
    package var elements: [JSON] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The members of an object; none for any other value.
    package var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// A string as text; nil for any other value.
    package var text: String? {
        if case .string(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    /// The value with the keys of all objects replaced.
    package func mapKeys(_ transform: (String) -> String) -> JSON {
        switch self {
        case .array(let elements): .array(elements.map { $0.mapKeys(transform) })
        case .object(let members):
            .object(
                members.map {
                    Member(key: transform($0.key), value: $0.value.mapKeys(transform))
                }
            )
        default: self
        }
    }
}

extension JSON {
    /// The value as one line of JSON text, members in their order.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let digits): bytes += digits.utf8
        case .string(let text): Self.write(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(Array(member.key.utf8), to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Control characters and lone surrogates as escapes, everything else as it is.
    private static func write(_ text: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == 0xed, index + 2 < text.count, text[index + 1] >= 0xa0 {
                let unit = 0xd000 | Int(text[index + 1] & 0x3f) << 6 | Int(text[index + 2] & 0x3f)
                bytes += "\\u\(String(unit, radix: 16))".utf8
                index += 3
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: bytes.append(byte)
            }
            index += 1
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
