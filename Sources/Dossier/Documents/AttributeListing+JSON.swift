internal import DossierPrimitives

extension AttributeListing {
    /// The document that `schema/attribute-listing.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("attributes", attributes) { json, attribute in
                json.object { attribute.write(to: &$0) }
            }
            json.bool("narrowed", isNarrowed)
        }
        return json.takeBytes(endingLine: true)
    }
}

extension AttributeSummary {
    fileprivate func write(to json: inout JSONWriter) {
        json.string("key", key)
        json.string("row", row.rawValue)
        json.string("level", level.rawValue)
        json.string("type", type.rawValue)
        json.integer("rows", rowCount)
        json.integer("distinct", distinctCount)
        json.bool("distinct_is_exact", !hasMoreValues)
        json.array("values", values) { json, counted in
            json.object { json in
                json.dynamicKey("value")
                json.plain(counted.value, depth: 0)
                json.integer("rows", counted.rowCount)
            }
        }
    }
}

extension JSONWriter {
    /// How deep values within values are written.
    private static var depthLimit: Int { 64 }

    /// A value as JSON has it; recursion is bounded by a limit.
    mutating func plain(_ value: AttributeValue, depth: Int) {
        switch value {
        case .string(let text), .json(let text): string(text)
        case .bool(let flag): bool(flag)
        case .int(let number): integer(number)
        case .double(let number) where number.isFinite: double(number)
        case .double(let number): string("\(number)")
        case .bytes(let bytes): string(encodeBase64(bytes))
        case .array(let values) where depth < Self.depthLimit:
            array(nil, values) { json, value in json.plain(value, depth: depth + 1) }
        case .list(let members) where depth < Self.depthLimit:
            object { json in
                for member in members {
                    json.dynamicKey(member.key)
                    json.plain(member.value, depth: depth + 1)
                }
            }
        case .empty, .array, .list: null()
        }
    }
}
