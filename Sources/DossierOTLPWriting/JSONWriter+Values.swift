package import DossierColumns
package import DossierPrimitives

extension JSONWriter {
    /// An `AnyValue` from a word of a column.
    package mutating func anyValue(_ type: ValueType, _ word: UInt64, strings: StringTable) {
        switch type {
        case .string:
            beginObject()
            key("stringValue")
            string(strings[UInt32(truncatingIfNeeded: word)])
            endObject()
        case .bool:
            beginObject()
            key("boolValue")
            bool(word != 0)
            endObject()
        case .int:
            beginObject()
            key("intValue")
            quotedInteger(Int64(bitPattern: word))
            endObject()
        case .double:
            beginObject()
            key("doubleValue")
            double(bits: word)
            endObject()
        case .bytes:
            beginObject()
            key("bytesValue")
            string(encodeBase64(strings[UInt32(truncatingIfNeeded: word)]))
            endObject()
        case .composite: composite(strings[UInt32(truncatingIfNeeded: word)])
        default:
            beginObject()
            endObject()
        }
    }

    /// An `AnyValue` from the composite encoding.
    package mutating func composite(_ bytes: ArraySlice<UInt8>) {
        var reader = CompositeReader(bytes)
        value(&reader)
    }

    /// The list of key-value pairs of a composite list, without the `kvlistValue` around it.
    package mutating func members(_ bytes: ArraySlice<UInt8>) {
        beginArray()
        memberElements(bytes)
        endArray()
    }

    /// The key-value pairs of a composite list as elements of the array that is open.
    package mutating func memberElements(_ bytes: ArraySlice<UInt8>) {
        var reader = CompositeReader(bytes)
        guard case .list(let count) = reader.next() else { return }
        for _ in 0..<count {
            guard let key = reader.key() else { break }
            member(bytes[key], &reader)
        }
    }

    private mutating func member(_ name: ArraySlice<UInt8>, _ reader: inout CompositeReader) {
        beginObject()
        key("key")
        string(name)
        key("value")
        value(&reader)
        endObject()
    }

    /// One value, lists inside it by a stack of what is left of them.
    private mutating func value(_ reader: inout CompositeReader) {
        var open: [(left: Int, hasKeys: Bool)] = []
        while let token = reader.next() {
            switch token {
            case .array(let count), .list(let count):
                var hasKeys = false
                if case .list = token { hasKeys = true }
                beginObject()
                key(hasKeys ? "kvlistValue" : "arrayValue")
                beginObject()
                key("values")
                beginArray()
                open.append((count, hasKeys))
            default:
                scalar(token, reader.bytes)
                if let list = open.last, list.hasKeys { endObject() }
            }
            guard next(&open, &reader) else { return }
        }
    }

    /// Ends the lists that are complete and begins the next member; false after the last value.
    private mutating func next(
        _ open: inout [(left: Int, hasKeys: Bool)],
        _ reader: inout CompositeReader
    ) -> Bool {
        while let last = open.last {
            if last.left == 0 {
                endArray()
                endObject()
                endObject()
                open.removeLast()
                if let outer = open.last, outer.hasKeys { endObject() }
                continue
            }
            return begin(&open, &reader)
        }
        return false
    }

    private mutating func begin(
        _ open: inout [(left: Int, hasKeys: Bool)],
        _ reader: inout CompositeReader
    ) -> Bool {
        open[open.count - 1].left -= 1
        guard open[open.count - 1].hasKeys else { return true }
        guard let name = reader.key() else { return false }
        beginObject()
        key("key")
        string(reader.bytes[name])
        key("value")
        return true
    }

    private mutating func scalar(_ token: CompositeToken, _ bytes: ArraySlice<UInt8>) {
        if case .json(let range) = token {
            json(bytes[range])
            return
        }
        beginObject()
        switch token {
        case .string(let range):
            key("stringValue")
            string(bytes[range])
        case .bool(let value):
            key("boolValue")
            bool(value)
        case .int(let value):
            key("intValue")
            quotedInteger(value)
        case .double(let bits):
            key("doubleValue")
            double(bits: bits)
        case .bytes(let range):
            key("bytesValue")
            string(encodeBase64(bytes[range]))
        default: break
        }
        endObject()
    }
}

extension JSONWriter {
    /// A double: the shortest decimal that reads back as the same, or a name in quotes.
    package mutating func double(bits: UInt64) {
        let value = Double(bitPattern: bits)
        if value.isFinite {
            double(value)
        } else {
            string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
        }
    }

    package mutating func traceID(_ id: TraceID) { hex(id.high, id.low) }
}
