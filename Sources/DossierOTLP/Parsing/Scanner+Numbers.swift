internal import DossierColumns
internal import DossierPrimitives
internal import Glibc

extension Scanner {
    /// The extent of a number in the grammar of JSON; the position is at its first byte.
    mutating func numberToken() throws(ReadFailure) -> Range<Int> {
        let start = position
        let digits = base[start] == UInt8(ascii: "-") ? start + 1 : start
        if base[digits] == UInt8(ascii: "0"), base[digits + 1] &- UInt8(ascii: "0") < 10 {
            throw .invalid("number with a leading zero", at: start)
        }
        return try lenientNumberToken()
    }

    /// Like `numberToken`, but accepts leading zeros, which JSON does not.
    mutating func lenientNumberToken() throws(ReadFailure) -> Range<Int> {
        let start = position
        var index = start
        if base[index] == UInt8(ascii: "-") { index += 1 }
        let integer = skipDigits(from: index)
        if integer == index {
            if index >= limit { throw .truncated(at: limit) }
            throw .syntax("expected a JSON value", at: start)
        }
        index = integer
        if base[index] == UInt8(ascii: ".") {
            let fraction = skipDigits(from: index + 1)
            if fraction == index + 1, fraction < limit {
                throw .syntax("expected a digit after the decimal point", at: fraction)
            }
            index = fraction
        }
        if base[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if base[index] == UInt8(ascii: "+") || base[index] == UInt8(ascii: "-") { index += 1 }
            let exponent = skipDigits(from: index)
            if exponent == index, exponent < limit {
                throw .syntax("expected a digit in the exponent", at: exponent)
            }
            index = exponent
        }
        if index >= limit { throw .truncated(at: limit) }
        position = index
        return start..<index
    }

    private func skipDigits(from start: Int) -> Int {
        var index = start
        while base[index] &- UInt8(ascii: "0") < 10 { index += 1 }
        return index
    }

    /// An unsigned 64-bit number: digits, in quotes or not, or any other form that `WholeNumber`
    /// reads.
    ///
    /// `null` is 0, the default.
    @inline(__always)
    mutating func unsigned() throws(ReadFailure) -> UInt64 {
        let quoted = try peek() == UInt8(ascii: "\"")
        var index = position + (quoted ? 1 : 0)
        let start = index
        var value: UInt64 = 0
        if let eight = eightDigits(word(at: index)) {
            value = eight
            index += 8
            if let more = eightDigits(word(at: index)) {
                value = value &* 100_000_000 &+ more
                index += 8
            }
        }
        while true {
            let digit = base[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ UInt64(digit)
            index += 1
        }
        // 19 digits can't overflow; anything else takes the slow path.
        if index > start, index - start <= 19 {
            let next = base[index]
            if quoted ? next == UInt8(ascii: "\"") : isNumberEnd(next) && index < limit {
                position = index + (quoted ? 1 : 0)
                return value
            }
        }
        return try wholeNumber()?.unsigned ?? 0
    }

    /// A signed 64-bit number: digits, in quotes or not.
    ///
    /// `null` is 0, the default.
    @inline(__always)
    mutating func signed() throws(ReadFailure) -> Int64 {
        let quoted = try peek() == UInt8(ascii: "\"")
        let sign = position + (quoted ? 1 : 0)
        let start = base[sign] == UInt8(ascii: "-") ? sign + 1 : sign
        var index = start
        var value: Int64 = 0
        // 18 digits can't overflow; anything else takes the slow path.
        while index - start < 18 {
            let digit = base[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ Int64(digit)
            index += 1
        }
        let next = base[index]
        let isWhole = quoted ? next == UInt8(ascii: "\"") : isNumberEnd(next) && index < limit
        if isWhole, index > start, base[start] != UInt8(ascii: "0") || index == start + 1 {
            position = index + (quoted ? 1 : 0)
            return start == sign ? value : -value
        }
        return try signedInFull()
    }

    private mutating func signedInFull() throws(ReadFailure) -> Int64 {
        let start = position
        guard let number = try wholeNumber() else { return 0 }
        guard let value = number.signed else {
            throw .invalid("number does not fit a 64-bit integer", at: start)
        }
        return value
    }

    /// A whole number in any form that dumps use; nil for `null`.
    mutating func wholeNumber() throws(ReadFailure) -> WholeNumber? {
        let first = try peek()
        let start = position
        switch first {
        case UInt8(ascii: "n"):
            try literal("null")
            return nil
        case UInt8(ascii: "{"): return try longObject()
        case UInt8(ascii: "\""):
            let text = try text()
            let bytes = try bytes(text)
            if let number = WholeNumber(bytes) ?? WholeNumber(timestamp: bytes) { return number }
            throw .invalid("expected a whole number", at: start)
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "["):
            throw .invalid("expected a whole number", at: start)
        default:
            let token = try numberToken()
            let bytes = UnsafeRawBufferPointer(start: base + token.lowerBound, count: token.count)
            guard let number = WholeNumber(bytes) else {
                throw .invalid("expected a whole number", at: start)
            }
            return number
        }
    }

    /// `{"low": …, "high": …}`, the two halves that protobuf.js makes of a 64-bit number.
    private mutating func longObject() throws(ReadFailure) -> WholeNumber {
        let start = position
        var halves: (low: Int64?, high: Int64?) = (nil, nil)
        try beginObject()
        var isFirst = true
        while let key = try nextKey(&isFirst) {
            let name = try bytes(key)
            if name.elementsEqual("low".utf8) {
                halves.low = try signedToken()
            } else if name.elementsEqual("high".utf8) {
                halves.high = try signedToken()
            } else {
                try skipValue()
            }
        }
        // Either half is written with or without a sign.
        let range = Int64(Int32.min)...Int64(UInt32.max)
        guard let low = halves.low, let high = halves.high, range ~= low, range ~= high else {
            throw .invalid("expected a whole number", at: start)
        }
        let bits = UInt64(truncatingIfNeeded: high) << 32 | UInt64(UInt32(truncatingIfNeeded: low))
        return WholeNumber(isNegative: high < 0, magnitude: high < 0 ? 0 &- bits : bits)
    }

    /// A signed number that is not in quotes; nil, and past it, for any other value.
    private mutating func signedToken() throws(ReadFailure) -> Int64? {
        let first = try peek()
        guard first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10 else {
            try skipValue()
            return nil
        }
        let token = try numberToken()
        return WholeNumber(
            UnsafeRawBufferPointer(start: base + token.lowerBound, count: token.count)
        )?.signed
    }

    /// A double: a number, or one in quotes, or `"NaN"`, `"Infinity"`, `"-Infinity"`; its bits.
    ///
    /// nil for `null`.
    mutating func doubleBits() throws(ReadFailure) -> UInt64? {
        let first = try peek()
        let start = position
        switch first {
        case UInt8(ascii: "n"):
            try literal("null")
            return nil
        case UInt8(ascii: "\""):
            let text = try text()
            guard let value = namedDouble(text) else {
                throw .invalid("expected a number", at: start)
            }
            return value.bitPattern
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "t"), UInt8(ascii: "f"):
            throw .invalid("expected a number", at: start)
        default:
            return try numericDouble().bitPattern
        }
    }

