/// A point in time, in nanoseconds since the Unix epoch, as people write and read it.
package struct UnixTime: Hashable, Sendable {
    package var nanoseconds: UInt64

    package init(_ nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Reads RFC 3339, a date alone (its midnight, UTC), or a number of seconds or nanoseconds.
    ///
    /// A number of up to 11 digits counts seconds and may have a fraction; one of 12 to 14 digits
    /// counts milliseconds, one of up to 17 microseconds, a longer one nanoseconds. Nil for
    /// anything else, and for times before 1970 and after 2554.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        if let nanoseconds = Self.number(bytes) {
            self.nanoseconds = nanoseconds
            return
        }
        var reader = DateReader(bytes)
        guard let seconds = reader.seconds(), let fraction = reader.fraction(),
            let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        let (product, overflow) =
            UInt64(exactly: seconds - offset)?
            .multipliedReportingOverflow(by: 1_000_000_000) ?? (0, true)
        let (sum, isBeyond) = product.addingReportingOverflow(fraction)
        guard !overflow, !isBeyond else { return nil }
        nanoseconds = sum
    }

    private static func number(_ bytes: [UInt8]) -> UInt64? {
        var rest = bytes[...]
        let digitCount = bytes.prefix { 0x30...0x39 ~= $0 }.count
        guard let number = DecimalNumber(prefixOf: &rest), rest.isEmpty else { return nil }
        return switch digitCount {
        case ...11: number.scaled(by: 1_000_000_000)
        case ...14: number.scaled(by: 1_000_000)
        case ...17: number.scaled(by: 1_000)
        default: number.scaled(by: 1)
        }
    }

    /// How many digits of a second are shown.
    package enum Precision: Int, Sendable {
        case seconds = 0
        case milliseconds = 3
        case nanoseconds = 9
    }

    /// The time in RFC 3339, UTC; digits beyond the precision are cut off.
    package func rfc3339(_ precision: Precision = .nanoseconds) -> String {
        let seconds = nanoseconds / 1_000_000_000
        let (year, month, day) = Self.date(daysSinceEpoch: Int(seconds / 86_400))
        let clock = seconds % 86_400
        var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
        text += "\(padded(clock / 3_600, 2)):\(padded(clock / 60 % 60, 2)):\(padded(clock % 60, 2))"
        if precision != .seconds {
            let fraction = padded(nanoseconds % 1_000_000_000, 9)
            text += "." + fraction.prefix(precision.rawValue)
        }
        return text + "Z"
    }

    /// The date in the Gregorian calendar, after Howard Hinnant's `civil_from_days`: years begin
    /// in March, so that a leap day is a year's last, and repeat after eras of 400 years.
    private static func date(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private func padded(_ number: some BinaryInteger, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
