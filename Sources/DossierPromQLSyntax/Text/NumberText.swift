/// Reads numbers as Go's `strconv` does: `ParseInt` with any base, else `ParseFloat`.
package enum NumberText {
    package enum Failure: Error {
        case invalidSyntax
        case outOfRange
    }

    package static func parse(_ text: [UInt8]) throws(Failure) -> Double {
        if let integer = parseInteger(text) {
            return Double(integer)
        }
        return try parseFloat(text)
    }

    /// An integer in decimal, or in the base that its prefix says (`0x`, `0o`, `0`, `0b`).
    package static func parseInteger(_ text: [UInt8]) -> Int64? {
        var digits = text[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") {
            digits = digits.dropFirst()
        }
        guard areUnderscoresWellPlaced(digits) else { return nil }
        var radix = 10
        if digits.count > 1, digits.first == UInt8(ascii: "0") {
            switch digits.dropFirst().first.map({ $0 | 0x20 }) {
            case UInt8(ascii: "x"): (radix, digits) = (16, digits.dropFirst(2))
            case UInt8(ascii: "o"): (radix, digits) = (8, digits.dropFirst(2))
            case UInt8(ascii: "b"): (radix, digits) = (2, digits.dropFirst(2))
            default: (radix, digits) = (8, digits.dropFirst())
            }
        }
        let plain = digits.filter { $0 != UInt8(ascii: "_") }
        guard let first = plain.first, first.isASCIIHexadecimalDigit else { return nil }
        let sign = isNegative ? "-" : ""
        return Int64(sign + String(decoding: plain, as: UTF8.self), radix: radix)
    }

    /// A decimal or hexadecimal floating-point number, `Inf` or `NaN` in any case.
    package static func parseFloat(_ text: [UInt8]) throws(Failure) -> Double {
        if let plain = plainDecimal(text) { return plain }
        let unsigned = text.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        guard text.count - unsigned.count <= 1 else { throw .invalidSyntax }
        let sign: Double = text.first == UInt8(ascii: "-") ? -1 : 1
        switch String(decoding: unsigned, as: UTF8.self).lowercased() {
        case "inf", "infinity": return sign * .infinity
        case "nan" where unsigned.count == text.count: return .nan
        default: break
        }
        let isHexadecimal =
            unsigned.count > 1 && unsigned.first == UInt8(ascii: "0")
            && unsigned.dropFirst().first.map { $0 | 0x20 } == UInt8(ascii: "x")
        let first = unsigned.first ?? 0
        let hasExponent = unsigned.contains { $0 | 0x20 == UInt8(ascii: "p") }
        guard first.isASCIIDigit || first == UInt8(ascii: "."),
            isHexadecimal == hasExponent, areUnderscoresWellPlaced(unsigned),
            unsigned.allSatisfy({ $0.isASCIIWord || "+-.".utf8.contains($0) }),
            unsigned.contains(where: { $0.isASCIIDigit })
        else { throw .invalidSyntax }
        let plain = unsigned.filter { $0 != UInt8(ascii: "_") }
        guard let value = Double(String(decoding: plain, as: UTF8.self)), !value.isNaN else {
            throw .invalidSyntax
        }
        guard value.isFinite else { throw .outOfRange }
        return sign * value
    }

    /// The number that few digits with at most one point between them are; nil for other texts.
    ///
    /// Both sides of the division are exact, so its outcome is the nearest number.
    private static func plainDecimal(_ text: [UInt8]) -> Double? {
        guard 1...16 ~= text.count, text[0] != UInt8(ascii: "."), text.last != UInt8(ascii: ".")
        else { return nil }
        var (digits, divisor, hasPoint): (UInt64, Double, Bool) = (0, 1, false)
        for byte in text {
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
                continue
            }
            guard byte.isASCIIDigit else { return nil }
            digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
            if hasPoint { divisor *= 10 }
        }
        return digits < 1 << 53 ? Double(digits) / divisor : nil
    }

    /// Underscores may only stand between digits, or behind the prefix of the base.
    private static func areUnderscoresWellPlaced(_ text: ArraySlice<UInt8>) -> Bool {
        var previous = UInt8(ascii: " ")
        var digits = text
        if text.count > 1, text.first == UInt8(ascii: "0"),
            "xob".utf8.contains(text[text.startIndex + 1] | 0x20)
        {
            digits = text.dropFirst(2)
            previous = UInt8(ascii: "0")
        }
        for byte in digits {
            if byte == UInt8(ascii: "_") {
                guard previous.isASCIIHexadecimalDigit else { return false }
            } else if previous == UInt8(ascii: "_") {
                guard byte.isASCIIHexadecimalDigit else { return false }
            }
            previous = byte
        }
        return previous != UInt8(ascii: "_")
    }
}
