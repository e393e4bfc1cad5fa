internal import DossierColumns

/// Fields that several messages have.
extension ElementReader {
    /// How an id of zeros is kept as text.
    static let zeroTraceID: StaticString = "00000000000000000000000000000000"
    static let zeroSpanID: StaticString = "0000000000000000"

    mutating func intern(_ text: StaticString) -> UInt64 {
        let bytes = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return UInt64(batch.strings.intern(bytes))
    }

    /// The word for the trace id of the row being built; one of zeros is kept as text.
    @inline(__always)
    mutating func word(_ id: TraceID?, of owner: AttributeOwner) -> UInt64 {
        guard let id else { return noTrace }
        if id != .none { return UInt64(batch.content.traces.intern(id)) }
        batch.append(.traceIDText, intern(Self.zeroTraceID), to: owner)
        return noTrace
    }

    /// The word for a span id of the row being built; one of zeros is kept as text.
    @inline(__always)
    mutating func word(
        _ id: SpanID?,
        _ text: Field = .spanIDText,
        of owner: AttributeOwner
    ) -> UInt64 {
        guard let id else { return 0 }
        if id.bits == 0 { batch.append(text, intern(Self.zeroSpanID), to: owner) }
        return id.bits
    }

    /// Adds a text to the row being built; an empty one only takes back one that came before.
    mutating func append(
        _ message: inout WireReader,
        _ field: Field,
        to owner: AttributeOwner
    ) throws(ReadFailure) {
        let text = try message.content()
        append(field, text.count > 0 ? intern(text) : nil, to: owner)
    }

    /// Adds a field to the row being built; nil only takes back one that came before.
    @inline(__always)
    mutating func append(_ field: Field, _ word: UInt64?, to owner: AttributeOwner) {
        if let word {
            batch.append(field, word, to: owner)
        } else {
            batch.remove(field, from: owner)
        }
    }

    /// Adds flags to the row being built; 0 only takes back others that came before.
    mutating func appendFlags(
        _ message: inout WireReader,
        to owner: AttributeOwner
    ) throws(ReadFailure) {
        let flags = UInt64(try message.fixed32())
        append(.flags, flags == 0 ? nil : flags, to: owner)
    }

    /// Adds a count of 32 bits to the row being built; 0 only takes back one that came before.
    mutating func appendCount(
        _ message: inout WireReader,
        _ field: Field,
        _ name: StaticString,
        _ owner: AttributeOwner
    ) throws(ReadFailure) {
        let count = try unsigned32(&message, name)
        append(field, count == 0 ? nil : count, to: owner)
    }

    /// An unsigned number of 32 bits; one that they can't hold is noted, and 0.
    mutating func unsigned32(
        _ message: inout WireReader,
        _ name: StaticString
    ) throws(ReadFailure) -> UInt64 {
        let start = message.position
        let number = try message.varint()
        if number <= UInt64(UInt32.max) { return number }
        anomalies.note(.numberOutOfRange, name, at: start)
        return 0
    }

    /// A number of an enumeration, known or not; one of more than 32 bits is noted, and 0.
    @inline(__always)
    mutating func enumeration(
        _ message: inout WireReader,
        _ name: StaticString
    ) throws(ReadFailure) -> UInt64 {
        let start = message.position
        let number = try message.varint()
        if Int32(exactly: Int64(bitPattern: number)) != nil { return number }
        anomalies.note(.numberOutOfRange, name, at: start)
        return 0
    }
}
