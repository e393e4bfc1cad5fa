import DossierColumns
import DossierPrimitives

/// Texts of values, as Loki's OTLP receiver has them.
enum ValueText {
    /// The text of a value that is no composite; of bytes in Base64.
    static func text(ofWord word: UInt64, _ type: ValueType) -> [UInt8] {
        switch type {
        case .empty: []
        case .bool: Array((word != 0 ? "true" : "false").utf8)
        case .double: Array(FloatText.json(Double(bitPattern: word)).utf8)
        default: Array(String(Int64(bitPattern: word)).utf8)
        }
    }

    /// The text of a value in the composite encoding: of a list or array its JSON.
    static func text(ofComposite value: ArraySlice<UInt8>) -> [UInt8] {
        var reader = CompositeReader(value)
        switch reader.next() {
        case .string(let range): return Array(value[range])
        case .bytes(let range): return encodeBase64(value[range])
        case .bool(let bool): return Array((bool ? "true" : "false").utf8)
        case .int(let int): return Array(String(int).utf8)
        case .double(let bits): return Array(FloatText.json(Double(bitPattern: bits)).utf8)
        case .json, .array, .list: return SortedJSON.text(of: value)
        case .empty, nil: return []
        }
    }
}
