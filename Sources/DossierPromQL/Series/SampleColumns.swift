/// Columns of samples as queries take them: each timestamp once, the last sample of one counts.
package enum SampleColumns {
    package static func floats(
        _ timestamps: [Int64],
        _ values: [Double],
        _ starts: [Int64]
    ) -> FloatSamples {
        guard let kept = kept(timestamps) else {
            return FloatSamples(timestamps: timestamps, values: values, startTimestamps: starts)
        }
        return FloatSamples(
            timestamps: kept.map { timestamps[$0] },
            values: kept.map { values[$0] },
            startTimestamps: starts.isEmpty ? [] : kept.map { starts[$0] }
        )
    }

    package static func histograms(
        _ timestamps: [Int64],
        _ values: [FloatHistogram],
        _ starts: [Int64]
    ) -> HistogramSamples {
        guard let kept = kept(timestamps) else {
            return HistogramSamples(
                timestamps: timestamps,
                values: values,
                startTimestamps: starts
            )
        }
        return HistogramSamples(
            timestamps: kept.map { timestamps[$0] },
            values: kept.map { values[$0] },
            startTimestamps: starts.isEmpty ? [] : kept.map { starts[$0] }
        )
    }

    /// The samples to keep of timestamps that don't fall; nil if all.
    package static func kept(_ timestamps: [Int64]) -> [Int]? {
        guard zip(timestamps, timestamps.dropFirst()).contains(where: { $0 >= $1 }) else {
            return nil
        }
        let last = timestamps.count - 1
        return timestamps.indices.filter { $0 == last || timestamps[$0] < timestamps[$0 + 1] }
    }

    /// Each label set once, in the order of the first of each; of two samples at one time that of
    /// the earlier series counts.
    package static func merged(_ series: [SampleSeries]) -> [SampleSeries] {
        merged(series) { merged($0, $1) }
    }

    /// The same, but of two samples at one time that of the later series counts; calls with labels
    /// and how many samples did not count.
    package static func mergedByLast(
        _ series: [SampleSeries],
        noting note: (Labels, Int) -> Void
    ) -> [SampleSeries] {
        merged(series) { first, second in
            let both = merged(second, first)
            let count = first.sampleCount + second.sampleCount - both.sampleCount
            if count > 0 { note(first.labels, count) }
            return both
        }
    }

    private static func merged(
        _ series: [SampleSeries],
        by merge: (SampleSeries, SampleSeries) -> SampleSeries
    ) -> [SampleSeries] {
        var indices: [Labels: Int] = [:]
        indices.reserveCapacity(series.count)
        var merged: [SampleSeries] = []
        merged.reserveCapacity(series.count)
        for one in series {
            if let place = indices[one.labels] {
                merged[place] = merge(merged[place], one)
            } else {
                indices[one.labels] = merged.count
                merged.append(one)
            }
        }
        return merged
    }

    /// Two series with equal labels as one; where both have a sample that of the first counts.
    package static func merged(_ first: SampleSeries, _ second: SampleSeries) -> SampleSeries {
        var merged = first
        merged.floats = floats(first.floats, second.floats)
        merged.growth += second.growth
        let left = first.histograms
        let right = second.histograms
        let order = order(left.timestamps, right.timestamps)
        merged.histograms = histograms(
            (left.timestamps + right.timestamps).at(order),
            (left.values + right.values).at(order),
            starts(left.startTimestamps, left.timestamps.count, right.startTimestamps, order)
        )
        // A timestamp has one sample, of whichever kind the first series has there.
        if let kept = merged.floats.timestamps.indices(without: left.timestamps) {
            merged.floats = FloatSamples(
                timestamps: merged.floats.timestamps.at(kept),
                values: merged.floats.values.at(kept),
                startTimestamps: merged.floats.startTimestamps.isEmpty
                    ? [] : merged.floats.startTimestamps.at(kept)
            )
        }
        if let kept = merged.histograms.timestamps.indices(without: first.floats.timestamps) {
            merged.histograms = HistogramSamples(
                timestamps: merged.histograms.timestamps.at(kept),
                values: merged.histograms.values.at(kept),
                startTimestamps: merged.histograms.startTimestamps.isEmpty
                    ? [] : merged.histograms.startTimestamps.at(kept)
            )
        }
        return merged
    }

    private static func floats(_ left: FloatSamples, _ right: FloatSamples) -> FloatSamples {
        let order = order(left.timestamps, right.timestamps)
        return floats(
            (left.timestamps + right.timestamps).at(order),
            (left.values + right.values).at(order),
            starts(left.startTimestamps, left.timestamps.count, right.startTimestamps, order)
        )
    }

    private static func order(_ left: [Int64], _ right: [Int64]) -> [Int] {
        let all = left + right
        return all.indices.sorted { all[$0] != all[$1] ? all[$0] < all[$1] : $0 > $1 }
    }

    private static func starts(
        _ left: [Int64],
        _ leftCount: Int,
        _ right: [Int64],
        _ order: [Int]
    ) -> [Int64] {
        if left.isEmpty, right.isEmpty { return [] }
        let all =
            (left.isEmpty ? [Int64](repeating: 0, count: leftCount) : left)
            + (right.isEmpty
                ? [Int64](repeating: 0, count: order.count - leftCount) : right)
        return all.at(order)
    }
}

extension SampleSeries {
    fileprivate var sampleCount: Int { floats.timestamps.count + histograms.timestamps.count }
}

extension [Int64] {
    /// The indices of the times that are not among others; nil if none is.
    fileprivate func indices(without others: [Int64]) -> [Int]? {
        guard !isEmpty, !others.isEmpty else { return nil }
        let taken = Set(others)
        let kept = indices.filter { !taken.contains(self[$0]) }
        return kept.count < count ? kept : nil
    }
}

extension Array {
    fileprivate func at(_ indices: [Int]) -> [Element] { indices.map { self[$0] } }
}
