import DossierPromQL
import Testing

@Suite struct MemoryStorageTests {
    private let labels = Labels(["__name__": "x"])

    private func selection() -> SampleSelection {
        SampleSelection(
            matchers: [SeriesMatcher(name: Array("__name__".utf8), .equal(Array("x".utf8)))],
            startMilliseconds: .min,
            endMilliseconds: .max
        )
    }

    private func histogram(_ counts: [Double]) -> FloatHistogram {
        FloatHistogram(
            count: counts.reduce(0, +),
            positive: HistogramBuckets(offset: 0, counts: counts)
        )
    }

    @Test func givesBackWhatWasAppended() throws {
        var storage = MemoryStorage()
        try storage.append(1, at: 0, to: labels)
        try storage.append(2, at: 10, startMilliseconds: 5, to: labels)
        let samples = storage.select(selection())[0]
        #expect(samples.floats.timestamps == [0, 10])
        #expect(samples.floats.values == [1, 2])
        #expect(samples.floats.startTimestamps == [0, 5])
    }

    @Test func refusesOldAndDuplicateSamples() throws {
        var storage = MemoryStorage()
        try storage.append(1, at: 10, to: labels)
        try storage.append(1, at: 10, to: labels)
        #expect(throws: MemoryStorageError.duplicateSample(at: 10)) {
            try storage.append(2, at: 10, to: labels)
        }
        #expect(throws: MemoryStorageError.outOfOrder(newest: 10, appended: 9)) {
            try storage.append(2, at: 9, to: labels)
        }
    }

    @Test func aStaleMarkerEndsASeriesOfHistogramsAsOneOfThem() throws {
        var storage = MemoryStorage()
        try storage.append(histogram([1]), at: 0, to: labels)
        try storage.append(Double.staleMarker, at: 10, to: labels)
        let samples = storage.select(selection())[0]
        #expect(samples.floats.timestamps.isEmpty)
        #expect(samples.histograms.values[1].isStaleMarker)
    }

    @Test func hintsSayWhereAChunkBegins() throws {
        var storage = MemoryStorage()
        var reset = histogram([1, 4])
        reset.resetHint = .reset
        let appended = [
            histogram([1]), histogram([1, 1]), histogram([0, 4]), histogram([0, 4]), reset,
            histogram([1, 5]),
        ]
        for (position, histogram) in appended.enumerated() {
            try storage.append(histogram, at: Int64(position), to: labels)
        }
        let hints = storage.select(selection())[0].histograms.values.map(\.resetHint)
        #expect(hints == [.unknown, .notReset, .unknown, .notReset, .unknown, .notReset])
    }
}
