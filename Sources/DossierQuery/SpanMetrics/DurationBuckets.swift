/// The buckets of a histogram of durations: each bound is twice the one before it, and all that is
/// longer has a bucket of its own.
package struct DurationBuckets: Hashable, Sendable {
    /// In nanoseconds, not 0.
    private let firstBound: UInt64
    /// How many bounds there are.
    private let boundCount: Int

    /// The default of Tempo's metrics generator for spans: 2 ms to 16.384 s.
    package static let spans = DurationBuckets(firstBound: 2_000_000, boundCount: 14)
    /// The default of Tempo's metrics generator for requests between services: 0.1 s to 12.8 s.
    package static let requests = DurationBuckets(firstBound: 100_000_000, boundCount: 8)

    /// The bounds in seconds, but for the infinite one of the last bucket.
    package var bounds: [Double] {
        (0..<boundCount).map { Double(firstBound << UInt64($0)) / 1e9 }
    }

    /// The bucket of a duration in nanoseconds: the first whose bound is not below it.
    package func bucket(of duration: UInt64) -> UInt8 {
        guard duration > firstBound else { return 0 }
        let quotient = (duration - 1) / firstBound
        return UInt8(min(boundCount, UInt64.bitWidth - quotient.leadingZeroBitCount))
    }
}