    /// Reads a decimal number.
    ///
    /// Up to 19 digits without an exponent are divided by a power of ten; the rest is left to the C
    /// library.
    @inline(__always)
    private mutating func numericDouble() throws(ReadFailure) -> Double {
        let start = position
        var index = start
        let isNegative = base[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var mantissa: UInt64 = 0
        let firstDigit = index
        while base[index] &- UInt8(ascii: "0") < 10 {
            mantissa = mantissa &* 10 &+ UInt64(base[index] &- UInt8(ascii: "0"))
            index += 1
        }
        var digits = index - firstDigit
        var scale = 0
        if base[index] == UInt8(ascii: "."), digits > 0 {
            let fraction = index + 1
            index = fraction
            while base[index] &- UInt8(ascii: "0") < 10 {
                mantissa = mantissa &* 10 &+ UInt64(base[index] &- UInt8(ascii: "0"))
                index += 1
            }
            scale = index - fraction
            digits += scale
            if scale == 0 { digits = 0 }
        }
        if digits > 0, digits <= 19, index < limit, isNumberEnd(base[index]) {
            position = index
            let value =
                mantissa <= 1 << 53
                ? Double(mantissa) / Double(powersOfTen[scale])
                : quotient(mantissa, powersOfTen[scale])
            return isNegative ? -value : value
        }
        let token = try numberToken()
        return parsedDouble(token)
    }

    /// The padding after `limit`, or a byte that is not part of a number, ends what the C library
    /// reads.
    private func parsedDouble(_ token: Range<Int>) -> Double {
        UnsafeRawPointer(base + token.lowerBound)
            .withMemoryRebound(to: CChar.self, capacity: token.count + 1) { strtod($0, nil) }
    }

    private func namedDouble(_ text: JSONText) -> Double? {
        let bytes = UnsafeRawBufferPointer(start: base + text.start, count: text.count)
        switch bytes.count {
        case 3 where bytes.elementsEqual("NaN".utf8): return .nan
        case 8 where bytes.elementsEqual("Infinity".utf8): return .infinity
        case 9 where bytes.elementsEqual("-Infinity".utf8): return -.infinity
        default: break
        }
        guard !text.hasEscapes else { return nil }
        var inner = Scanner(base: base, position: text.start, limit: limit)
        guard let token = try? inner.numberToken(), token.upperBound == text.end else { return nil }
        return parsedDouble(token)
    }
}

@inline(__always)
private func isNumberEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
        || byte <= 0x20
}

/// The value of eight decimal digits, the first in the lowest byte; nil if a byte is not a digit.
@inline(__always)
private func eightDigits(_ word: UInt64) -> UInt64? {
    let zeros: UInt64 = 0x3030_3030_3030_3030
    let overflow = (word &+ 0x4646_4646_4646_4646) | (word &- zeros)
    guard overflow & 0x8080_8080_8080_8080 == 0 else { return nil }
    var value = word &- zeros
    value = (value &* 10) &+ (value >> 8)
    let mask: UInt64 = 0x0000_00ff_0000_00ff
    return
        ((value & mask) &* 0x000f_4240_0000_0064
        &+ ((value >> 16) & mask) &* 0x0000_2710_0000_0001) >> 32
}

/// The powers of ten that 64 bits can hold; each is an exact double, too.
private let powersOfTen: [UInt64] = (0...19).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
}

/// The quotient of two numbers that are not 0, rounded to nearest, ties to even.
private func quotient(_ dividend: UInt64, _ divisor: UInt64) -> Double {
    let (shift, divisorShift) = (dividend.leadingZeroBitCount, divisor.leadingZeroBitCount)
    let high = dividend << UInt64(shift)
    let (bits, rest) = (divisor << UInt64(divisorShift)).dividingFullWidth((high >> 1, high << 63))
    // At least 63 bits, the last of which is sticky: it stands for all lower ones.
    let significand = Double(rest == 0 ? bits : bits | 1)
    return significand * Double(sign: .plus, exponent: divisorShift - shift - 63, significand: 1)
}
