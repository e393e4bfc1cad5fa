import DossierLogQLSyntax

/// The times that the windows of a range cover: each window lies behind its start, up to its end.
package struct RangeTimes: Sendable {
    private let firstEnd: Int64
    private let lastEnd: Int64
    /// From one window to the next; 0 if there is one.
    private let step: Int64
    private let length: Int64

    /// The windows that end at some times, which are evenly spaced, shifted back.
    init(_ range: LogRange, endingAt times: [Int64]) {
        firstEnd = (times.first ?? 0).subtractingSaturating(range.offset)
        lastEnd = (times.last ?? 0).subtractingSaturating(range.offset)
        step = times.count > 1 ? times[1] - times[0] : 0
        length = range.interval
    }

    /// The first time that may be covered.
    package var start: Int64 {
        let start = firstEnd.subtractingSaturating(length)
        return start == .max ? .max : start + 1
    }

    /// Behind the last time that is covered.
    package var end: Int64 { lastEnd == .max ? .max : lastEnd + 1 }

    /// Whether a time is in a window.
    package func contains(_ time: Int64) -> Bool {
        guard start <= time, time < end else { return false }
        guard step > length, time > firstEnd else { return true }
        // The windows are apart, so it is to be near enough before the next end.
        let behind = (time - firstEnd) % step
        return (behind == 0 ? 0 : step - behind) < length
    }
}

extension Int64 {
    func subtractingSaturating(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other > 0 ? .min : .max) : difference
    }
}
