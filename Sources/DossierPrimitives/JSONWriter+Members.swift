/// Whole members of objects, and objects and arrays by closures.
extension JSONWriter {
    public mutating func object(
        _ key: String? = nil,
        _ members: (inout JSONWriter) throws -> Void
    ) rethrows {
        begin(key)
        beginObject()
        try members(&self)
        endObject()
    }

    @inlinable
    public mutating func array<Element>(
        _ key: String? = nil,
        _ elements: some Sequence<Element>,
        _ write: (inout JSONWriter, Element) throws -> Void
    ) rethrows {
        begin(key)
        beginArray()
        for element in elements {
            try write(&self, element)
        }
        endArray()
    }

    public mutating func string(_ key: String, _ value: String?) {
        dynamicKey(key)
        if let value { string(value) } else { null() }
    }

    @inlinable
    public mutating func integer(_ key: String, _ value: (some BinaryInteger)?) {
        dynamicKey(key)
        if let value { integer(value) } else { null() }
    }

    public mutating func double(_ key: String, _ value: Double) {
        dynamicKey(key)
        double(value)
    }

    public mutating func bool(_ key: String, _ value: Bool) {
        dynamicKey(key)
        bool(value)
    }

    @usableFromInline
    mutating func begin(_ key: String?) {
        if let key { dynamicKey(key) }
    }
}
