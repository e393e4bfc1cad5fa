/// Durations as Go reads and prints them: numbers with units, `1h30m0s`, `1.5ms`.
public enum GoDurationText {
    private static let units: [(name: String, nanoseconds: UInt64)] = [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000),
        ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// The nanoseconds of a text without a sign: decimal numbers, each with a unit, in any order;
    /// nil if it is not such a text, or too long for 64 bits.
    public static func nanoseconds(_ text: some Sequence<UInt8>) -> Int64? {
        var rest = Array(text)[...]
        var total: UInt64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            guard let part = takeNumber(from: &rest), let unit = takeUnit(from: &rest),
                let nanoseconds = part.times(unit)
            else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(nanoseconds)
            guard !overflow else { return nil }
            total = sum
        }
        return Int64(exactly: total)
    }

    /// A decimal number: the digits before the point, and those behind it as a fraction.
    private struct DecimalPart {
        var whole: UInt64 = 0
        var fraction: UInt64 = 0
        /// Ten to the power of the number of digits of the fraction.
        var scale = 1.0

        func times(_ unit: UInt64) -> UInt64? {
            let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
            guard !overflow else { return nil }
            // As Go does: the fraction of a unit in double precision, cut to nanoseconds.
            let rest = UInt64(exactly: (Double(fraction) * (Double(unit) / scale)).rounded(.down))
            let (sum, sumOverflow) = product.addingReportingOverflow(rest ?? 0)
            return sumOverflow || rest == nil ? nil : sum
        }
    }

    private static func takeNumber(from text: inout ArraySlice<UInt8>) -> DecimalPart? {
        var part = DecimalPart()
        let whole = takeDigits(from: &text)
        for digit in whole {
            let (product, overflow) = part.whole.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = product.addingReportingOverflow(UInt64(digit))
            guard !overflow, !sumOverflow, sum <= 1 << 63 else { return nil }
            part.whole = sum
        }
        guard text.first == UInt8(ascii: ".") else { return whole.isEmpty ? nil : part }
        text = text.dropFirst()
        let fraction = takeDigits(from: &text)
        for digit in fraction {
            // Digits beyond the 18th are less than any unit can show.
            guard part.scale < 1e18 else { break }
            part.fraction = part.fraction * 10 + UInt64(digit)
            part.scale *= 10
        }
        return whole.isEmpty && fraction.isEmpty ? nil : part
    }

    private static func takeDigits(from text: inout ArraySlice<UInt8>) -> [UInt8] {
        let digits = text.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        text = text.dropFirst(digits.count)
        return digits.map { $0 - UInt8(ascii: "0") }
    }

    private static func takeUnit(from text: inout ArraySlice<UInt8>) -> UInt64? {
        let name = text.prefix {
            $0 != UInt8(ascii: ".") && !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0)
        }
        text = text.dropFirst(name.count)
        return units.first { name.elementsEqual($0.name.utf8) }?.nanoseconds
    }

    /// The text of a number of nanoseconds, as Go's `Duration.String` has it: hours, minutes and
    /// seconds, or one smaller unit.
    public static func text(nanoseconds: Int64) -> String {
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        switch magnitude {
        case 0: return "0s"
        case ..<1000: return "\(sign)\(magnitude)ns"
        case ..<1_000_000: return sign + decimal(magnitude, unit: 1000) + "µs"
        case ..<1_000_000_000: return sign + decimal(magnitude, unit: 1_000_000) + "ms"
        default: break
        }
        let (minutes, rest) = magnitude.quotientAndRemainder(dividingBy: 60_000_000_000)
        let seconds = decimal(rest, unit: 1_000_000_000) + "s"
        guard minutes > 0 else { return sign + seconds }
        let hours = minutes >= 60 ? "\(minutes / 60)h" : ""
        return "\(sign)\(hours)\(minutes % 60)m\(seconds)"
    }

    private static func decimal(_ value: UInt64, unit: UInt64) -> String {
        let (whole, rest) = value.quotientAndRemainder(dividingBy: unit)
        guard rest > 0 else { return "\(whole)" }
        // The digit in front keeps the zeros behind the point.
        var digits = String(rest + unit).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
