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
        let bounds = points.bytes(of: .explicitBounds)
        let counts = points.bytes(of: .bucketCounts)
        let totals = points.words(of: .count)
        let isStale = points.isStale
        let samples = NumberSamples(points, isDelta: isDelta)
        var start = 0
        while start < points.count {
            // A stale point has no bounds of its own.
            let first =
                (start..<points.count).first { !(isStale?[$0] ?? false) } ?? start
            var end = first + 1
            while end < points.count,
                bounds[end].elementsEqual(bounds[first]) || isStale?[end] ?? false
            { end += 1 }
            let range = start..<end
            let columns = Self.cumulative(
                counts[range],
                boundCount: bounds[first].count / 8,
                totals: totals?.words[range] ?? []
            )
            stretches.append(
                Stretch(
                    bounds: bounds[first],
                    buckets: columns.map { column in
                        Self.samples(column, range, samples, isDelta: isDelta, isStale)
                    }
                )
            )
            start = end
        }
    }

    /// What was counted up to each bound, by bound; the last is all.
    private static func cumulative(
        _ counts: ArraySlice<ArraySlice<UInt8>>,
        boundCount: Int,
        totals: ArraySlice<UInt64>
    ) -> [[Double]] {
        let count = counts.count
        var flat = [Double](repeating: 0, count: count * boundCount)
        flat.withUnsafeMutableBufferPointer { flat in
            for (index, row) in counts.enumerated() {
                row.withUnsafeBytes { bytes in
                    var running = 0.0
                    for bound in 0..<boundCount {
                        if bytes.count >= bound * 8 + 8 {
                            let word = bytes.loadUnaligned(
                                fromByteOffset: bound * 8,
                                as: UInt64.self
                            )
                            running += Double(UInt64(littleEndian: word))
                        }
                        flat[bound * count + index] = running
                    }
                }
            }
        }
        let finite = (0..<boundCount).map { Array(flat[($0 * count)..<(($0 + 1) * count)]) }
        let all =
            totals.isEmpty ? [Double](repeating: 0, count: count) : totals.map { Double($0) }
        return finite + [all]
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
