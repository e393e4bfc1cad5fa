import DossierPromQL
import DossierPromQLSyntax

/// Series that were read for a query, from which its selectors take what they need at each step.
struct LoadedSamples: SampleSource {
    /// In the order of their labels.
    private let series: [SampleSeries]
    private let indices: [[UInt8]: [Int]]
    /// Names of queries that series have another name for.
    private let names: [[UInt8]: Set<[UInt8]>]

    /// Takes what `load` gives for each selector and what it asks for.
    init(
        for expression: PromQLExpression,
        _ load: (VectorSelector, SampleSelection) throws -> [SampleSeries]
    ) throws {
        var found: [Labels: SampleSeries] = [:]
        var names: [[UInt8]: Set<[UInt8]>] = [:]
        var open = [(expression: expression, wantsGrowth: false)]
        while let (next, wantsGrowth) = open.popLast() {
            var isExact = wantsGrowth
            if case .call(let call) = next { isExact = call.function.exactBound != nil }
            open += next.selectingChildren.map { ($0, isExact) }
            guard case .vectorSelector(let selector) = next else { continue }
            let matchers = try selector.matchers.map(SeriesMatcher.init(_:))
            let selection = SampleSelection(
                matchers: matchers,
                startMilliseconds: 0,
                endMilliseconds: .max,
                wantsGrowth: wantsGrowth
            )
            for var one in try load(selector, selection) {
                if one.growth.isEmpty { one.growth = found[one.labels]?.growth ?? [] }
                found[one.labels] = one
                guard let wanted = Self.name(matchers) else { continue }
                names[wanted, default: []].insert(one.labels[LabelName.metricName] ?? [])
            }
        }
        self.names = names
        series = found.values.sorted { $0.labels < $1.labels }
        var indices: [[UInt8]: [Int]] = [:]
        for (index, one) in series.enumerated() {
            indices[one.labels[LabelName.metricName] ?? [], default: []].append(index)
        }
        self.indices = indices
    }

    private static func name(_ matchers: [SeriesMatcher]) -> [UInt8]? {
        for matcher in matchers where matcher.name == LabelName.metricName {
            if case .equal(let name) = matcher.condition { return name }
        }
        return nil
    }

    func select(_ selection: SampleSelection) -> [SampleSeries] {
        var matchers = selection.matchers
        var candidates = Array(series.indices)
        if let name = Self.name(matchers) {
            matchers.removeAll { $0.name == LabelName.metricName }
            candidates = (names[name] ?? []).flatMap { indices[$0] ?? [] }.sorted()
        }
        let range = selection.timeRange
        return candidates.compactMap { index in
            guard matchers.allSatisfy({ $0.matches(series[index].labels) }) else { return nil }
            return series[index].cut(range)
        }
    }

    func labelNames(matching matchers: [SeriesMatcher]) -> [[UInt8]] {
        series.flatMap { $0.labels.pairs.map(\.name) }.sortedByBytes()
    }

    func labelValues(of name: [UInt8], matching matchers: [SeriesMatcher]) -> [[UInt8]] {
        series.compactMap { $0.labels[name] }.sortedByBytes()
    }
}
