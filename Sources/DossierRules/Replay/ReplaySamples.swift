import DossierPromQL

/// What an expression of a replay sees: series of the source, and those recorded so far.
struct ReplaySamples: SampleSource {
    let stored: LoadedSamples
    let recorded: [RecordedSeries]

    func select(_ selection: SampleSelection) -> [SampleSeries] {
        let range = selection.timeRange
        let names = selection.matchers.filter { $0.name == LabelName.metricName }
        var found: [SampleSeries] = []
        for output in recorded
        where output.names.contains(where: { name in names.allSatisfy { $0.matches(name) } }) {
            found += output.storage.select(selection).map { $0.cut(range) }
        }
        let stored = stored.select(selection)
        guard !found.isEmpty else { return stored }
        return SampleColumns.merged(found + stored)
    }

    func labelNames(matching matchers: [SeriesMatcher]) -> [[UInt8]] {
        select(.everything(matchers)).flatMap { $0.labels.pairs.map(\.name) }.sortedByBytes()
    }

    func labelValues(of name: [UInt8], matching matchers: [SeriesMatcher]) -> [[UInt8]] {
        select(.everything(matchers)).compactMap { $0.labels[name] }.sortedByBytes()
    }
}
