extension OTLPJSONBuffer {
    /// Appends a `fixed64` member, a string in OTLP-JSON: a time in nanoseconds, or a count.
    mutating func member(_ name: StaticString, fixed64 value: UInt64) {
        key(name)
        text("\"")
        integer(value)
        text(#"","#)
    }

    /// Appends a member that is a number of seconds.
    mutating func member(_ name: StaticString, seconds nanoseconds: UInt64) {
        key(name)
        decimal(nanoseconds, fractionDigits: 9)
        text(",")
    }

    /// Appends a member that is an id of eight bytes.
    mutating func member(_ name: StaticString, spanID: UInt64) {
        key(name)
        text("\"")
        hex(spanID)
        text(#"","#)
    }

    /// Appends the member `traceId`.
    mutating func member(_ traceID: SimulatedTrace.ID) {
        text(#""traceId":""#)
        hex(traceID.high)
        hex(traceID.low)
        text(#"","#)
    }

    /// Appends an attribute, or an entry of a kvlist, whose value is a string.
    mutating func attribute(_ key: StaticString, _ value: String) {
        openAttribute(key)
        escaped(value)
        closeAttribute()
    }

    /// Appends an attribute, or an entry of a kvlist, whose value is an integer.
    mutating func attribute(_ key: StaticString, integer value: UInt64) {
        text(#"{"key":""#)
        text(key)
        text(#"","value":{"intValue":""#)
        integer(value)
        text(#""}},"#)
    }

    /// Appends an attribute, or an entry of a kvlist, with the value `value / 10^fractionDigits`.
    mutating func attribute(_ key: StaticString, decimal value: UInt64, fractionDigits: Int) {
        text(#"{"key":""#)
        text(key)
        text(#"","value":{"doubleValue":"#)
        decimal(value, fractionDigits: fractionDigits)
        text("}},")
    }

    /// Appends an attribute, or an entry of a kvlist, whose value is true or false.
    mutating func attribute(_ key: StaticString, boolean value: Bool) {
        text(#"{"key":""#)
        text(key)
        text(#"","value":{"boolValue":"#)
        text(value ? "true" : "false")
        text("}},")
    }

    /// Begins an attribute whose string value is written piece by piece.
    mutating func openAttribute(_ key: StaticString) {
        text(#"{"key":""#)
        text(key)
        text(#"","value":{"stringValue":""#)
    }

    /// Ends what ``openAttribute(_:)`` began.
    mutating func closeAttribute() {
        text(#""}},"#)
    }

    private mutating func key(_ name: StaticString) {
        text("\"")
        text(name)
        text(#"":"#)
    }
}
