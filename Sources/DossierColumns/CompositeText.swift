import DossierPrimitives

/// Values of the composite encoding as JSON.
package enum CompositeText {
    /// The JSON of a value: members in their order, no spaces, bytes in Base64.
    ///
    /// - Complexity: O(bytes); how deep values lie does not matter.
    package static func json(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var writer = JSONWriter()
        var reader = CompositeReader(bytes)
        var open: [(left: Int, isList: Bool)] = []
        repeat {
            if let top = open.last {
                if top.left == 0 {
                    open.removeLast()
                    if top.isList { writer.endObject() } else { writer.endArray() }
                    continue
                }
                open[open.count - 1].left -= 1
                if top.isList {
                    guard let key = reader.key() else { break }
                    writer.dynamicKey(reader.bytes[key])
                }
            }
            guard let token = reader.next() else { break }
            switch token {
            case .empty: writer.null()
            case .bool(let value): writer.bool(value)
            case .int(let value): writer.integer(value)
            case .double(let bits): double(Double(bitPattern: bits), to: &writer)
            case .string(let range): writer.string(reader.bytes[range])
            case .bytes(let range): writer.string(encodeBase64(reader.bytes[range]))
            case .json(let range): writer.json(reader.bytes[range])
            case .array(let count):
                writer.beginArray()
                open.append((count, false))
            case .list(let count):
                writer.beginObject()
                open.append((count, true))
            }
        } while !open.isEmpty
        return writer.bytes
    }

    private static func double(_ value: Double, to writer: inout JSONWriter) {
        if value.isFinite { writer.double(value) } else { writer.string(text(of: value)) }
    }

    /// A number as OTLP's JSON has it.
    package static func text(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        return value.isFinite ? value.description : value > 0 ? "Infinity" : "-Infinity"
    }

    /// A number as listings show it: without a point if it is whole.
    package static func shortText(of value: Double) -> String {
        if let whole = Int(exactly: value), whole.magnitude < 1_000_000_000_000_000 {
            return String(whole)
        }
        return value.description
    }
}
