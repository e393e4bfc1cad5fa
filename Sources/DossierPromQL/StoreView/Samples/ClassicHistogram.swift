import DossierColumns

/// The buckets of histogram points as classic series, one for each upper bound.
///
/// A stretch of points with the same bounds gives a set of series; where bounds change, the next
/// stretch gives others.
struct ClassicHistogram {
    /// Points with the same bounds, and what they counted up to each.
    struct Stretch {
        /// Little-endian doubles.
        let bounds: ArraySlice<UInt8>
        /// By bound, +Inf last.
        let buckets: [FloatSamples]
    }

    private(set) var stretches: [Stretch] = []

    init(_ points: PointList, isDelta: Bool) {
        let bounds = points.texts(of: .explicitBounds)
        let totals = points.words(of: .count)
        let isStale = points.isStale
        let samples = NumberSamples(points, isDelta: isDelta)
        let ranges = Self.stretches(bounds.numbers, isStale)
        // Few series have more than one stretch.
        let counts = ranges.count > 1 ? points.bytes(of: .bucketCounts) : []
        for (range, number) in ranges {
            let text = bounds.texts[number]
            var columns = BucketColumns(boundCount: text.count / 8, pointCount: range.count)
            if ranges.count == 1 {
                columns.add(points)
            } else {
                for (index, row) in counts[range].enumerated() {
                    row.withUnsafeBytes { columns.add(index, $0) }
                }
            }
            let finite = columns.finish(totals: totals?.words[range] ?? [])
            stretches.append(
                Stretch(
                    bounds: text,
                    buckets: finite.map { column in
                        Self.samples(column, range, samples, isDelta: isDelta, isStale)
                    }
                )
            )
        }
    }

    /// Neighbouring points with the same number, which that of a stale point does not matter for.
    private static func stretches(
        _ numbers: [Int],
        _ isStale: [Bool]?
    ) -> [(range: Range<Int>, number: Int)] {
        var stretches: [(range: Range<Int>, number: Int)] = []
        var start = 0
        while start < numbers.count {
            // A stale point has no bounds of its own.
            let first = (start..<numbers.count).first { !(isStale?[$0] ?? false) } ?? start
            var end = first + 1
            while end < numbers.count, numbers[end] == numbers[first] || isStale?[end] ?? false {
                end += 1
            }
            stretches.append((start..<end, numbers[first]))
            start = end
        }
        return stretches
    }

    private static func samples(
        _ column: [Double],
        _ range: Range<Int>,
        _ samples: NumberSamples,
        isDelta: Bool,
        _ isStale: [Bool]?
    ) -> FloatSamples {
        let isWhole = range.count == samples.timestamps.count
        if isWhole { return samples.floats(column) }
        var values = column
        var total = 0.0
        for (index, row) in range.enumerated() {
            if isStale?[row] ?? false {
                values[index] = .staleMarker
            } else if isDelta {
                total += values[index]
                values[index] = total
            }
        }
        return SampleColumns.floats(
            Array(samples.timestamps[range]),
            values,
            samples.startTimestamps.isEmpty ? [] : Array(samples.startTimestamps[range])
        )
    }
}

/// What was counted up to each bound, by bound.
private struct BucketColumns {
    private let boundCount: Int
    private let pointCount: Int
    /// One column after another.
    private var counts: [Double]

    init(boundCount: Int, pointCount: Int) {
        self.boundCount = boundCount
        self.pointCount = pointCount
        counts = [Double](repeating: 0, count: boundCount * pointCount)
    }

    /// Adds all points of a list.
    mutating func add(_ points: PointList) {
        counts.withUnsafeMutableBufferPointer { counts in
            points.forEachBytes(of: .bucketCounts) { index, bytes in
                Self.add(index, bytes, boundCount, pointCount, to: counts)
            }
        }
    }

    /// Adds a point; `bytes` are the counts of its buckets as little-endian words.
    mutating func add(_ index: Int, _ bytes: UnsafeRawBufferPointer) {
        counts.withUnsafeMutableBufferPointer { counts in
            Self.add(index, bytes, boundCount, pointCount, to: counts)
        }
    }

    @inline(__always)
    private static func add(
        _ index: Int,
        _ bytes: UnsafeRawBufferPointer,
        _ boundCount: Int,
        _ pointCount: Int,
        to counts: UnsafeMutableBufferPointer<Double>
    ) {
        var running = 0.0
        let ownCount = min(boundCount, bytes.count / 8)
        for bound in 0..<ownCount {
            let word = bytes.loadUnaligned(fromByteOffset: bound * 8, as: UInt64.self)
            running += Double(UInt64(littleEndian: word))
            counts[bound * pointCount + index] = running
        }
        for bound in ownCount..<boundCount { counts[bound * pointCount + index] = running }
    }

    /// The columns, and that of all counts behind them; without totals these are 0.
    func finish(totals: ArraySlice<UInt64>) -> [[Double]] {
        let finite = (0..<boundCount).map { bound in
            Array(counts[(bound * pointCount)..<((bound + 1) * pointCount)])
        }
        let all =
            totals.isEmpty
            ? [Double](repeating: 0, count: pointCount) : totals.map { Double($0) }
        return finite + [all]
    }
}
