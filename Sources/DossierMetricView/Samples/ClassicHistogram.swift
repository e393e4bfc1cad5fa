import DossierColumns
import DossierPromQL

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

    /// `samples` are those of the same points.
    init(_ points: PointList, _ samples: NumberSamples, isDelta: Bool) {
        let bounds = points.texts(of: .explicitBounds)
        let totals = points.words(of: .count)
        let isStale = samples.isStale
        let ranges = Self.stretches(bounds.numbers, isStale)
        // Few series have more than one stretch.
        let counts = ranges.count > 1 ? points.bytes(of: .bucketCounts) : []
        for (range, number) in ranges {
            let text = bounds.texts[number]
            let boundCount = text.count / 8
            var columns =
                ranges.count == 1
                ? BucketColumns.columns(PointVectors(.bucketCounts, of: points), boundCount, range)
                : BucketColumns.columns(counts[range], boundCount)
            columns.append(
                totals?.words[range].map { Double($0) }
                    ?? [Double](repeating: 0, count: range.count)
            )
            stretches.append(
                Stretch(
                    bounds: text,
                    buckets: columns.map { column in
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
