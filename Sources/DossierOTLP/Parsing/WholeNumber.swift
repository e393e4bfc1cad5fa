/// A whole number of at most 64 bits in any of the spellings that dumps use.
struct WholeNumber {
    let isNegative: Bool
    let magnitude: UInt64

    init(isNegative: Bool, magnitude: UInt64) {
        self.isNegative = isNegative
        self.magnitude = magnitude
    }

    /// Reads `123`, `-123`, `1.5e9`, `1.0`: any decimal number whose value is whole and fits.
    init?(_ text: UnsafeRawBufferPointer) {
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
    init?(timestamp text: UnsafeRawBufferPointer) {
        guard let nanoseconds = rfc3339Nanoseconds(text) else { return nil }
        self.init(isNegative: false, magnitude: nanoseconds)
    }

    /// The number as 64 unsigned bits; a negative one by its two's complement, which is how Java
    /// prints numbers above `Int64.max`.
    var unsigned: UInt64 { isNegative ? 0 &- magnitude : magnitude }

    /// The number if it fits 64 signed bits.
    var signed: Int64? {
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

/// Nanoseconds since the Unix epoch of an RFC 3339 time; nil if it is none, or before 1970.
func rfc3339Nanoseconds(_ text: UnsafeRawBufferPointer) -> UInt64? {
    func number(_ range: Range<Int>) -> Int? {
        guard range.upperBound <= text.count, text[range].allSatisfy(isDigit) else { return nil }
        return text[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
    guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
        text[10] | 0x20 == UInt8(ascii: "t") || text[10] == 0x20,
        text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
        let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
        let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
        (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    var index = 19
    var nanoseconds = 0
    if text[index] == UInt8(ascii: ".") {
        var unit = 100_000_000
        index += 1
        while index < text.count, isDigit(text[index]) {
            nanoseconds += Int(text[index] - UInt8(ascii: "0")) * unit
            unit /= 10
            index += 1
        }
    }
    var offset = 0
    if index + 1 == text.count, text[index] | 0x20 == UInt8(ascii: "z") {
        index += 1
    } else if index + 6 == text.count, text[index + 3] == UInt8(ascii: ":"),
        let hours = number((index + 1)..<(index + 3)),
        let minutes = number((index + 4)..<(index + 6)), hours < 24, minutes < 60
    {
        switch text[index] {
        case UInt8(ascii: "+"): offset = hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): offset = -(hours * 3600 + minutes * 60)
        default: return nil
        }
        index += 6
    }
    guard index == text.count else { return nil }
    let days = daysSinceEpoch(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    // The year 2262 is where 64 signed bits of nanoseconds end.
    guard seconds >= 0, seconds < 9_223_372_036 else { return nil }
    return UInt64(seconds) * 1_000_000_000 + UInt64(nanoseconds)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar.
private func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}
