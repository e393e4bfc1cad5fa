/// A W3C trace id: 16 bytes, big-endian, as two words so that it hashes and compares in two steps.
public struct TraceID: Hashable, Comparable, Sendable {
    @usableFromInline package var high: UInt64
    @usableFromInline package var low: UInt64

    @inlinable package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The all-zero id, which OpenTelemetry defines as "no trace".
    @inlinable package static var none: TraceID { TraceID(high: 0, low: 0) }

    /// Reads 32 hexadecimal digits of any case; nil for anything else.
    public init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 32,
            let high = digits.withUnsafeBytes({ hexWord($0, at: 0) }),
            let low = digits.withUnsafeBytes({ hexWord($0, at: 16) })
        else { return nil }
        self.init(high: high, low: low)
    }

    /// The id as 32 lower-case hexadecimal digits.
    public var hex: String { hexText(high) + hexText(low) }

    public static func < (left: TraceID, right: TraceID) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

/// A W3C span id: 8 bytes, big-endian.
///
/// Zero means "no span".
public struct SpanID: Hashable, Sendable {
    @usableFromInline package var bits: UInt64

    @inlinable package init(bits: UInt64) {
        self.bits = bits
    }

    /// The id as 16 lower-case hexadecimal digits.
    public var hex: String { hexText(bits) }
}

/// The value of 16 hexadecimal digits of any case at `offset`; nil if there is any other character.
package func hexWord(_ digits: UnsafeRawBufferPointer, at offset: Int) -> UInt64? {
    var word: UInt64 = 0
    for index in offset..<(offset + 16) {
        guard let value = hexDigitValue(digits[index]) else { return nil }
        word = word << 4 | UInt64(value)
    }
    return word
}

/// The value of one hexadecimal digit of any case; nil for any other byte.
@inlinable package func hexDigitValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

private func hexText(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
