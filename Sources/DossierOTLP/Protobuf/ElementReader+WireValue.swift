internal import DossierColumns
internal import DossierPrimitives

/// `AnyValue`, `ArrayValue` and `KeyValueList` in protobuf form.
extension ElementReader {
    /// The deepest nesting of values; deeper ones are invalid.
    static let wireDepthLimit = 100

    /// Reads an `AnyValue` as a word of a column.
    @inline(__always)
    mutating func anyValue(
        _ message: WireReader
    ) throws(ReadFailure) -> (type: ValueType, word: UInt64) {
        guard let member = try valueMember(message) else { return (.empty, 0) }
        var value = member.value
        switch member.field {
        case .bytes(1): return (.string, intern(try value.content()))
        case .varint(2): return (.bool, try value.varint() == 0 ? 0 : 1)
        case .varint(3): return (.int, try value.varint())
        case .fixed64(4): return (.double, try value.fixed64())
        case .bytes(7): return (.bytes, intern(try value.content()))
        default:
            composite.removeAll()
            try compositeList(try value.content(), hasKeys: member.field == .bytes(6), depth: 0)
            return (.composite, UInt64(batch.strings.intern(composite.bytes)))
        }
    }

    /// The number of bytes of the input in the batch's string table.
    @inline(__always)
    mutating func intern(_ content: WireReader) -> UInt64 {
        UInt64(batch.strings.intern(content.bytes))
    }

    /// The member of an `AnyValue` that counts, and a reader at its value; nil if it has none.
    ///
    /// Notes members that `AnyValue` does not have.
    @inline(__always)
    private mutating func valueMember(
        _ message: WireReader
    ) throws(ReadFailure) -> (field: WireField, value: WireReader)? {
        var message = message
        var found: (field: WireField, value: WireReader)?
        while let field = try message.nextField() {
            let value = message
            try message.skip(field)
            switch field {
            case .bytes(1), .varint(2), .varint(3), .fixed64(4), .bytes(7):
                // Of a scalar that comes again, the last one counts.
                if let found, found.field != field {
                    throw .invalid("value with more than one type", at: value.position)
                }
            case .bytes(5), .bytes(6):
                if found != nil { throw .invalid("value with two lists", at: value.position) }
            default:
                note(valueKind, field, at: value.position)
                continue
            }
            found = (field, value)
        }
        return found
    }

    /// Notes a field that a message does not have.
    @inline(never)
    mutating func note(_ kind: InputAnomaly.Kind, _ field: WireField, at position: Int) {
        let name = Array("field \(field.number)".utf8)
        name.withUnsafeBytes { anomalies.note(kind, $0, at: position) }
    }
}

/// Values in the composite encoding.
extension ElementReader {
    /// Reads an `AnyValue` into the composite.
    mutating func compositeValue(_ message: WireReader, depth: Int) throws(ReadFailure) {
        if depth >= Self.depthLimit {
            var json = JSONWriter(escaping: .required)
            try write(message, depth: depth, to: &json)
            json.bytes.withUnsafeBytes { composite.json($0) }
            return
        }
        guard let member = try valueMember(message) else { return composite.empty() }
        var value = member.value
        switch member.field {
        case .bytes(1): composite.string(try value.content().bytes)
        case .varint(2): composite.bool(try value.varint() != 0)
        case .varint(3): composite.int(Int64(bitPattern: try value.varint()))
        case .fixed64(4): composite.double(bits: try value.fixed64())
        case .bytes(7): composite.blob(Array(try value.content().bytes))
        default:
            try compositeList(try value.content(), hasKeys: member.field == .bytes(6), depth: depth)
        }
    }

    /// Reads an `ArrayValue` or a `KeyValueList`.
    private mutating func compositeList(
        _ message: WireReader,
        hasKeys: Bool,
        depth: Int
    ) throws(ReadFailure) {
        if hasKeys { composite.beginList() } else { composite.beginArray() }
        var list = message
        var count = 0
        while let field = try list.nextField() {
            guard field == .bytes(1) else {
                note(valueKind, field, at: list.position)
                try list.skip(field)
                continue
            }
            let item = try list.content()
            if hasKeys {
                try compositeMember(item, depth: depth + 1)
            } else {
                try compositeValue(item, depth: depth + 1)
            }
            count += 1
        }
        composite.end(count: count)
    }

    /// Reads one `KeyValue` into the open list.
    mutating func compositeMember(_ message: WireReader, depth: Int) throws(ReadFailure) {
        let (key, value) = try keyAndValue(message)
        composite.key(key.bytes)
        if let value {
            try compositeValue(value, depth: depth)
        } else {
            composite.empty()
        }
    }

    /// The key of a `KeyValue`, empty if it has none, and its value.
    ///
    /// Notes other fields if there is no value.
    mutating func keyAndValue(
        _ message: WireReader
    ) throws(ReadFailure) -> (key: WireReader, value: WireReader?) {
        var key = WireReader(base: message.base, position: message.end, end: message.end)
        var value: WireReader?
        var other: (field: WireField, position: Int)?
        var message = message
        while let field = try message.nextField() {
            switch field {
            case .bytes(1): key = try message.content()
            case .bytes(2):
                guard value == nil else {
                    throw .invalid("attribute with two values", at: message.position)
                }
                value = try message.content()
            default:
                other = other ?? (field, message.position)
                try message.skip(field)
            }
        }
        if let other, value == nil { note(.attributeMember, other.field, at: other.position) }
        return (key, value)
    }

    /// Writes an `AnyValue` as OTLP-JSON.
    private mutating func write(
        _ message: WireReader,
        depth: Int,
        to json: inout JSONWriter
    ) throws(ReadFailure) {
        guard depth <= Self.wireDepthLimit else {
            throw .invalid("value nested deeper than 100 levels", at: message.position)
        }
        json.beginObject()
        defer { json.endObject() }
        guard let member = try valueMember(message) else { return }
        var value = member.value
        switch member.field {
        case .bytes(1):
            json.key("stringValue")
            json.string(try value.content().bytes)
        case .varint(2):
            json.key("boolValue")
            json.bool(try value.varint() != 0)
        case .varint(3):
            json.key("intValue")
            json.quotedInteger(Int64(bitPattern: try value.varint()))
        case .fixed64(4):
            json.key("doubleValue")
            let number = Double(bitPattern: try value.fixed64())
            if number.isFinite {
                json.double(number)
            } else {
                json.string(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")
            }
        case .bytes(7):
            json.key("bytesValue")
            json.string(encodeBase64(Array(try value.content().bytes)))
        default:
            try writeList(try value.content(), hasKeys: member.field == .bytes(6), depth, to: &json)
        }
    }

    private mutating func writeList(
        _ message: WireReader,
        hasKeys: Bool,
        _ depth: Int,
        to json: inout JSONWriter
    ) throws(ReadFailure) {
        if hasKeys { json.key("kvlistValue") } else { json.key("arrayValue") }
        json.beginObject()
        json.key("values")
        json.beginArray()
        var list = message
        while let field = try list.nextField() {
            guard field == .bytes(1) else {
                note(valueKind, field, at: list.position)
                try list.skip(field)
                continue
            }
            let item = try list.content()
            guard hasKeys else {
                try write(item, depth: depth + 1, to: &json)
                continue
            }
            let (key, value) = try keyAndValue(item)
            json.beginObject()
            json.key("key")
            json.string(key.bytes)
            if let value {
                json.key("value")
                try write(value, depth: depth + 1, to: &json)
            }
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }
}
