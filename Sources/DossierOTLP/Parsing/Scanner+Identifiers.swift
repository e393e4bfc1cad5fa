internal import DossierColumns

/// An id as read, with its text if that is not the usual form.
struct ReadID<ID> {
    var id: ID
    /// What was written, if it is not exactly the hexadecimal digits of `id`.
    var text: JSONText?
}

extension Scanner {
    /// A trace id in any form that dumps use; `TraceID.none` if it is absent.
    @inline(__always)
    mutating func traceID() throws(ReadFailure) -> ReadID<TraceID> {
        guard try peek() == UInt8(ascii: "\"") else { return try missingID(.none) }
        let start = position + 1
        if base[start + 32] == UInt8(ascii: "\""), start + 32 < limit,
            let first = eightHexDigits(word(at: start)),
            let second = eightHexDigits(word(at: start + 8)),
            let third = eightHexDigits(word(at: start + 16)),
            let fourth = eightHexDigits(word(at: start + 24))
        {
            let id = TraceID(high: first << 32 | second, low: third << 32 | fourth)
            if id != .none {
                position = start + 33
                return ReadID(id: id, text: nil)
            }
        }
        let text = try text()
        guard text.count > 0 else { return ReadID(id: .none, text: nil) }
        guard let id = TraceID(irregular: try bytes(text)) else {
            return ReadID(id: .none, text: text)
        }
        return ReadID(id: id, text: irregular(text, 32))
    }

    /// A span id in any form that dumps use; zero if it is absent.
    @inline(__always)
    mutating func spanID() throws(ReadFailure) -> ReadID<SpanID> {
        guard try peek() == UInt8(ascii: "\"") else { return try missingID(SpanID(bits: 0)) }
        let start = position + 1
        if base[start + 16] == UInt8(ascii: "\""), start + 16 < limit,
            let first = eightHexDigits(word(at: start)),
            let second = eightHexDigits(word(at: start + 8)), first | second != 0
        {
            position = start + 17
            return ReadID(id: SpanID(bits: first << 32 | second), text: nil)
        }
        let text = try text()
        guard text.count > 0 else { return ReadID(id: SpanID(bits: 0), text: nil) }
        guard let id = SpanID(irregular: try bytes(text)) else {
            return ReadID(id: SpanID(bits: 0), text: text)
        }
        return ReadID(id: id, text: irregular(text, 16))
    }

    private mutating func missingID<ID>(_ none: ID) throws(ReadFailure) -> ReadID<ID> {
        guard try null() else { throw .invalid("expected an id in quotes", at: position) }
        return ReadID(id: none, text: nil)
    }

    /// The text to keep of an id: none if it is a whole id in base64 or encoded twice.
    private mutating func irregular(_ text: JSONText, _ digitCount: Int) -> JSONText? {
        guard let bytes = try? bytes(text) else { return text }
        if bytes.count == digitCount { return text }
        return decodedIdentifier(bytes, byteCount: digitCount / 2) == nil ? text : nil
    }
}

extension TraceID {
    /// Reads an id that is not written as 32 hexadecimal digits.
    init?(irregular text: UnsafeRawBufferPointer) {
        if let bytes = decodedIdentifier(text, byteCount: 16) {
            self.init(high: bigEndianWord(bytes[0..<8]), low: bigEndianWord(bytes[8..<16]))
        } else if let words = shortHexadecimal(text, digitCount: 32) {
            self.init(high: words.high, low: words.low)
        } else {
            return nil
        }
        if self == .none { return nil }
    }
}

extension SpanID {
    /// Reads an id that is not written as 16 hexadecimal digits.
    init?(irregular text: UnsafeRawBufferPointer) {
        if let bytes = decodedIdentifier(text, byteCount: 8) {
            self.init(bits: bigEndianWord(bytes[...]))
        } else if let words = shortHexadecimal(text, digitCount: 16) {
            self.init(bits: words.low)
        } else {
            return nil
        }
        if bits == 0 { return nil }
    }
}

private func bigEndianWord(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
}

/// The bytes of an id that is written in base64, in base64 of its hexadecimal digits, or as the
/// hexadecimal digits of its digits decoded as base64; nil for anything else.
private func decodedIdentifier(_ text: UnsafeRawBufferPointer, byteCount: Int) -> [UInt8]? {
    if text.count == byteCount * 3, text.allSatisfy({ hexDigitValue($0) != nil }) {
        let bytes = stride(from: 0, to: text.count, by: 2).map { index in
            (hexDigitValue(text[index]) ?? 0) << 4 | (hexDigitValue(text[index + 1]) ?? 0)
        }
        return hexadecimalBytes(encodeBase64(bytes), count: byteCount)
    }
    guard shortHexadecimal(text, digitCount: byteCount * 2) == nil else { return nil }
    guard let bytes = decodeBase64(text, canonical: true) else { return nil }
    if bytes.count == byteCount { return bytes }
    return hexadecimalBytes(bytes, count: byteCount)
}

private func hexadecimalBytes(_ digits: [UInt8], count: Int) -> [UInt8]? {
    guard digits.count == count * 2 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
        guard let high = hexDigitValue(digits[index]), let low = hexDigitValue(digits[index + 1])
        else { return nil }
        bytes.append(high << 4 | low)
    }
    return bytes
}

/// An id of too few hexadecimal digits, padded with zeros on the left.
private func shortHexadecimal(
    _ text: UnsafeRawBufferPointer,
    digitCount: Int
) -> (high: UInt64, low: UInt64)? {
    guard text.count > 0, text.count < digitCount else { return nil }
    var (high, low): (UInt64, UInt64) = (0, 0)
    for byte in text {
        guard let digit = hexDigitValue(byte) else { return nil }
        high = high << 4 | low >> 60
        low = low << 4 | UInt64(digit)
    }
    return (high, low)
}

/// The value of eight hexadecimal digits of any case, the first in the lowest byte; nil if a byte
/// is not a digit.
@inline(__always)
private func eightHexDigits(_ word: UInt64) -> UInt64? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let lower = word | (ones &* 0x20)
    let digits = (lower &+ (ones &* 0x50)) & ~(lower &+ (ones &* 0x46))
    let letters = (lower &+ (ones &* 0x1f)) & ~(lower &+ (ones &* 0x19))
    let noControls = (word << 1) | (word << 2)
    guard word & highs == 0, (digits | letters) & noControls & highs == highs else { return nil }
    var value = (lower & (ones &* 0x0f)) &+ ((lower >> 6) & ones) &* 9
    value = value.byteSwapped
    value = (value | value >> 4) & 0x00ff_00ff_00ff_00ff
    value = (value | value >> 8) & 0x0000_ffff_0000_ffff
    return (value | value >> 16) & 0xffff_ffff
}
