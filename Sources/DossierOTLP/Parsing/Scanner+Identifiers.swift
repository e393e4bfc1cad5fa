internal import DossierColumns
internal import DossierPrimitives

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
        guard try peek() == UInt8(ascii: "\"") else {
            return try unquotedID(byteCount: 16, none: .none) {
                TraceID(high: $0.high, low: $0.low)
            }
        }
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
        guard let found = IrregularID(try bytes(text), byteCount: 16) else {
            return ReadID(id: .none, text: text)
        }
        let id = TraceID(high: found.high, low: found.low)
        return ReadID(id: id, text: found.isAbbreviated ? text : nil)
    }

    /// A span id in any form that dumps use; zero if it is absent.
    @inline(__always)
    mutating func spanID() throws(ReadFailure) -> ReadID<SpanID> {
        guard try peek() == UInt8(ascii: "\"") else {
            return try unquotedID(byteCount: 8, none: SpanID(bits: 0)) { SpanID(bits: $0.low) }
        }
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
        guard let found = IrregularID(try bytes(text), byteCount: 8) else {
            return ReadID(id: SpanID(bits: 0), text: text)
        }
        return ReadID(id: SpanID(bits: found.low), text: found.isAbbreviated ? text : nil)
    }

    /// An id that is not in quotes: a decimal number, or a list of its bytes; none if it is `null`.
    @inline(never)
    private mutating func unquotedID<ID>(
        byteCount: Int,
        none: ID,
        _ make: ((high: UInt64, low: UInt64)) -> ID
    ) throws(ReadFailure) -> ReadID<ID> {
        if try null() { return ReadID(id: none, text: nil) }
        let start = position
        let words: (high: UInt64, low: UInt64)?
        switch try peek() {
        case UInt8(ascii: "["): words = try byteListID(byteCount: byteCount)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let token = try numberToken()
            let digits = UnsafeRawBufferPointer(start: base + token.lowerBound, count: token.count)
            words = decimalIdentifier(digits, byteCount: byteCount, isNumber: true)
        default: throw .invalid("expected an id in quotes", at: start)
        }
        if let words, words != (0, 0) { return ReadID(id: make(words), text: nil) }
        return ReadID(id: none, text: JSONText(start: start, end: position, hasEscapes: false))
    }

    /// An id as a list of numbers, one for each byte; nil for any other list.
    private mutating func byteListID(
        byteCount: Int
    ) throws(ReadFailure) -> (high: UInt64, low: UInt64)? {
        let start = position
        try skipValue()
        let end = position
        position = start
        defer { position = end }
        var words: (high: UInt64, low: UInt64) = (0, 0)
        var count = 0
        _ = try beginArray()
        var isFirst = true
        while try nextElement(&isFirst) {
            guard try peek() &- UInt8(ascii: "0") < 10,
                let byte = UInt8(exactly: try unsigned())
            else { return nil }
            words.high = words.high << 8 | words.low >> 56
            words.low = words.low << 8 | UInt64(byte)
            count += 1
        }
        return count == byteCount ? words : nil
    }
}

/// An id that is not written as its hexadecimal digits alone, all of them, and is not zero.
private struct IrregularID {
    /// The first half; 0 in a span id.
    let high: UInt64
    let low: UInt64
    /// Whether it is hexadecimal digits, but too few: then its text is kept.
    var isAbbreviated = false

    /// Reads what dumps have for ids; nil for what is none.
    init?(_ text: UnsafeRawBufferPointer, byteCount: Int) {
        if let bytes = decodedIdentifier(text, byteCount: byteCount) {
            high = byteCount == 16 ? bigEndianWord(bytes[0..<8]) : 0
            low = bigEndianWord(bytes[(byteCount - 8)..<byteCount])
        } else if let words = decimalIdentifier(text, byteCount: byteCount) {
            (high, low) = words
        } else if let words = shortHexadecimal(text, digitCount: byteCount * 2) {
            (high, low) = words
            isAbbreviated = true
        } else if let words = markedHexadecimal(text, byteCount: byteCount) {
            (high, low) = words
        } else {
            return nil
        }
        if high == 0, low == 0 { return nil }
    }
}

/// An id that is written as a decimal number: of 64 bits, as some have them, or of all.
///
/// Fewer than 17 digits may as well be hexadecimal; ids that are random rarely have so few.
private func decimalIdentifier(
    _ text: UnsafeRawBufferPointer,
    byteCount: Int,
    isNumber: Bool = false
) -> (high: UInt64, low: UInt64)? {
    guard text.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
    let isLong = byteCount == 16 && ((isNumber ? 20 : 33)...39).contains(text.count)
    guard ((isNumber ? 1 : 17)...20).contains(text.count) || isLong else { return nil }
    var number: UInt128 = 0
    for digit in text {
        let (product, productOverflows) = number.multipliedReportingOverflow(by: 10)
        let (sum, sumOverflows) = product.addingReportingOverflow(UInt128(digit & 0x0f))
        if productOverflows || sumOverflows { return nil }
        number = sum
    }
    guard isLong || number <= UInt128(UInt64.max) else { return nil }
    return (UInt64(truncatingIfNeeded: number >> 64), UInt64(truncatingIfNeeded: number))
}

/// Hexadecimal digits after `0x`, or all digits of an id with dashes among them: a UUID, X-Ray's
/// `1-TIME-REST`, the trace or the span of a `traceparent`.
private func markedHexadecimal(
    _ text: UnsafeRawBufferPointer,
    byteCount: Int
) -> (high: UInt64, low: UInt64)? {
    guard text.count <= 64 else { return nil }
    var digits = text.filter { $0 > 0x20 }
    let isMarked =
        digits.count > 2 && digits[0] == UInt8(ascii: "0") && digits[1] | 0x20 == UInt8(ascii: "x")
    if isMarked { digits.removeFirst(2) }
    if digits.contains(UInt8(ascii: "-")) {
        let fields = digits.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        switch fields.map(\.count) {
        case [1, 8, 24]: digits = Array(fields[1] + fields[2])
        case [2, 32, 16, 2]: digits = Array(byteCount == 16 ? fields[1] : fields[2])
        default: digits = Array(fields.joined())
        }
        guard digits.count == byteCount * 2 else { return nil }
    }
    guard isMarked || digits.count == byteCount * 2 else { return nil }
    return digits.withUnsafeBytes { bytes in
        shortHexadecimal(bytes, digitCount: byteCount * 2 + 1)
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
