/// One series in memory, and what decides where a chunk of it would end.
struct MemorySeries: Sendable {
    /// How many samples a chunk takes.
    private static let chunkSampleCountMax = 120

    private(set) var samples: SampleSeries
    private var chunk = HistogramChunk()

    init(labels: Labels) {
        samples = SampleSeries(labels: labels)
    }

    var endsWithHistogram: Bool {
        guard let histogram = samples.histograms.timestamps.last else { return false }
        return histogram > samples.floats.timestamps.last ?? .min
    }

    mutating func append(
        _ value: Double,
        at milliseconds: Int64,
        start: Int64
    ) throws(MemoryStorageError) {
        if let last = samples.floats.values.last,
            samples.floats.timestamps.last == milliseconds,
            last.bitPattern == value.bitPattern
        {
            return
        }
        try checkOrder(of: milliseconds)
        chunk.end()
        Self.append(start, to: &samples.floats.startTimestamps, samples.floats.timestamps.count)
        samples.floats.timestamps.append(milliseconds)
        samples.floats.values.append(value)
    }

    mutating func append(
        _ histogram: FloatHistogram,
        at milliseconds: Int64,
        start: Int64
    ) throws(MemoryStorageError) {
        try checkOrder(of: milliseconds)
        var stored = histogram
        stored.resetHint = chunk.append(histogram, countMax: Self.chunkSampleCountMax)
        Self.append(
            start,
            to: &samples.histograms.startTimestamps,
            samples.histograms.timestamps.count
        )
        samples.histograms.timestamps.append(milliseconds)
        samples.histograms.values.append(stored)
    }

    private func checkOrder(of milliseconds: Int64) throws(MemoryStorageError) {
        let newest = max(
            samples.floats.timestamps.last ?? .min,
            samples.histograms.timestamps.last ?? .min
        )
        if milliseconds == newest, milliseconds != .min {
            throw .duplicateSample(at: milliseconds)
        }
        if milliseconds < newest { throw .outOfOrder(newest: newest, appended: milliseconds) }
    }

    /// Start timestamps are held from the first known one on.
    private static func append(_ start: Int64, to starts: inout [Int64], _ sampleCount: Int) {
        if starts.isEmpty {
            guard start != 0 else { return }
            starts = Array(repeating: 0, count: sampleCount)
        }
        starts.append(start)
    }
}
