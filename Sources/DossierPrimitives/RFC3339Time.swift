/// A time as RFC 3339 writes it, such as `2023-01-30T11:50:53.327Z`, read from its bytes.
public struct RFC3339Time: Hashable, Sendable {
    public let date: CivilDate
    /// Of the local time; 86,400 in a leap second.
    public let secondOfDay: Int
    /// Digits of the fraction below a nanosecond are dropped.
    public let nanosecond: Int
    /// How far the local time is ahead of UTC, in seconds.
    public let offset: Int

    /// Seconds since the Unix epoch.
    public var secondsSinceEpoch: Int { date.daysSinceEpoch * 86_400 + secondOfDay - offset }

    /// Nil unless all of the bytes are a time, on a day that the calendar has.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        var cursor = Cursor(bytes: bytes)
        guard let date = cursor.date(),
            cursor.skip("T") || cursor.skip("t") || cursor.skip(" "),
            let hour = cursor.number(digits: 2), cursor.skip(":"),
            let minute = cursor.number(digits: 2), cursor.skip(":"),
            let second = cursor.number(digits: 2),
            hour < 24, minute < 60, second <= 60,
            let nanosecond = cursor.fraction(), let offset = cursor.offset(), cursor.isAtEnd
        else { return nil }
        self.date = date
        secondOfDay = hour * 3_600 + minute * 60 + second
        self.nanosecond = nanosecond
        self.offset = offset
    }

    public init?(_ text: String) {
        var text = text
        let time = text.withUTF8 { RFC3339Time(UnsafeRawBufferPointer($0)) }
        guard let time else { return nil }
        self = time
    }
}

extension CivilDate {
    /// Reads a date alone, such as `2023-01-30`; nil unless the calendar has it.
    public init?(_ text: String) {
        var text = text
        let date: CivilDate? = text.withUTF8 { bytes in
            var cursor = Cursor(bytes: UnsafeRawBufferPointer(bytes))
            guard let date = cursor.date(), cursor.isAtEnd else { return nil }
            return date
        }
        guard let date else { return nil }
        self = date
    }
}

private struct Cursor {
    let bytes: UnsafeRawBufferPointer
    var index = 0

    var isAtEnd: Bool { index == bytes.count }

    mutating func date() -> CivilDate? {
        guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), skip("-"),
            let day = number(digits: 2)
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        return date.isValid ? date : nil
    }

    /// The fraction of a second in nanoseconds; 0 if there is none.
    mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        let start = index
        var nanoseconds = 0
        var unit = 100_000_000
        while let digit {
            nanoseconds += digit * unit
            unit /= 10
            index += 1
        }
        return index > start ? nanoseconds : nil
    }

    mutating func offset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let isAhead = skip("+")
        guard isAhead || skip("-"), let hour = number(digits: 2), skip(":"),
            let minute = number(digits: 2), hour < 24, minute < 60
        else { return nil }
        return (hour * 3_600 + minute * 60) * (isAhead ? 1 : -1)
    }

    mutating func number(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit else { return nil }
            value = value * 10 + digit
            index += 1
        }
        return value
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private var digit: Int? {
        guard index < bytes.count, 0x30...0x39 ~= bytes[index] else { return nil }
        return Int(bytes[index] - 0x30)
    }
}
