import DossierPrimitives

/// A time as it is written in a query: a prefix of ISO 8601, milliseconds since 1970, or `now`, with
/// steps behind it.
///
/// Each stands for a span of time: `2026-11` for the month. Without an offset it is UTC.
package struct LuceneTime: Hashable, Sendable {
    package enum Unit: Hashable, Sendable {
        case year, month, week, day, hour, minute, second

        /// The unit that a letter stands for in a step.
        init?(letter: UInt8) {
            switch letter {
            case UInt8(ascii: "y"): self = .year
            case UInt8(ascii: "M"): self = .month
            case UInt8(ascii: "w"): self = .week
            case UInt8(ascii: "d"): self = .day
            case UInt8(ascii: "h"), UInt8(ascii: "H"): self = .hour
            case UInt8(ascii: "m"): self = .minute
            case UInt8(ascii: "s"): self = .second
            default: return nil
            }
        }
    }

    enum Step: Hashable, Sendable {
        case move(Int, Unit)
        /// To the span of the unit around it.
        case round(Unit)
    }

    private enum Start: Hashable, Sendable {
        case now
        case span(from: LuceneInstant, to: LuceneInstant)
    }

    private let start: Start
    private let steps: [Step]

    /// Reads a text; nil if it is not a time.
    package init?(parsing text: [UInt8]) {
        var reader = LuceneTimeReader(text)
        if reader.skip("now") {
            start = .now
        } else {
            guard let span = reader.span() else { return nil }
            start = .span(from: span.start, to: span.end)
            // Steps are set off from a date, which has signs of its own.
            guard reader.isAtEnd || reader.skip("||") else { return nil }
        }
        guard let steps = reader.steps() else { return nil }
        self.steps = steps
    }

    /// The nanoseconds since 1970 from the first to the one behind the last.
    ///
    /// Those that 64 bits can't count are the nearest that they can. Of `now` the fraction below a
    /// millisecond is dropped.
    package func span(now: Int64) -> Range<Int64> {
        var (first, end): (LuceneInstant, LuceneInstant)
        switch start {
        case .now:
            first = LuceneInstant(nanoseconds: now - ((now % 1_000_000) + 1_000_000) % 1_000_000)
            end = first.adding(nanoseconds: 1_000_000)
        case .span(let from, let to): (first, end) = (from, to)
        }
        for step in steps {
            switch step {
            case .move(let count, let unit):
                first = first.adding(count, unit)
                end = end.adding(count, unit)
            case .round(let unit):
                first = first.rounded(to: unit)
                end = first.adding(1, unit)
            }
        }
        let lower = first.nanosecondsSinceEpoch
        return lower..<max(lower, end.nanosecondsSinceEpoch)
    }
}

/// A point in time of the years 0 to 9999, or about then.
struct LuceneInstant: Hashable, Sendable {
    /// Since 1970.
    private var seconds: Int
    /// Below 10⁹.
    private var nanosecond: Int

    init(seconds: Int, nanosecond: Int = 0) {
        self.seconds = seconds
        self.nanosecond = nanosecond
    }

    init(nanoseconds: Int64) {
        self.init(seconds: 0)
        self = adding(nanoseconds: Int(nanoseconds))
    }

    func adding(nanoseconds count: Int) -> LuceneInstant {
        let (whole, rest) = (nanosecond + count % 1_000_000_000).quotientAndRemainder(
            dividingBy: 1_000_000_000
        )
        let carried = rest < 0 ? -1 : 0
        return LuceneInstant(
            seconds: seconds + count / 1_000_000_000 + whole + carried,
            nanosecond: rest - carried * 1_000_000_000
        )
    }

    /// The nearest that 64 bits can count.
    var nanosecondsSinceEpoch: Int64 {
        let limit = Int(Int64.max / 1_000_000_000)
        if seconds >= limit { return .max }
        if seconds < -limit { return .min }
        return Int64(seconds) * 1_000_000_000 + Int64(nanosecond)
    }

    func adding(_ count: Int, _ unit: LuceneTime.Unit) -> LuceneInstant {
        switch unit {
        case .year: return adding(months: count * 12)
        case .month: return adding(months: count)
        default:
            return LuceneInstant(
                seconds: seconds + count * Self.seconds(of: unit),
                nanosecond: nanosecond
            )
        }
    }

    /// In a month that is too short it is the last day.
    private func adding(months count: Int) -> LuceneInstant {
        let time = CivilTime(secondsSinceEpoch: seconds)
        let months = time.date.year * 12 + time.date.month - 1 + count
        let year = Int((Double(months) / 12).rounded(.down))
        var date = CivilDate(year: year, month: months - year * 12 + 1, day: 1)
        date.day = min(time.date.day, date.daysInMonth)
        return LuceneInstant(
            seconds: date.daysSinceEpoch * 86_400 + time.secondOfDay,
            nanosecond: nanosecond
        )
    }

    /// The start of the year, month and so on; weeks begin on Mondays.
    func rounded(to unit: LuceneTime.Unit) -> LuceneInstant {
        let time = CivilTime(secondsSinceEpoch: seconds)
        var date = time.date
        switch unit {
        case .year: (date.month, date.day) = (1, 1)
        case .month: date.day = 1
        case .week: date.day -= (date.dayOfWeek + 6) % 7
        case .day: break
        case .hour, .minute, .second:
            let length = Self.seconds(of: unit)
            return LuceneInstant(seconds: seconds - time.secondOfDay % length)
        }
        return LuceneInstant(seconds: date.daysSinceEpoch * 86_400)
    }

    private static func seconds(of unit: LuceneTime.Unit) -> Int {
        switch unit {
        case .week: 604_800
        case .day: 86_400
        case .hour: 3_600
        case .minute: 60
        default: 1
        }
    }
}
