/// The intervals of a metrics query: each takes the spans that start after its beginning, up to and
/// including its end, by which it is known.
package struct MetricsTimes: Hashable, Sendable {
    /// Spans count that start after this time, in nanoseconds since 1970.
    package let start: Int64
    /// Spans count that start at this time or before.
    package let end: Int64
    /// The length of an interval in nanoseconds.
    package let step: Int64
    private let firstStart: Int64
    package let count: Int
    /// Whether there is one interval from start to end.
    let isInstant: Bool

    /// A range of times in steps of nanoseconds: from the last multiple of the step that is not
    /// after the start to the first that is not before the end.
    ///
    /// Nil if a number is negative, the step is zero, the end is before the start, or there are more
    /// than `countMax` intervals.
    package init?(start: Int64, end: Int64, step: Int64) {
        guard start >= 0, end >= start, step > 0 else { return nil }
        self.start = start
        self.end = end
        self.step = step
        firstStart = start - start % step
        let rest = (end - firstStart) % step
        let whole = (end - firstStart) / step + (rest > 0 ? 1 : 0)
        guard whole <= Self.countMax else { return nil }
        count = Int(whole)
        isInstant = false
    }

    /// One interval.
    package init?(instantFrom start: Int64, to end: Int64) {
        guard start >= 0, end > start else { return nil }
        self.start = start
        self.end = end
        step = end - start
        firstStart = start
        count = 1
        isInstant = true
    }

    /// The limit on the number of intervals.
    package static let countMax: Int64 = 11_000

    /// The end of an interval, in milliseconds.
    package func label(_ interval: Int) -> Int64 {
        let (offset, isTooLarge) = step.multipliedReportingOverflow(by: Int64(interval) + 1)
        let (time, overflows) = firstStart.addingReportingOverflow(offset)
        return (isTooLarge || overflows ? Int64.max : time) / 1_000_000
    }

    /// The interval of a span by its start; nil if it is in none.
    @inline(__always)
    func interval(of time: UInt64) -> Int? {
        guard time <= UInt64(Int64.max) else { return nil }
        let time = Int64(time)
        guard time > start, time <= end else { return nil }
        return Int((time - firstStart - 1) / step)
    }

    var stepSeconds: Double { Double(step) / 1e9 }

    /// The step when none is given: about 240 intervals.
    package static func defaultStep(start: Int64, end: Int64) -> Int64 {
        let (millisecond, second): (Int64, Int64) = (1_000_000, 1_000_000_000)
        let range = max(0, end - start)
        let raw = range / 240
        if range < 60 * second {
            return max(50 * millisecond, raw / (50 * millisecond) * 50 * millisecond)
        }
        for unit in [3600, 300, 60, 15, 5] as [Int64] where raw >= unit * second {
            return raw / (unit * second) * unit * second
        }
        return max(second, raw / second * second)
    }
}
