import DossierPrimitives

/// A point in time as templates have it, UTC or ahead of it by a fixed offset.
package struct TemplateTime: Hashable, Sendable {
    /// Seconds since the Unix epoch.
    package var seconds: Int
    /// Below 1,000,000,000.
    package var nanosecond: Int
    /// How far the local time is ahead of UTC, in seconds.
    package var offset = 0

    /// The start of the year 1, which is what Go has for no time.
    package static let zero = TemplateTime(seconds: -62_135_596_800, nanosecond: 0)

    package init(seconds: Int, nanosecond: Int, offset: Int = 0) {
        self.seconds = seconds
        self.nanosecond = nanosecond
        self.offset = offset
    }

    /// A number of nanoseconds since the Unix epoch.
    package init(nanoseconds: Int64) {
        let (quotient, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        seconds = Int(rest < 0 ? quotient - 1 : quotient)
        nanosecond = Int(rest < 0 ? rest + 1_000_000_000 : rest)
    }

    /// Milliseconds since the Unix epoch; nil where the year would not fit.
    package init?(milliseconds: Double) {
        guard let whole = Int(exactly: milliseconds.rounded()), whole.magnitude < 1 << 58 else {
            return nil
        }
        let (quotient, rest) = whole.quotientAndRemainder(dividingBy: 1000)
        seconds = rest < 0 ? quotient - 1 : quotient
        nanosecond = (rest < 0 ? rest + 1000 : rest) * 1_000_000
    }

    /// The date and the time of day where the offset holds.
    var local: CivilTime {
        CivilTime(secondsSinceEpoch: seconds + offset, nanosecond: nanosecond)
    }

    /// Nanoseconds since the Unix epoch, which wrap around outside of 64 bits as Go's do.
    package var nanoseconds: Int64 {
        Int64(truncatingIfNeeded: seconds) &* 1_000_000_000 &+ Int64(nanosecond)
    }

    /// Milliseconds since the Unix epoch.
    package var milliseconds: Int64 {
        Int64(truncatingIfNeeded: seconds) &* 1000 &+ Int64(nanosecond / 1_000_000)
    }

    /// The outcome of a method without arguments; nil if Go's times have none of that name, or
    /// templates have no use for it.
    func result(ofMethod name: String) -> TemplateValue? {
        switch name {
        case "Unix": .integer(Int64(seconds), .int64)
        case "UnixMilli": .integer(milliseconds, .int64)
        case "UnixMicro":
            .integer(
                Int64(truncatingIfNeeded: seconds) &* 1_000_000 &+ Int64(nanosecond / 1000),
                .int64
            )
        case "UnixNano": .integer(nanoseconds, .int64)
        case "Year": .integer(Int64(local.date.year))
        case "Month": .opaque(text: TimeLayout.months[local.date.month - 1], typeName: "time.Month")
        case "Day": .integer(Int64(local.date.day))
        case "YearDay": .integer(Int64(local.date.dayOfYear))
        case "Weekday":
            .opaque(text: TimeLayout.weekdays[local.date.dayOfWeek], typeName: "time.Weekday")
        case "Hour": .integer(Int64(local.hour))
        case "Minute": .integer(Int64(local.minute))
        case "Second": .integer(Int64(local.second))
        case "Nanosecond": .integer(Int64(nanosecond))
        case "UTC", "Local": .time(TemplateTime(seconds: seconds, nanosecond: nanosecond))
        case "String": .string(description)
        case "IsZero": .boolean(seconds == Self.zero.seconds && nanosecond == 0)
        default: nil
        }
    }

    /// The text by a layout, which is how Go would write 2006-01-02 15:04:05 in it.
    package func formatted(_ layout: String) -> String { TimeLayout(layout).format(self) }
}

extension TemplateTime: CustomStringConvertible {
    /// `2006-01-02 15:04:05.999 +0000 UTC`.
    package var description: String {
        formatted("2006-01-02 15:04:05.999999999 -0700 MST")
    }
}
