import DossierPrimitives

/// Series that were read for a query, from which its selectors take what they need at each step.
struct LoadedSamples: SampleSource {
    /// In the order of their labels.
    private let series: [SampleSeries]
    private let places: [[UInt8]: [Int]]
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
            open += next.children.map { ($0, isExact) }
            guard case .vectorSelector(let selector) = next else { continue }
            let matchers = try selector.matchers.map(ReferenceEvaluator.matcher)
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
        var places: [[UInt8]: [Int]] = [:]
        for (place, one) in series.enumerated() {
            places[one.labels[LabelName.metricName] ?? [], default: []].append(place)
        }
        self.places = places
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
            candidates = (names[name] ?? []).flatMap { places[$0] ?? [] }.sorted()
        }
        return candidates.compactMap { place in
            guard matchers.allSatisfy({ $0.matches(series[place].labels) }) else { return nil }
            return series[place].cut(selection.startMilliseconds...selection.endMilliseconds)
        }
    }

    func labelNames(matching matchers: [SeriesMatcher]) -> [[UInt8]] {
        series.flatMap { $0.labels.pairs.map(\.name) }.sortedByBytes()
    }

    func labelValues(of name: [UInt8], matching matchers: [SeriesMatcher]) -> [[UInt8]] {
        series.compactMap { $0.labels[name] }.sortedByBytes()
    }
}

extension SampleSeries {
    /// The samples within a range of times.
    func cut(_ range: ClosedRange<Int64>) -> SampleSeries {
        if isWithin(range) { return self }
        let floatRange = floats.timestamps.places(in: range)
        let histogramRange = histograms.timestamps.places(in: range)
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
    /// The places of the values, which rise, within a range.
    fileprivate func places(in range: ClosedRange<Int64>) -> Range<Int> {
        let start = indices.partitioningIndex { self[$0] >= range.lowerBound }
        return start..<(start..<count).partitioningIndex { self[$0] > range.upperBound }
    }
}
