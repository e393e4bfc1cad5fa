/// A span as the metrics see it: when it was over, how long it took, and where to find it.
struct DurationSample {
    let traceID: SimulatedTrace.ID
    let span: SimulatedSpan
}

/// The sum, smallest and largest of durations, in nanoseconds.
struct DurationSummary {
    private(set) var count: UInt64 = 0
    private(set) var sum: UInt64 = 0
    private(set) var min = UInt64.max
    private(set) var max: UInt64 = 0

    mutating func record(_ duration: UInt64) {
        count += 1
        sum += duration
        min = Swift.min(min, duration)
        max = Swift.max(max, duration)
    }
}

/// A histogram with explicit bounds, and exemplars of what was recorded since the last export.
struct ExplicitDurationHistogram {
    private(set) var summary = DurationSummary()
    private(set) var bucketCounts: [UInt64]
    private(set) var exemplars: [DurationSample] = []

    /// The inclusive upper bounds of all buckets but the last, in milliseconds.
    let bounds: [UInt64]

    /// The bounds that the semantic conventions advise for HTTP servers.
    static let httpBounds: [UInt64] = [
        5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000,
    ]

    private static let exemplarCapacity = 3

    init(bounds: [UInt64]) {
        self.bounds = bounds
        bucketCounts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// Counts a sample, and keeps it as an exemplar in place of an older one.
    mutating func record(_ sample: DurationSample) {
        let duration = sample.span.duration
        let bucket = bounds.firstIndex { duration <= $0 * 1_000_000 } ?? bounds.count
        bucketCounts[bucket] += 1
        summary.record(duration)
        if exemplars.count < Self.exemplarCapacity {
            exemplars.append(sample)
        } else {
            exemplars[Int(summary.count) % Self.exemplarCapacity] = sample
        }
    }

    /// Forgets the exemplars; the counts are cumulative.
    mutating func beginInterval() {
        exemplars.removeAll(keepingCapacity: true)
    }
}

/// A histogram whose bucket `i` holds the seconds in `(base^i, base^(i+1)]`, where `base^8` is two.
struct ExponentialDurationHistogram {
    /// The base is `2^(2^-scale)`.
    static let scale = 3

    private(set) var summary = DurationSummary()
    /// From ``lowestIndex`` upwards.
    private var bucketCounts = Array(repeating: UInt64(0), count: 160)

    /// A bucket of 30 microseconds; what is shorter is counted there too.
    private static let lowestIndex = -120

    /// The lower bounds of the eight buckets between one and two, which are exact in no base but
    /// the same everywhere: only square roots and products, in a fixed order.
    private static let significandBounds: [Double] = {
        let base = 2.0.squareRoot().squareRoot().squareRoot()
        return (0..<8).map { exponent in (0..<exponent).reduce(1) { power, _ in power * base } }
    }()

    mutating func record(_ duration: UInt64) {
        let index = Self.index(of: Double(duration) / 1e9) - Self.lowestIndex
        bucketCounts[min(max(index, 0), bucketCounts.count - 1)] += 1
        summary.record(duration)
    }

    /// The index of the first bucket in use, and the counts from there to the last one in use.
    var occupiedBuckets: (offset: Int, counts: ArraySlice<UInt64>) {
        guard
            let first = bucketCounts.firstIndex(where: { $0 > 0 }),
            let last = bucketCounts.lastIndex(where: { $0 > 0 })
        else { return (0, []) }
        return (first + Self.lowestIndex, bucketCounts[first...last])
    }

    private static func index(of seconds: Double) -> Int {
        let boundsBelow = significandBounds.count { $0 < seconds.significand }
        return 8 * Int(seconds.exponent) + boundsBelow - 1
    }
}
