internal import DossierColumns

/// A value of an attribute or log body, as OpenTelemetry's `AnyValue` has it.
public enum AttributeValue: Hashable, Sendable {
    /// A value that was given without any content.
    case empty
    /// A text.
    case string(String)
    /// A truth value.
    case bool(Bool)
    /// A whole number.
    case int(Int64)
    /// A number with a fraction, also one like 5.0.
    case double(Double)
    /// Bytes.
    case bytes([UInt8])
    /// Values in their order.
    case array([AttributeValue])
    /// Keys with their values, in their order; a key may be repeated.
    case list([Attribute])
    /// JSON text of a value that is nested more than 64 levels deep.
    case json(String)
}

/// A key with its value.
public struct Attribute: Hashable, Sendable {
    /// The key.
    public let key: String
    /// The value.
    public let value: AttributeValue

    /// A key with its value.
    public init(key: String, value: AttributeValue) {
        self.key = key
        self.value = value
    }
}

extension [Attribute] {
    /// The value of a key, the last one if the key is repeated; nil if there is none.
    ///
    /// - Complexity: O(count).
    public subscript(key: String) -> AttributeValue? {
        last { $0.key == key }?.value
    }

    /// The value of a key if it is a string; nil if it is not, or there is none.
    public func string(_ key: String) -> String? {
        if case .string(let text) = self[key] { text } else { nil }
    }
}

extension AttributeValue {
    /// The value of a column's word.
    init(_ type: ValueType, _ word: UInt64, strings: StringTable) {
        let code = UInt32(truncatingIfNeeded: word)
        switch type {
        case .string: self = .string(String(decoding: strings[code], as: UTF8.self))
        case .bool: self = .bool(word != 0)
        case .int: self = .int(Int64(bitPattern: word))
        case .double: self = .double(Double(bitPattern: word))
        case .bytes: self = .bytes(Array(strings[code]))
        case .composite: self.init(composite: strings[code])
        default: self = .empty
        }
    }

    /// The value of bytes in the composite encoding.
    init(composite bytes: ArraySlice<UInt8>) {
        var reader = CompositeReader(bytes, isCut: true)
        self = Self.read(&reader, depth: 0)
    }

    private static func read(_ reader: inout CompositeReader, depth: Int) -> AttributeValue {
        guard depth < 256, let token = reader.next() else { return .empty }
        switch token {
        case .empty: return .empty
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .double(let bits): return .double(Double(bitPattern: bits))
        case .string(let range):
            return .string(String(decoding: reader.bytes[range], as: UTF8.self))
        case .bytes(let range): return .bytes(Array(reader.bytes[range]))
        case .json(let range): return .json(String(decoding: reader.bytes[range], as: UTF8.self))
        case .array(let count):
            var values: [AttributeValue] = []
            for _ in 0..<count where !reader.isAtEnd {
                values.append(read(&reader, depth: depth + 1))
            }
            return .array(values)
        case .list(let count):
            var members: [Attribute] = []
            for _ in 0..<count {
                guard let key = reader.key() else { break }
                let name = String(decoding: reader.bytes[key], as: UTF8.self)
                members.append(Attribute(key: name, value: read(&reader, depth: depth + 1)))
            }
            return .list(members)
        }
    }
}
