import DossierPrimitives

/// Pieces of a string that is open, in which nothing has to be escaped.
extension JSONWriter {
    mutating func text(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func text(_ text: [UInt8]) {
        bytes.append(contentsOf: text)
    }

    mutating func text(integer value: UInt64) {
        bytes.appendDecimal(value)
    }

    mutating func text(hex value: UInt64) {
        bytes.appendHex(value)
    }

    /// Appends `value / 10^fractionDigits`, exactly and without trailing zeros.
    mutating func text(decimal value: UInt64, fractionDigits: Int) {
        let unit = (0..<fractionDigits).reduce(UInt64(1)) { power, _ in power * 10 }
        bytes.appendDecimal(value / unit)
        var rest = value % unit
        guard rest > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var digitUnit = unit
        while rest > 0 {
            digitUnit /= 10
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / digitUnit))
            rest %= digitUnit
        }
    }

    /// Appends a version 4 UUID made of random bits.
    mutating func text(uuid random: inout SplitMix64) {
        let high = random.next()
        let low = random.next()
        bytes.appendHex(high >> 32, digitCount: 8)
        text("-")
        bytes.appendHex(high >> 16, digitCount: 4)
        text("-4")
        bytes.appendHex(high, digitCount: 3)
        text("-a")
        bytes.appendHex(low >> 48, digitCount: 3)
        text("-")
        bytes.appendHex(low, digitCount: 12)
    }

    /// Appends a time span as milliseconds, to the microsecond.
    mutating func text(milliseconds nanoseconds: UInt64) {
        text(decimal: nanoseconds / 1_000, fractionDigits: 3)
        text(" ms")
    }

    /// Appends an address of the cluster's network.
    mutating func text(ipAddress host: UInt64) {
        text("10.42.")
        text(integer: host >> 8 & 0xFF)
        text(".")
        text(integer: host & 0xFF)
    }

    /// The characters of a text as they stand inside a string.
    static func escaped(_ text: String) -> [UInt8] {
        var json = JSONWriter(escaping: .required)
        json.string(text)
        return Array(json.bytes.dropFirst().dropLast())
    }
}
