import DossierPrimitives

/// Reads the parts of a time.
struct LuceneTimeReader {
    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) { self.text = text }

    var isAtEnd: Bool { position == text.count }

    mutating func skip(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { word in
            guard text[position...].starts(with: word) else { return false }
            position += word.count
            return true
        }
    }

    private var digit: Int? {
        guard position < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[position] else {
            return nil
        }
        return Int(text[position] - UInt8(ascii: "0"))
    }

    private mutating func number(digits count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit else { return nil }
            value = value * 10 + digit
            position += 1
        }
        return value
    }

    /// `+1h`, `-30m`, `/d`, one behind another; nil if anything else is there.
    mutating func steps() -> [LuceneTime.Step]? {
        var steps: [LuceneTime.Step] = []
        while !isAtEnd {
            if skip("/") {
                guard let unit = unit() else { return nil }
                steps.append(.round(unit))
                continue
            }
            let isBack = skip("-")
            guard isBack || skip("+") else { return nil }
            let start = position
            var count = 0
            // More digits than any time has would overflow.
            while let digit, position - start < 9 {
                count = count * 10 + digit
                position += 1
            }
            if position == start { count = 1 }
            guard let unit = unit(), steps.count < 100 else { return nil }
            steps.append(.move(isBack ? -count : count, unit))
        }
        return steps
    }

    private mutating func unit() -> LuceneTime.Unit? {
        guard position < text.count, let unit = LuceneTime.Unit(letter: text[position]) else {
            return nil
        }
        position += 1
        return unit
    }

    /// A date, a date with a time, or milliseconds, up to the end or `||`.
    mutating func span() -> (start: LuceneInstant, end: LuceneInstant)? {
        if let milliseconds = milliseconds() {
            let start = LuceneInstant(nanoseconds: 0).adding(milliseconds / 1_000, .second)
                .adding(nanoseconds: milliseconds % 1_000 * 1_000_000)
            return (start, start.adding(nanoseconds: 1_000_000))
        }
        guard let year = number(digits: 4) else { return nil }
        var date = CivilDate(year: year, month: 1, day: 1)
        var unit = LuceneTime.Unit.year
        if skip("-") {
            guard let month = number(digits: 2), 1...12 ~= month else { return nil }
            (date.month, unit) = (month, .month)
            if skip("-") {
                guard let day = number(digits: 2) else { return nil }
                (date.day, unit) = (day, .day)
                guard date.isValid else { return nil }
                if skip("T") || skip("t") || skip(" ") { return time(on: date) }
            }
        }
        let start = LuceneInstant(seconds: date.daysSinceEpoch * 86_400)
        return (start, start.adding(1, unit))
    }

    private mutating func time(
        on date: CivilDate
    ) -> (start: LuceneInstant, end: LuceneInstant)? {
        guard let hour = number(digits: 2), hour < 24 else { return nil }
        var second = hour * 3_600
        var unit = LuceneTime.Unit.hour
        var fraction: (nanoseconds: Int, unit: Int)?
        if skip(":") {
            guard let minute = number(digits: 2), minute < 60 else { return nil }
            second += minute * 60
            unit = .minute
            if skip(":") {
                guard let rest = number(digits: 2), rest < 60 else { return nil }
                second += rest
                unit = .second
                if skip(".") || skip(",") {
                    fraction = self.fraction()
                    if fraction == nil { return nil }
                }
            }
        }
        guard let offset = offset() else { return nil }
        let whole = LuceneInstant(seconds: date.daysSinceEpoch * 86_400 + second - offset)
        guard let fraction else { return (whole, whole.adding(1, unit)) }
        let start = whole.adding(nanoseconds: fraction.nanoseconds)
        return (start, start.adding(nanoseconds: fraction.unit))
    }

    /// One digit to nine.
    private mutating func fraction() -> (nanoseconds: Int, unit: Int)? {
        var unit = 1_000_000_000
        var nanoseconds = 0
        while let digit {
            guard unit > 1 else { return nil }
            unit /= 10
            nanoseconds += digit * unit
            position += 1
        }
        return unit < 1_000_000_000 ? (nanoseconds, unit) : nil
    }

    /// How far the local time is ahead of UTC, in seconds.
    private mutating func offset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let isAhead = skip("+")
        guard isAhead || skip("-") else { return 0 }
        guard let hour = number(digits: 2), hour < 24 else { return nil }
        var offset = hour * 3_600
        if skip(":") || digit != nil {
            guard let minute = number(digits: 2), minute < 60 else { return nil }
            offset += minute * 60
        }
        return isAhead ? offset : -offset
    }

    /// A number that has not the four digits of a year.
    private mutating func milliseconds() -> Int? {
        let start = position
        let isNegative = skip("-")
        var value = 0
        let first = position
        while let digit, position - first < 16 {
            value = value * 10 + digit
            position += 1
        }
        let isYear = !isNegative && position - first == 4
        let isNumber = position > first && (isAtEnd || text[position...].starts(with: "||".utf8))
        guard isNumber, !isYear else {
            position = start
            return nil
        }
        return isNegative ? -value : value
    }
}
