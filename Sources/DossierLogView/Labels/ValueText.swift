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

    /// Calls back with the keys and values of an attribute that is no list, or of the members of
    /// one that is, within which keys are joined by underscores.
    ///
    /// Goes into members as deep as there are, in time linear in their bytes and the keys' lengths.
    static func forEachLeaf(
        _ key: ArraySlice<UInt8>,
        _ value: ArraySlice<UInt8>,
        _ body: (_ key: [UInt8], _ value: ArraySlice<UInt8>) -> Void
    ) {
        var reader = CompositeReader(value)
        var open: [(left: Int, keyLength: Int)] = []
        var path = Array(key)
        while true {
            if let last = open.last {
                guard last.left > 0 else {
                    open.removeLast()
                    if open.isEmpty { return }
                    continue
                }
                open[open.count - 1].left -= 1
                path.removeLast(path.count - last.keyLength)
                guard let key = reader.key() else { return }
                path.append(UInt8(ascii: "_"))
                path += value[key]
            }
            guard path.count <= pathLengthLimit else { return }
            let start = reader.position
            var list = reader
            if case .list(let count) = list.next() {
                reader = list
                open.append((count, path.count))
            } else {
                guard let leaf = reader.skipValue() else { return }
                body(path, value[leaf])
            }
            if open.isEmpty || reader.position == start { return }
        }
    }

    /// Names that are longer are no names that a person uses.
    private static let pathLengthLimit = 64 << 10
}
