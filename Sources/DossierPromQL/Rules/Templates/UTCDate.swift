/// A moment as a date in UTC.
struct UTCDate {
    private let days: Int64
    private let milliseconds: Int64

    /// Nil where the year would not fit.
    init?(milliseconds: Double) {
        guard let whole = Int64(exactly: milliseconds.rounded()), whole.magnitude < 1 << 58 else {
            return nil
        }
        days = (whole - (whole < 0 ? 86_399_999 : 0)) / 86_400_000
        self.milliseconds = whole - days * 86_400_000
    }

    init(seconds: Int64) {
        let (quotient, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        days = rest < 0 ? quotient - 1 : quotient
        milliseconds = (rest < 0 ? rest + 86_400 : rest) * 1000
    }

    /// `2006-01-02 15:04:05.999 +0000 UTC`.
    var goText: String {
        let (year, month, day) = civil
        let seconds = milliseconds / 1000
        var fraction = ""
        if milliseconds % 1000 != 0 {
            fraction = "." + String(milliseconds % 1000 + 1000).dropFirst()
            while fraction.hasSuffix("0") {
                fraction.removeLast()
            }
        }
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        let clock =
            "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        return "\(date) \(clock)\(fraction) +0000 UTC"
    }

    /// The date of a number of days since 1970, counted in eras of 400 years from March on.
    var civil: (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    var hour: Int64 { milliseconds / 3_600_000 }
    var minute: Int64 { milliseconds / 60_000 % 60 }

    /// From Sunday, which is 0.
    var dayOfWeek: Int64 { ((days + 4) % 7 + 7) % 7 }

    /// From 1.
    var dayOfYear: Int64 {
        let (year, month, day) = civil
        return (1..<month).reduce(day) { $0 + Self.length(ofMonth: $1, year) }
    }

    var daysInMonth: Int64 { Self.length(ofMonth: civil.month, civil.year) }

    private static func length(ofMonth month: Int64, _ year: Int64) -> Int64 {
        let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeapYear ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return (value < 0 ? "-" : "") + zeros + digits
    }
}
