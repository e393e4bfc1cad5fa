import DossierColumns
import DossierPromQL

/// Samples that points hold as plain numbers: values, counts and sums.
struct NumberSamples {
    private let points: PointList
    private let isDelta: Bool
    /// Which points say that the series has no value there; nil if none does.
    let isStale: [Bool]?
    let timestamps: [Int64]
    let startTimestamps: [Int64]
    /// The points to keep, so that each timestamp comes once; nil if all.
    private let kept: [Int]?

    init(_ points: PointList, isDelta: Bool) {
        self.points = points
        self.isDelta = isDelta
        isStale = points.isStale
        timestamps = points.timestamps
        startTimestamps =
            isDelta ? Self.streamStarts(points.startTimestamps) : points.startTimestamps
        kept = SampleColumns.kept(timestamps)
    }

    /// A sum of deltas counts from where the first began.
    private static func streamStarts(_ starts: [Int64]) -> [Int64] {
        guard let first = starts.first, first != 0 else { return [] }
        return [Int64](repeating: first, count: starts.count)
    }

    /// The values of gauges and sums; 0 for a point that has none and does not say so.
    var pointValues: [Double] {
        let doubles = points.words(of: .doubleValue)
        let integers = points.words(of: .intValue)
        var values = doubles?.doubles ?? [Double](repeating: 0, count: points.count)
        if let integers {
            for index in values.indices where integers.has(index) {
                values[index] = Double(Int64(bitPattern: integers.words[index]))
            }
        }
        return values
    }

    /// The sums as points hold them.
    var pointSums: [Double]? { points.words(of: .sum)?.doubles }

    var counts: FloatSamples {
        let words = points.words(of: .count)?.words ?? [UInt64](repeating: 0, count: points.count)
        return floats(words.map { Double($0) })
    }

    /// The sums, of those points that have one.
    var sums: FloatSamples? {
        guard let sums = points.words(of: .sum) else { return nil }
        guard sums.isPresent != nil else { return floats(sums.doubles) }
        let kept = (0..<points.count).filter { sums.has($0) || isStale?[$0] ?? false }
        let all = finished(sums.doubles)
        return SampleColumns.floats(
            kept.map { timestamps[$0] },
            kept.map { all[$0] },
            startTimestamps.isEmpty ? [] : kept.map { startTimestamps[$0] }
        )
    }

    /// A series of samples, with its growth if the times of exports are given; `points` are what
    /// the points hold, where that may be no whole numbers.
    func series(
        _ labels: Labels,
        _ samples: FloatSamples,
        _ exports: [Int64]?,
        points values: @autoclosure () -> [Double]? = nil
    ) -> SampleSeries {
        var series = SampleSeries(labels: labels, floats: samples)
        guard let exports else { return series }
        if isDelta, let values = values() {
            let differences = SampleColumns.floats(
                timestamps,
                marked(values),
                points.startTimestamps
            )
            series.growth = [CounterGrowth(differences: differences, exports: exports)]
        } else {
            series.growth = [growth(samples, exports)]
        }
        return series
    }

    private func marked(_ values: [Double]) -> [Double] {
        guard let isStale else { return values }
        return zip(values, isStale).map { $1 ? .staleMarker : $0 }
    }

    /// How the stream grew whose samples, which are whole numbers added up where points hold
    /// differences, are these.
    func growth(_ samples: FloatSamples, _ exports: [Int64]) -> CounterGrowth {
        guard isDelta else { return CounterGrowth(cumulative: samples, exports: exports) }
        let starts = Dictionary(zip(points.timestamps, points.startTimestamps)) { first, _ in
            first
        }
        var differences = samples
        differences.startTimestamps = samples.timestamps.map { starts[$0] ?? 0 }
        var total = 0.0
        for index in samples.values.indices where !samples.values[index].isStaleMarker {
            differences.values[index] = samples.values[index] - total
            total = samples.values[index]
        }
        return CounterGrowth(differences: differences, exports: exports)
    }

    func floats(_ values: [Double]) -> FloatSamples {
        let values = finished(values)
        guard kept == nil else {
            return SampleColumns.floats(timestamps, values, startTimestamps)
        }
        return FloatSamples(
            timestamps: timestamps,
            values: values,
            startTimestamps: startTimestamps
        )
    }

    /// Values added up where points hold differences, and stale markers set.
    func finished(_ values: [Double]) -> [Double] {
        guard isDelta || isStale != nil else { return values }
        var result = values
        var total = 0.0
        for index in result.indices {
            if let isStale, isStale[index] {
                result[index] = .staleMarker
            } else if isDelta {
                total += result[index]
                result[index] = total
            }
        }
        return result
    }
}
