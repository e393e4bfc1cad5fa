import DossierPrimitives

extension SampleSeries {
    /// The samples within a range of times.
    package func cut(_ range: ClosedRange<Int64>) -> SampleSeries {
        if isWithin(range) { return self }
        let floatRange = floats.timestamps.indexRange(in: range)
        let histogramRange = histograms.timestamps.indexRange(in: range)
        var part = SampleSeries(
            labels: labels,
            floats: FloatSamples(
                timestamps: Array(floats.timestamps[floatRange]),
                values: Array(floats.values[floatRange]),
                startTimestamps: floats.startTimestamps.isEmpty
                    ? [] : Array(floats.startTimestamps[floatRange])
            ),
            histograms: HistogramSamples(
                timestamps: Array(histograms.timestamps[histogramRange]),
                values: Array(histograms.values[histogramRange]),
                startTimestamps: histograms.startTimestamps.isEmpty
                    ? [] : Array(histograms.startTimestamps[histogramRange])
            )
        )
        part.growth = growth
        return part
    }
}

extension SampleSeries {
    fileprivate func isWithin(_ range: ClosedRange<Int64>) -> Bool {
        [floats.timestamps, histograms.timestamps].allSatisfy { times in
            guard let first = times.first, let last = times.last else { return true }
            return range.contains(first) && range.contains(last)
        }
    }
}

extension [Int64] {
    /// The indices of the values, which rise, within a range.
    fileprivate func indexRange(in range: ClosedRange<Int64>) -> Range<Int> {
        let start = indices.partitioningIndex { self[$0] >= range.lowerBound }
        return start..<(start..<count).partitioningIndex { self[$0] > range.upperBound }
    }
}
