import DossierColumns
import DossierStore

/// When metrics that are computed from spans or log records have samples: at multiples of a step.
///
/// The first sample is before all that is counted, the last is not before any of it.
package struct SampleTimes: Hashable, Sendable {
    package static let stepMilliseconds: Int64 = 15_000
    private static let stepNanoseconds: UInt64 = 15_000_000_000

    /// What is at other times is not counted.
    private let range: ClosedRange<UInt64>
    /// The first and the last time in steps since the Unix epoch.
    private let first: UInt64
    private let last: UInt64

    /// Takes the known times of the first and of the last thing to count, in nanoseconds.
    init(_ range: ClosedRange<UInt64>) {
        self.range = range
        // A known time is not 0, so neither is the number of steps up to it.
        first = max(1, Self.steps(range.lowerBound)) - 1
        last = max(first, Self.steps(range.upperBound))
    }

    /// Takes the times of a table's rows but for outliers; nil if none is known.
    init?(of table: Table, in blocks: [BlockInfo], _ reader: StoreReader) throws {
        guard let range = try DataTimes(of: table, in: blocks, reader).range else { return nil }
        self.init(range)
    }

    /// A time in steps, rounded up.
    private static func steps(_ time: UInt64) -> UInt64 {
        time / stepNanoseconds + (time.isMultiple(of: stepNanoseconds) ? 0 : 1)
    }

    /// Each sample with what it is the first to count.
    var buckets: TimeBuckets {
        let step = Self.stepNanoseconds
        return TimeBuckets(range, start: first &* step &- step &+ 1, step: step)
    }

    package var count: Int { Int(last - first) + 1 }

    /// The first sample that is not before a time, which counts what happened then; nil for a time
    /// out of the range.
    func index(of time: UInt64) -> UInt32? {
        // At most 2⁶³ nanoseconds, which are less than 2³² steps.
        range.contains(time)
            ? UInt32(truncatingIfNeeded: Self.steps(time) - first) : nil
    }

    /// When a sample is, in milliseconds since the Unix epoch.
    package func milliseconds(_ index: Int) -> Int64 {
        (Int64(first) + Int64(index)) * Self.stepMilliseconds
    }

    /// The samples within a range of times in milliseconds, one before and one behind it.
    package func indices(around range: ClosedRange<Int64>) -> Range<Int> {
        let start = (max(0, range.lowerBound) / Self.stepMilliseconds) - Int64(first)
        let end = (max(0, range.upperBound) / Self.stepMilliseconds) - Int64(first) + 2
        return Int(max(0, min(start, Int64(count))))..<Int(max(0, min(end, Int64(count))))
    }

    /// From the first to the last sample, in nanoseconds since the Unix epoch.
    package var sampled: ClosedRange<UInt64> {
        first * Self.stepNanoseconds...last * Self.stepNanoseconds
    }
}
