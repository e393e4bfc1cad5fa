internal import Dossier

/// A length of time, as people write and read it.
struct Nanoseconds: Hashable, Sendable {
    var count: UInt64

    init(_ count: UInt64) {
        self.count = count
    }

    /// A number of seconds, at most 31 years; zero if it is negative or NaN.
    init(seconds: Double) {
        count = seconds > 0 ? UInt64(min(seconds, 1e9) * 1e9) : 0
    }

    /// A duration; zero if it is negative.
    init(_ duration: Duration) {
        count = UInt64(clamping: duration.nanoseconds)
    }

    /// The same length as the library counts it.
    var duration: Duration { .nanoseconds(count) }

    /// Reads numbers with units, such as `250ms`, `1.5s`, `2m` or `1h30m`; nil for anything else.
    ///
    /// Digits below a nanosecond are dropped. Nil for more than 584 years.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        var total: UInt64 = 0
        repeat {
            guard let number = DecimalNumber(prefixOf: &rest) else { return nil }
            let name = rest.prefix { !(0x30...0x39 ~= $0) && $0 != UInt8(ascii: ".") }
            rest = rest.dropFirst(name.count)
            guard let unit = Self.units[String(decoding: name, as: UTF8.self)],
                let term = number.scaled(by: unit)
            else { return nil }
            let sum = total.addingReportingOverflow(term)
            guard !sum.overflow else { return nil }
            total = sum.partialValue
        } while !rest.isEmpty
        count = total
    }

    private static let units: [String: UInt64] = [
        "ns": 1,
        "us": microsecond, "µs": microsecond, "\u{3BC}s": microsecond,
        "ms": millisecond,
        "s": second, "sec": second,
        "m": minute, "min": minute,
        "h": hour,
        "d": day,
    ]

    private static let microsecond: UInt64 = 1_000
    private static let millisecond: UInt64 = 1_000_000
    private static let second: UInt64 = 1_000_000_000
    private static let minute = 60 * second
    private static let hour = 60 * minute
    private static let day = 24 * hour

    /// Three digits and a unit (`1.50 s`), or two units from a minute on (`2 m 5 s`).
    var text: String {
        switch count {
        case 0..<Self.microsecond: String(count) + " ns"
        case 0..<(Self.millisecond - 500): threeDigits(Self.microsecond, "µs")
        case 0..<(Self.second - 500_000): threeDigits(Self.millisecond, "ms")
        case 0..<(Self.minute - 50_000_000): threeDigits(Self.second, "s")
        case 0..<(Self.hour - Self.second / 2): twoUnits(Self.minute, "m", Self.second, "s")
        case 0..<(Self.day - Self.minute / 2): twoUnits(Self.hour, "h", Self.minute, "m")
        default: twoUnits(Self.day, "d", Self.hour, "h")
        }
    }

    private func threeDigits(_ unit: UInt64, _ name: String) -> String {
        let hundredths = (count * 100 + unit / 2) / unit
        if hundredths < 1_000 {
            let digits = String(hundredths % 100)
            return Self.decimal(
                hundredths / 100,
                digits.utf8.count < 2 ? "0" + digits : digits,
                name
            )
        }
        let tenths = (count * 10 + unit / 2) / unit
        if tenths < 1_000 { return Self.decimal(tenths / 10, String(tenths % 10), name) }
        return String((count + unit / 2) / unit) + " " + name
    }

    private static func decimal(_ whole: UInt64, _ digits: String, _ name: String) -> String {
        var text = String(whole)
        text += "."
        text += digits
        text += " "
        text += name
        return text
    }

    private func twoUnits(
        _ unit: UInt64,
        _ name: String,
        _ smallerUnit: UInt64,
        _ smallerName: String
    ) -> String {
        // Whole units first, as the sum with half a unit may be more than fits.
        let remainder = count % smallerUnit
        let smaller = count / smallerUnit + (remainder >= smallerUnit / 2 ? 1 : 0)
        let ratio = unit / smallerUnit
        return "\(smaller / ratio) \(name) \(smaller % ratio) \(smallerName)"
    }
}
