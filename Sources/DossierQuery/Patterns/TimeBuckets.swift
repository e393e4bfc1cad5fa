/// Stretches of time of the same length, one after another, in which things are counted.
package struct TimeBuckets: Hashable, Sendable {
    /// The times that are counted, in nanoseconds since the Unix epoch.
    private let range: ClosedRange<UInt64>
    /// Where the first bucket starts; modulo 2⁶⁴, as it may be before the epoch.
    package let start: UInt64
    /// How long each is, in nanoseconds.
    package let step: UInt64

    /// Buckets for a range of known times, of which the first starts at `start`, at or before the
    /// range.
    package init(_ range: ClosedRange<UInt64>, start: UInt64, step: UInt64) {
        self.range = range
        self.start = start
        self.step = max(1, step)
    }

    package var count: Int { Int(clamping: (range.upperBound &- start) / step) + 1 }

    /// The bucket of a time; nil for a time out of the range.
    ///
    /// There are at most 2³² buckets.
    @inline(__always)
    func index(of time: UInt64) -> UInt32? {
        range.contains(time) ? UInt32(truncatingIfNeeded: (time &- start) / step) : nil
    }
}
