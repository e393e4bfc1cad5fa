import DossierPrimitives
import DossierPromQLSyntax

extension TemplateTime {
    /// Reads a time by a layout; nil if the text does not follow it, or the calendar
    /// lacks the day.
    package init?(_ text: String, layout: String) {
        var reader = TimeReader(text: Array(text.utf8))
        let parts = TimeLayout(layout).parts
        for (index, part) in parts.enumerated() {
            guard reader.read(part, next: parts.dropFirst(index + 1).first) else { return nil }
        }
        guard let time = reader.time else { return nil }
        self = time
    }
}

/// Reads the parts of a time.
private struct TimeReader {
    let text: [UInt8]
    var position = 0
    private var year = 1
    private var month = 1
    private var day = 1
    private var dayOfYear: Int?
    private var hour = 0
    private var minute = 0
    private var second = 0
    private var nanosecond = 0
    private var offset = 0
    /// Whether `PM` was read; nil without a half.
    private var isAfternoon: Bool?
    private var hasHour12 = false

    init(text: [UInt8]) {
        self.text = text
    }

    /// The time; nil unless all of the text was read and its numbers make one.
    var time: TemplateTime? {
        guard position == text.count else { return nil }
        var date = CivilDate(year: year, month: month, day: day)
        if let dayOfYear {
            let first = CivilDate(year: year, month: 1, day: 1)
            date = CivilDate(daysSinceEpoch: first.daysSinceEpoch + dayOfYear - 1)
            guard dayOfYear >= 1, date.year == year else { return nil }
        }
        var hour = hour
        if let isAfternoon, hasHour12 { hour = hour % 12 + (isAfternoon ? 12 : 0) }
        guard date.isValid, hour < 24, minute < 60, second < 60 else { return nil }
        return TemplateTime(
            seconds: date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second - offset,
            nanosecond: nanosecond,
            offset: offset
        )
    }

    mutating func read(_ part: TimeLayout.Part, next: TimeLayout.Part?) -> Bool {
        switch part {
        case .text(let expected): return skip(Array(expected.utf8))
        case .longMonth: return readName(of: TimeLayout.months, into: \.month)
        case .shortMonth:
            return readName(of: TimeLayout.months.map { String($0.prefix(3)) }, into: \.month)
        case .longWeekday: return skipName(of: TimeLayout.weekdays)
        case .shortWeekday: return skipName(of: TimeLayout.weekdays.map { String($0.prefix(3)) })
        case .month: return readNumber(1...2, into: \.month)
        case .twoDigitMonth: return readNumber(2...2, into: \.month)
        case .day: return readNumber(1...2, into: \.day)
        case .spacedDay:
            if position < text.count, text[position] == UInt8(ascii: " ") { position += 1 }
            return readNumber(1...2, into: \.day)
        case .twoDigitDay: return readNumber(2...2, into: \.day)
        case .dayOfYear, .spacedDayOfYear: return readDayOfYear()
        case .hour: return readNumber(1...2, into: \.hour)
        case .hour12, .twoDigitHour12:
            hasHour12 = true
            let isRead = readNumber(part == .hour12 ? 1...2 : 2...2, into: \.hour)
            return isRead && hour <= 12
        case .minute: return readNumber(1...2, into: \.minute)
        case .twoDigitMinute: return readNumber(2...2, into: \.minute)
        case .second, .twoDigitSecond:
            guard readNumber(part == .second ? 1...2 : 2...2, into: \.second) else { return false }
            // A fraction may follow the seconds even if the layout has none.
            if case .fraction = next { return true }
            return readFraction(isOptional: true)
        case .year: return readNumber(4...4, into: \.year)
        case .twoDigitYear:
            guard readNumber(2...2, into: \.year) else { return false }
            year += year >= 69 ? 1900 : 2000
            return true
        case .upperHalf, .lowerHalf:
            for (word, value) in [("AM", false), ("PM", true)]
            where skip(Array((part == .upperHalf ? word : word.lowercased()).utf8)) {
                isAfternoon = value
                return true
            }
            return false
        case .zoneName: return skip(Array("UTC".utf8)) || skip(Array("GMT".utf8))
        case .zone(let utcAsZ, let colons, let minutes, let seconds):
            return readZone(utcAsZ: utcAsZ, colons: colons, minutes: minutes, seconds: seconds)
        case .fraction(_, let digits, let trims):
            return readFraction(isOptional: trims, digits: trims ? nil : digits)
        }
    }

    private mutating func skip(_ expected: [UInt8]) -> Bool {
        guard text[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    private mutating func skipName(of names: [String]) -> Bool {
        var ignored = self
        guard ignored.readName(of: names, into: \.month) else { return false }
        position = ignored.position
        return true
    }

    private mutating func readName(
        of names: [String],
        into field: WritableKeyPath<TimeReader, Int>
    ) -> Bool {
        let rest = String(decoding: text[position...].prefix(9), as: UTF8.self).lowercased()
        guard let index = names.firstIndex(where: { rest.hasPrefix($0.lowercased()) }) else {
            return false
        }
        self[keyPath: field] = index + 1
        position += names[index].utf8.count
        return true
    }

    private mutating func readNumber(
        _ counts: ClosedRange<Int>,
        into field: WritableKeyPath<TimeReader, Int>
    ) -> Bool {
        let digits = text[position...].prefix(counts.upperBound).prefix(while: \.isASCIIDigit)
        guard counts.contains(digits.count),
            let number = Int(String(decoding: digits, as: UTF8.self))
        else { return false }
        self[keyPath: field] = number
        position += digits.count
        return true
    }

    private mutating func readDayOfYear() -> Bool {
        let kept = day
        guard readNumber(3...3, into: \.day) else { return false }
        (dayOfYear, day) = (day, kept)
        return true
    }

    /// Reads digits behind a point or a comma: so many, or as many as there are.
    private mutating func readFraction(isOptional: Bool, digits: Int? = nil) -> Bool {
        guard position < text.count,
            text[position] == UInt8(ascii: ".") || text[position] == UInt8(ascii: ",")
        else { return isOptional }
        let found = text[(position + 1)...].prefix(while: \.isASCIIDigit)
        guard !found.isEmpty else { return isOptional }
        if let digits, found.count != digits { return false }
        let padded = Array(found.prefix(9)) + Array(repeating: UInt8(ascii: "0"), count: 9)
        nanosecond = Int(String(decoding: padded.prefix(9), as: UTF8.self)) ?? 0
        position += 1 + found.count
        return true
    }

    private mutating func readZone(
        utcAsZ: Bool,
        colons: Bool,
        minutes: Bool,
        seconds: Bool
    ) -> Bool {
        if utcAsZ, skip([UInt8(ascii: "Z")]) { return true }
        let isNegative = skip([UInt8(ascii: "-")])
        guard isNegative || skip([UInt8(ascii: "+")]) else { return false }
        let kept = (hour, minute, second)
        defer { (hour, minute, second) = kept }
        (hour, minute, second) = (0, 0, 0)
        guard readNumber(2...2, into: \.hour) else { return false }
        let colon: [UInt8] = colons ? [UInt8(ascii: ":")] : []
        if minutes {
            guard skip(colon), readNumber(2...2, into: \.minute) else { return false }
        }
        if seconds {
            guard skip(colon), readNumber(2...2, into: \.second) else { return false }
        }
        let magnitude = hour * 3600 + minute * 60 + second
        offset = isNegative ? -magnitude : magnitude
        return true
    }
}
