internal import DossierColumns

/// Attributes of rows in protobuf form: each is a field of its row's message.
extension ElementReader {
    /// Reads one `KeyValue` into the row being built.
    @inline(__always)
    mutating func attribute(
        of owner: AttributeOwner,
        _ message: WireReader
    ) throws(ReadFailure) {
        if overflowCount == 0, try knownAttribute(of: owner, message) { return }
        try newAttribute(of: owner, message)
    }

    private mutating func newAttribute(
        of owner: AttributeOwner,
        _ message: WireReader
    ) throws(ReadFailure) {
        let (key, member) = try keyAndValue(message)
        var value: (type: ValueType, word: UInt64) = (.empty, 0)
        if let member { value = try anyValue(member) }
        // Once one does not fit, all go there: this keeps their order.
        guard overflowCount == 0, batch.appendAttribute(key: key.bytes, value, to: owner) else {
            return try overflow(message)
        }
        let spelling = UnsafeRawBufferPointer(
            start: message.base + message.position,
            count: max(key.end - message.position, 0)
        )
        guard let kind = SpelledValue(value.type), spelling.first == Self.keyTag,
            spelling.count == key.count + 2
        else { return }
        batch.noteSpelling(of: owner, spelling, kind: kind)
    }

    /// Keeps an attribute in the row's overflow list.
    private mutating func overflow(_ message: WireReader) throws(ReadFailure) {
        if overflowCount == 0 {
            overflow.removeAll()
            overflow.beginList()
        }
        swap(&composite, &overflow)
        anomalies.isMuted = true
        defer {
            swap(&composite, &overflow)
            anomalies.isMuted = false
        }
        try compositeMember(message, depth: 0)
        overflowCount += 1
    }

    private static var keyTag: UInt8 { 1 << 3 | 2 }
    private static var valueTag: UInt8 { 2 << 3 | 2 }

    /// Reads an attribute whose key was noted where it is, with a scalar of the type it had; else
    /// returns false and does nothing.
    @inline(__always)
    private mutating func knownAttribute(
        of owner: AttributeOwner,
        _ message: WireReader
    ) throws(ReadFailure) -> Bool {
        let text = UnsafeRawPointer(message.base + message.position)
        let found = batch.next(of: owner, spelledAt: text)
        guard let found, found.byteCount < message.count else { return false }
        var rest = message
        rest.advance(by: found.byteCount)
        guard rest.base[rest.position] == Self.valueTag else { return false }
        rest.advance(by: 1)
        let value = try rest.content()
        guard rest.isAtEnd, let word = try scalar(found.value, value) else { return false }
        batch.appendAttribute(found.shape, word, to: owner)
        return true
    }

    /// The value of an `AnyValue` with nothing but a scalar of a certain type; nil for any other.
    @inline(__always)
    private mutating func scalar(
        _ kind: SpelledValue,
        _ value: WireReader
    ) throws(ReadFailure) -> UInt64? {
        var value = value
        let field = try value.nextField()
        switch (kind, field) {
        case (.string, .bytes(1)):
            let text = try value.content()
            return value.isAtEnd ? intern(text) : nil
        case (.int, .varint(3)):
            let number = try value.varint()
            return value.isAtEnd ? number : nil
        case (.double, .fixed64(4)):
            let bits = try value.fixed64()
            return value.isAtEnd ? bits : nil
        case (.bool, .varint(2)):
            let bit = try value.varint()
            return value.isAtEnd ? bit == 0 ? 0 : 1 : nil
        default: return nil
        }
    }
}

extension SpelledValue {
    /// The kind of a scalar of a type; nil for a type that is not spelled.
    fileprivate init?(_ type: ValueType) {
        switch type {
        case .string: self = .string
        case .int: self = .int
        case .double: self = .double
        case .bool: self = .bool
        default: return nil
        }
    }
}
