/// When a span started and ended, in nanoseconds since the Unix epoch; either may be unknown.
struct SpanTimes: Hashable, Sendable {
    let start: UInt64
    let end: UInt64

    /// Neither 0 nor above `Int64.max`, which is unknown.
    private static func isKnown(_ time: UInt64) -> Bool { time &- 1 < UInt64(Int64.max) }

    /// When the span counts: at its end, or at its start if the end is unknown.
    var countedTime: UInt64? {
        if Self.isKnown(end) { return end }
        return Self.isKnown(start) ? start : nil
    }

    /// Nil if a time is unknown, or if the end is before the start.
    var duration: UInt64? {
        Self.isKnown(start) && Self.isKnown(end) && end >= start ? end - start : nil
    }
}
