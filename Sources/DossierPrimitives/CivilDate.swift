/// A date of the Gregorian calendar, which is taken to reach back before its introduction.
public struct CivilDate: Hashable, Sendable {
    public var year: Int
    /// From 1.
    public var month: Int
    /// From 1.
    public var day: Int

    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date a number of days after 1970-01-01, after Howard Hinnant's `civil_from_days`: years
    /// begin in March, so that a leap day is a year's last, and repeat after eras of 400 years.
    public init(daysSinceEpoch days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days from 1970-01-01; a day beyond the end of the month counts on into the next.
    public var daysSinceEpoch: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    /// Whether the calendar has this month and day.
    public var isValid: Bool { 1...12 ~= month && 1...daysInMonth ~= day }

    public var daysInMonth: Int { Self.dayCount(ofMonth: month, year: year) }

    /// From 1.
    public var dayOfYear: Int {
        (1..<month).reduce(day) { $0 + Self.dayCount(ofMonth: $1, year: year) }
    }

    /// From Sunday, which is 0.
    public var dayOfWeek: Int { ((daysSinceEpoch + 4) % 7 + 7) % 7 }

    private static func dayCount(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CivilDate: CustomStringConvertible {
    /// `2006-01-02`.
    public var description: String {
        "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }
}

/// A point in time as a date and a time of day, UTC.
public struct CivilTime: Hashable, Sendable {
    public let date: CivilDate
    /// Below 86,400.
    public let secondOfDay: Int
    public let nanosecond: Int

    public init(secondsSinceEpoch seconds: Int, nanosecond: Int = 0) {
        let (quotient, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        date = CivilDate(daysSinceEpoch: rest < 0 ? quotient - 1 : quotient)
        secondOfDay = rest < 0 ? rest + 86_400 : rest
        self.nanosecond = nanosecond
    }

    public var hour: Int { secondOfDay / 3_600 }
    public var minute: Int { secondOfDay / 60 % 60 }
    public var second: Int { secondOfDay % 60 }

    /// `15:04:05`.
    public var clock: String {
        "\(padded(hour, to: 2)):\(padded(minute, to: 2)):\(padded(second, to: 2))"
    }

    /// The nine digits of the fraction of a second.
    public var fraction: String { padded(nanosecond, to: 9) }
}

/// A number with zeros before it, behind its sign.
private func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
    return (number < 0 ? "-" : "") + zeros + digits
}
