import Foundation

/// A value as it is, without columns.
package indirect enum PlainValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case array([PlainValue])
    case map([PlainMember])
}

/// An attribute, or a member of a map.
package struct PlainMember: Hashable, Sendable {
    package let key: String
    package let value: PlainValue

    package init(_ key: String, _ value: PlainValue) {
        self.key = key
        self.value = value
    }
}

extension PlainValue {
    /// The JSON text.
    package var json: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .int(let value): "\(value)"
        case .double(let value):
            value.isNaN
                ? "\"NaN\"" : value.isFinite ? "\(value)" : "\"\(value > 0 ? "" : "-")Infinity\""
        case .string(let text): Self.quoted(text)
        case .bytes(let bytes): "\"\(Data(bytes).base64EncodedString())\""
        case .array(let elements): "[\(elements.map(\.json).joined(separator: ","))]"
        case .map(let members):
            "{\(members.map { "\(Self.quoted($0.key)):\($0.value.json)" }.joined(separator: ","))}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\", "\"": "\\\(scalar)"
            case "\0"..<" ":
                "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }

    /// The value as OTLP's JSON has it.
    package var otlp: String {
        switch self {
        case .null: "{}"
        case .bool: "{\"boolValue\":\(json)}"
        case .int(let value): "{\"intValue\":\"\(value)\"}"
        case .double: "{\"doubleValue\":\(json)}"
        case .string: "{\"stringValue\":\(json)}"
        case .bytes: "{\"bytesValue\":\(json)}"
        case .array(let elements):
            "{\"arrayValue\":{\"values\":[\(elements.map(\.otlp).joined(separator: ","))]}}"
        case .map(let members): "{\"kvlistValue\":{\"values\":\(members.otlp)}}"
        }
    }
}

extension [PlainMember] {
    /// The members as OTLP's JSON has them.
    package var otlp: String {
        let members = map {
            "{\"key\":\(PlainValue.string($0.key).json),\"value\":\($0.value.otlp)}"
        }
        return "[\(members.joined(separator: ","))]"
    }
}
