internal import Dossier
internal import DossierPrimitives

/// Tags of spans, logs and processes, as Jaeger's JSON API has them.
enum JaegerTag {
    static func write(_ attribute: Attribute, to json: inout JSONWriter) {
        write(attribute.key, attribute.value, to: &json)
    }

    /// Arrays and lists are texts in JSON.
    static func write(_ key: String, _ value: AttributeValue, to json: inout JSONWriter) {
        json.object { json in
            json.string("key", key)
            json.string("type", type(of: value))
            json.key("value")
            switch value {
            case .bool(let flag): json.bool(flag)
            case .int(let number) where exactNumbers.contains(number): json.integer(number)
            case .double(let number) where number.isFinite: json.double(number)
            default: json.string(value.text)
            }
        }
    }

    /// Whole numbers that JavaScript reads exactly; others are texts.
    private static let exactNumbers: ClosedRange<Int64> = -(1 << 53)...(1 << 53)

    private static func type(of value: AttributeValue) -> String {
        switch value {
        case .bool: "bool"
        case .int: "int64"
        case .double: "float64"
        case .bytes: "binary"
        case .empty, .string, .array, .list, .json: "string"
        }
    }
}
