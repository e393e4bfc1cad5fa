package import DossierPrimitives

extension AttributeValue {
    /// Writes the value as plain JSON: lists as objects, bytes in Base64.
    ///
    /// Values lie at most 256 levels deep.
    package func writePlainJSON(to json: inout JSONWriter) {
        switch self {
        case .empty: json.null()
        case .string(let text): json.string(text)
        case .bool(let flag): json.bool(flag)
        case .int(let number): json.integer(number)
        case .double(let number):
            if number.isFinite { json.double(number) } else { json.string(text) }
        case .bytes(let bytes): json.string(encodeBase64(bytes))
        case .array(let values): json.array(nil, values) { $1.writePlainJSON(to: &$0) }
        case .list(let members):
            json.object { json in
                for member in members {
                    json.dynamicKey(member.key)
                    member.value.writePlainJSON(to: &json)
                }
            }
        case .json(let text): json.json(text.utf8)
        }
    }

    /// The value as one text, as OpenTelemetry's Collector prints it: texts as they are, bytes in
    /// Base64, lists and arrays as JSON.
    package var text: String {
        switch self {
        case .empty: return ""
        case .string(let text), .json(let text): return text
        case .bool(let flag): return String(flag)
        case .int(let number): return String(number)
        case .double(let number): return FloatText.json(number)
        case .bytes(let bytes): return String(decoding: encodeBase64(bytes), as: UTF8.self)
        case .array, .list:
            var json = JSONWriter()
            writePlainJSON(to: &json)
            return String(decoding: json.takeBytes(), as: UTF8.self)
        }
    }
}
