package import DossierColumns
package import DossierPrimitives

/// Writes rows as OTLP-JSON.
///
/// Rows of one call become one line; within it they are grouped by resource and scope in order of
/// first use. Fields that have their default are left out, as the specification allows.
package struct OTLPWriter: Sendable {
    package var buffer = JSONWriter(escaping: .required)
    /// Whether spans without a status have an empty one.
    package var writesEmptyStatus = false
    let shared: SharedValues
    /// By number, as far as they were needed; the last are for numbers that the store does not have.
    private var resources: [SharedJSON?]
    private var scopes: [SharedJSON?]
    /// By the number of the table; whatever set its rows are in, as slots are numbered alike.
    private var fields = [RowFields](repeating: RowFields(), count: 8)

    /// - Parameter shared: What the resource, scope and metric words of the rows refer to.
    package init(shared: SharedValues) {
        self.shared = shared
        resources = [SharedJSON?](repeating: nil, count: shared.resources.count + 1)
        scopes = [SharedJSON?](repeating: nil, count: shared.scopes.count + 1)
    }

    /// The JSON of a resource or scope, and the schema URL of its entry.
    struct SharedJSON: Sendable {
        var object: [UInt8]
        var schemaURL: [UInt8]?
    }

    mutating func resource(_ word: UInt64) -> SharedJSON {
        let number = Int(min(word, UInt64(shared.resources.count)))
        if let json = resources[number] { return json }
        let json = sharedJSON(word, in: shared.resources)
        resources[number] = json
        return json
    }

    mutating func scope(_ word: UInt64) -> SharedJSON {
        let number = Int(min(word, UInt64(shared.scopes.count)))
        if let json = scopes[number] { return json }
        let json = sharedJSON(word, in: shared.scopes)
        scopes[number] = json
        return json
    }

    /// Writes the resource of a row as an object.
    package mutating func writeResource(_ word: UInt64) { buffer.json(resource(word).object) }

    /// Writes the scope of a row as an object.
    package mutating func writeScope(_ word: UInt64) { buffer.json(scope(word).object) }

    private func sharedJSON(_ word: UInt64, in table: StringTable) -> SharedJSON {
        var json = JSONWriter(escaping: .required)
        var schemaURL: [UInt8]?
        json.beginObject()
        if word < table.count {
            forEachMember(of: table[UInt32(truncatingIfNeeded: word)]) { key, value in
                switch key {
                case "schemaUrl":
                    var reader = CompositeReader(value)
                    if case .string(let range) = reader.next() { schemaURL = Array(value[range]) }
                case "attributes":
                    json.key("attributes")
                    json.members(value)
                case "droppedAttributesCount":
                    var reader = CompositeReader(value)
                    guard case .int(let count) = reader.next(), UInt32(exactly: count) != nil
                    else { return }
                    json.key("droppedAttributesCount")
                    json.plain(value)
                case "entityRefs":
                    json.key("entityRefs")
                    json.plain(value)
                case "resourceSchemaUrl":
                    json.key("schemaUrl")
                    json.plain(value)
                case "name":
                    json.key("name")
                    json.plain(value)
                case "version":
                    json.key("version")
                    json.plain(value)
                default: break
                }
            }
        }
        json.endObject()
        return SharedJSON(object: json.bytes, schemaURL: schemaURL)
    }

    /// The optional fields and the attributes of a row.
    mutating func load(_ row: Int, of rows: TableBatch) -> RowFields {
        let number = Int(rows.table.rawValue)
        fields[number].load(row, of: rows)
        return fields[number]
    }
}

extension JSONWriter {
    /// A composite as plain JSON: a list as an object, an array as an array.
    package mutating func plain(_ bytes: ArraySlice<UInt8>) {
        var reader = CompositeReader(bytes)
        plain(&reader, depth: 0)
    }

    /// Composites that this program writes for shared values are at most four levels deep.
    private mutating func plain(_ reader: inout CompositeReader, depth: Int) {
        guard depth < 8, let token = reader.next() else { return null() }
        switch token {
        case .empty: null()
        case .bool(let value): bool(value)
        case .int(let value): integer(value)
        case .double(let bits): double(bits: bits)
        case .string(let range), .bytes(let range), .json(let range): string(reader.bytes[range])
        case .array(let count):
            beginArray()
            for _ in 0..<count where !reader.isAtEnd { plain(&reader, depth: depth + 1) }
            endArray()
        case .list(let count):
            beginObject()
            for _ in 0..<count {
                guard let key = reader.key() else { break }
                dynamicKey(reader.bytes[key])
                plain(&reader, depth: depth + 1)
            }
            endObject()
        }
    }
}
