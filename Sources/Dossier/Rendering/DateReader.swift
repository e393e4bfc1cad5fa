/// Reads the parts of a time in RFC 3339 from the start of bytes.
struct DateReader {
    private var rest: ArraySlice<UInt8>
    /// Whether only a date was there, which has no time of day and no offset.
    private var isDateOnly = false

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Date and time of day, to the second, as if in UTC.
    mutating func seconds() -> Int? {
        guard let year = number(digits: 4), skip("-"),
            let month = number(digits: 2), skip("-"),
            let day = number(digits: 2),
            1...12 ~= month, 1...Self.dayCount(month: month, year: year) ~= day
        else { return nil }
        let midnight = Self.daysSinceEpoch(year: year, month: month, day: day) * 86_400
        if rest.isEmpty {
            isDateOnly = true
            return midnight
        }
        guard skip("T") || skip("t") || skip(" "),
            let hour = number(digits: 2), skip(":"), let minute = number(digits: 2), skip(":"),
            let second = number(digits: 2),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        return midnight + hour * 3_600 + minute * 60 + second
    }

    /// The fraction of a second, in nanoseconds; 0 if there is none.
    mutating func fraction() -> UInt64? {
        guard skip(".") else { return 0 }
        var nanoseconds: UInt64 = 0
        var unit: UInt64 = 100_000_000
        var digitCount = 0
        while let digit = rest.first, 0x30...0x39 ~= digit {
            nanoseconds += UInt64(digit - 0x30) * unit
            unit /= 10
            digitCount += 1
            rest = rest.dropFirst()
        }
        return digitCount > 0 ? nanoseconds : nil
    }

    /// How far the local time is ahead of UTC, in seconds.
    mutating func offset() -> Int? {
        if isDateOnly || skip("Z") || skip("z") { return 0 }
        let isAhead = skip("+")
        guard isAhead || skip("-"),
            let hour = number(digits: 2), skip(":"), let minute = number(digits: 2),
            hour < 24, minute < 60
        else { return nil }
        return (hour * 3_600 + minute * 60) * (isAhead ? 1 : -1)
    }

    private mutating func number(digits: Int) -> Int? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        rest = rest.dropFirst(digits)
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func dayCount(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to a date, after Howard Hinnant's `days_from_civil`.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }
}
