import DossierPrimitives

/// The members, attributes and bodies of OTLP-JSON. Names and keys need no escapes.
extension JSONWriter {
    mutating func member(_ name: StaticString, _ value: StaticString) {
        key(name)
        string(value)
    }

    mutating func member(_ name: StaticString, integer value: some BinaryInteger) {
        key(name)
        integer(value)
    }

    /// A `fixed64`, a string in OTLP-JSON: a time in nanoseconds, or a count.
    mutating func member(_ name: StaticString, fixed64 value: UInt64) {
        key(name)
        quotedInteger(value)
    }

    /// A number of seconds.
    mutating func member(_ name: StaticString, seconds nanoseconds: UInt64) {
        key(name)
        decimal(nanoseconds, fractionDigits: 9)
    }

    /// An id of eight bytes.
    mutating func member(_ name: StaticString, spanID: UInt64) {
        key(name)
        hex(spanID)
    }

    /// The member `traceId`.
    mutating func member(_ traceID: SimulatedTrace.ID) {
        key("traceId")
        hex(traceID.high, traceID.low)
    }

    /// A string that needs no escapes.
    mutating func string(_ value: StaticString) {
        beginString()
        text(value)
        endString()
    }

    /// The number `value / 10^fractionDigits`.
    mutating func decimal(_ value: UInt64, fractionDigits: Int) {
        beginValue()
        text(decimal: value, fractionDigits: fractionDigits)
    }

    /// Elements or members that were rendered before, if there are any.
    mutating func rendered(_ parts: [UInt8]) {
        if !parts.isEmpty { json(parts) }
    }
}

/// Attributes, which are also the entries of a kvlist.
extension JSONWriter {
    mutating func attribute(_ key: StaticString, _ value: String) {
        beginAttribute(key, "stringValue")
        string(value)
        endAttribute()
    }

    mutating func attribute(_ key: StaticString, integer value: UInt64) {
        beginAttribute(key, "intValue")
        quotedInteger(value)
        endAttribute()
    }

    /// An attribute with the value `value / 10^fractionDigits`.
    mutating func attribute(_ key: StaticString, decimal value: UInt64, fractionDigits: Int) {
        beginAttribute(key, "doubleValue")
        decimal(value, fractionDigits: fractionDigits)
        endAttribute()
    }

    mutating func attribute(_ key: StaticString, boolean value: Bool) {
        beginAttribute(key, "boolValue")
        bool(value)
        endAttribute()
    }

    /// Begins an attribute whose string value is written piece by piece.
    mutating func openAttribute(_ key: StaticString) {
        beginAttribute(key, "stringValue")
        beginString()
    }

    /// Ends what ``openAttribute(_:)`` began.
    mutating func closeAttribute() {
        endString()
        endAttribute()
    }

    /// Begins an attribute with a value of some type.
    mutating func beginAttribute(_ name: StaticString, _ type: StaticString) {
        beginObject()
        member("key", name)
        key("value")
        beginObject()
        key(type)
    }

    mutating func endAttribute() {
        endObject()
        endObject()
    }
}

/// Bodies of log records.
extension JSONWriter {
    /// Begins a body that is a string.
    mutating func openTextBody() {
        key("body")
        beginObject()
        key("stringValue")
        beginString()
    }

    /// Ends a body that is a string.
    mutating func closeTextBody() {
        endString()
        endObject()
    }

    /// Begins a body that is a list of keys and values, written as attributes are.
    mutating func openMapBody() {
        key("body")
        beginObject()
        key("kvlistValue")
        beginObject()
        key("values")
        beginArray()
    }

    /// Ends a body that is a list of keys and values.
    mutating func closeMapBody() {
        endArray()
        endObject()
        endObject()
    }
}
