import DossierLogQL

/// The times of entries that are looked at; none is unknown.
struct EntryTimes: Sendable {
    private let start: UInt64
    private let end: UInt64
    /// The windows that have to cover a time besides.
    private var windows: RangeTimes?

    /// From `start`, up to one before `end`, in nanoseconds since the Unix epoch.
    init(from start: Int64, to end: Int64) {
        self.start = UInt64(max(0, start))
        self.end = UInt64(max(0, end))
    }

    /// Those that windows cover.
    init(coveredBy windows: RangeTimes) {
        self.init(from: windows.start, to: windows.end)
        self.windows = windows
    }

    /// Whether a time is among them; 0 is unknown.
    @inline(__always)
    func contains(_ time: UInt64) -> Bool {
        guard time != 0, time >= start, time < end else { return false }
        return windows?.contains(Int64(clamping: time)) ?? true
    }

    /// Whether any may be among them of a block with these known times.
    func mayHaveAny(in range: ClosedRange<UInt64>?) -> Bool {
        guard let range else { return false }
        return range.upperBound >= start && range.lowerBound < end
    }
}
