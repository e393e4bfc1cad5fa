/// Series held in memory, to which samples are appended in the order of time.
///
/// Histograms come back with the counter-reset hints that a store of chunks gives them: nothing is
/// known of the first sample of a chunk, and within a chunk there is no reset.
package struct MemoryStorage: Sendable {
    private var series: [MemorySeries] = []
    private var indices: [Labels: Int] = [:]
    private var indicesByName: [[UInt8]: [Int]] = [:]

    package init() {}

    /// Appends a number; a stale marker ends a series of histograms as one of them.
    package mutating func append(
        _ value: Double,
        at milliseconds: Int64,
        startMilliseconds: Int64 = 0,
        to labels: Labels
    ) throws(MemoryStorageError) {
        let index = index(of: labels)
        if value.isStaleMarker, series[index].endsWithHistogram {
            try series[index].append(
                FloatHistogram.staleMarker,
                at: milliseconds,
                start: startMilliseconds
            )
        } else {
            try series[index].append(value, at: milliseconds, start: startMilliseconds)
        }
    }

    /// Appends a native histogram.
    package mutating func append(
        _ histogram: FloatHistogram,
        at milliseconds: Int64,
        startMilliseconds: Int64 = 0,
        to labels: Labels
    ) throws(MemoryStorageError) {
        try series[index(of: labels)].append(histogram, at: milliseconds, start: startMilliseconds)
    }

    private mutating func index(of labels: Labels) -> Int {
        if let index = indices[labels] { return index }
        let index = series.count
        indices[labels] = index
        indicesByName[labels[LabelName.metricName] ?? [], default: []].append(index)
        series.append(MemorySeries(labels: labels))
        return index
    }
}

extension MemoryStorage: SampleSource {
    package func select(_ selection: SampleSelection) -> [SampleSeries] {
        matching(selection.matchers).map { series[$0].samples }
    }

    package func labelNames(matching matchers: [SeriesMatcher]) -> [[UInt8]] {
        var names: Set<[UInt8]> = []
        for index in matching(matchers) {
            for label in series[index].samples.labels.pairs { names.insert(label.name) }
        }
        return Array(names).sortedByBytes()
    }

    package func labelValues(of name: [UInt8], matching matchers: [SeriesMatcher]) -> [[UInt8]] {
        var values: Set<[UInt8]> = []
        for index in matching(matchers) {
            if let value = series[index].samples.labels[name] { values.insert(value) }
        }
        return Array(values).sortedByBytes()
    }

    private func matching(_ matchers: [SeriesMatcher]) -> [Int] {
        candidates(for: matchers).filter { index in
            matchers.allSatisfy { $0.matches(series[index].samples.labels) }
        }
    }

    private func candidates(for matchers: [SeriesMatcher]) -> [Int] {
        for matcher in matchers where matcher.name == LabelName.metricName {
            if case .equal(let name) = matcher.condition { return indicesByName[name] ?? [] }
        }
        return Array(series.indices)
    }
}
