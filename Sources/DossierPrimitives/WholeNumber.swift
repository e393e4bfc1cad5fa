/// A whole number of at most 64 bits, in any form that dumps use.
package struct WholeNumber: Hashable, Sendable {
    package let isNegative: Bool
    package let magnitude: UInt64

    package init(isNegative: Bool, magnitude: UInt64) {
        self.isNegative = isNegative
        self.magnitude = magnitude
    }

    /// Reads `123`, `-123`, `1.5e9`, `1.0`: any decimal number whose value is whole and fits.
    package init?(_ text: UnsafeRawBufferPointer) {
        var digits: [UInt8] = []
        var index = 0
        var exponent = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative { index += 1 }
        let firstDigit = index
        while index < text.count, isDigit(text[index]) {
            digits.append(text[index] - UInt8(ascii: "0"))
            index += 1
        }
        guard index > firstDigit else { return nil }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            while index < text.count, isDigit(text[index]) {
                digits.append(text[index] - UInt8(ascii: "0"))
                exponent -= 1
                index += 1
            }
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            guard let power = Self.exponent(text[(index + 1)...]) else { return nil }
            exponent += power
            index = text.count
        }
        guard index == text.count else { return nil }
        while exponent < 0, digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        if digits.allSatisfy({ $0 == 0 }) { exponent = 0 }
        guard exponent >= 0, exponent <= 20 else { return nil }
        guard let magnitude = Self.value(digits, exponent: exponent) else { return nil }
        self.init(isNegative: isNegative, magnitude: magnitude)
    }

    /// Reads an RFC 3339 time, such as `2023-01-30T11:50:53.327Z`, as nanoseconds since the epoch.
    package init?(timestamp text: UnsafeRawBufferPointer) {
        // The year 2262 is where 64 signed bits of nanoseconds end.
        guard let time = RFC3339Time(text), 0..<9_223_372_036 ~= time.secondsSinceEpoch else {
            return nil
        }
        self.init(
            isNegative: false,
            magnitude: UInt64(time.secondsSinceEpoch) * 1_000_000_000 + UInt64(time.nanosecond)
        )
    }

    /// The number as 64 unsigned bits; a negative one by its two's complement, which is how Java
    /// prints numbers above `Int64.max`.
    package var unsigned: UInt64 { isNegative ? 0 &- magnitude : magnitude }

    /// The number if it fits 64 signed bits.
    package var signed: Int64? {
        if isNegative {
            return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
        }
        return Int64(exactly: magnitude)
    }

    private static func exponent(_ text: Slice<UnsafeRawBufferPointer>) -> Int? {
        var rest = text
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        guard !rest.isEmpty, rest.count <= 4, rest.allSatisfy(isDigit) else { return nil }
        let value = rest.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return isNegative ? -value : value
    }

    private static func value(_ digits: [UInt8], exponent: Int) -> UInt64? {
        var value: UInt64 = 0
        for position in 0..<(digits.count + exponent) {
            let (product, productOverflows) = value.multipliedReportingOverflow(by: 10)
            let digit = position < digits.count ? UInt64(digits[position]) : 0
            let (sum, sumOverflows) = product.addingReportingOverflow(digit)
            if productOverflows || sumOverflows { return nil }
            value = sum
        }
        return value
    }
}

private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
