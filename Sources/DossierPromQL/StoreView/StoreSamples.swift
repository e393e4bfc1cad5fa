package import DossierQuery
import Synchronization

/// The metrics of a store as series of Prometheus.
///
/// Names and labels are worked out once for a metric, when it is first asked for, so a source is
/// kept for as long as its store does not change.
package final class StoreSamples: SampleSource {
    let index: StoreIndex
    private let deltas = Mutex<Set<[UInt8]>>([])

    package init(_ view: MetricView, _ options: StoreSampleOptions = StoreSampleOptions()) {
        index = StoreIndex(view, options)
    }

    package func select(_ selection: SampleSelection) throws -> [SampleSeries] {
        var series: [SampleSeries] = []
        let partNames = [LabelName.bucketBound, MetricReading.quantile]
        let others = selection.matchers.filter { $0.name != LabelName.metricName }
        let early = others.filter { !partNames.contains($0.name) }
        let late = others.filter { partNames.contains($0.name) }
        for (family, parts) in index.wanted(selection.matchers) {
            let labelled = index.labelled(family.metric)
            let labelling = parts.filter { $0.addsLabel }
            if !labelling.isEmpty {
                let reading = MetricReading(family, labelling, labelled, partMatchers: late)
                let indices = labelled.indices(matching: early)
                series += try reading.series(indices, selection, in: index.view)
            }
            let plain = parts.filter { !$0.addsLabel }
            if !plain.isEmpty {
                let reading = MetricReading(family, plain, labelled, partMatchers: [])
                let indices = labelled.indices(matching: others)
                series += try reading.series(indices, selection, in: index.view)
            }
            if family.isDelta { deltas.withLock { _ = $0.insert(family.name) } }
        }
        series += try TargetInfo(index).series(selection)
        return Self.merged(series)
    }

    /// The names of metrics that were asked for since the last call and are stored as differences,
    /// in byte order.
    package func takeDeltaMetrics() -> [[UInt8]] {
        deltas.withLock { deltas in
            defer { deltas.removeAll() }
            return Array(deltas).sortedByBytes()
        }
    }

    private static func merged(_ series: [SampleSeries]) -> [SampleSeries] {
        var places: [Labels: Int] = [:]
        places.reserveCapacity(series.count)
        var merged: [SampleSeries] = []
        merged.reserveCapacity(series.count)
        for one in series {
            if let place = places[one.labels] {
                merged[place] = SampleColumns.merged(merged[place], one)
            } else {
                places[one.labels] = merged.count
                merged.append(one)
            }
        }
        return merged
    }
}

extension StoreSamples {
    package func labelNames(matching matchers: [SeriesMatcher]) throws -> [[UInt8]] {
        var names: Set<[UInt8]> = []
        try forEachLabels(matching: matchers) { labels in
            for label in labels.pairs { names.insert(label.name) }
        }
        return Array(names).sortedByBytes()
    }

    package func labelValues(
        of name: [UInt8],
        matching matchers: [SeriesMatcher]
    ) throws -> [[UInt8]] {
        if name == LabelName.metricName, matchers.isEmpty { return metricNames() }
        var values: Set<[UInt8]> = []
        try forEachLabels(matching: matchers) { labels in
            if let value = labels[name] { values.insert(value) }
        }
        return Array(values).sortedByBytes()
    }

    /// The labels of all series that satisfy the matchers, in their order.
    package func series(matching matchers: [SeriesMatcher]) throws -> [Labels] {
        var found: Set<Labels> = []
        try forEachLabels(matching: matchers) { found.insert($0) }
        return found.sorted()
    }

    private func metricNames() -> [[UInt8]] {
        var names: [[UInt8]] = []
        for family in index.families where !index.view.series(of: family.metric).isEmpty {
            names += family.parts.map { family.name(of: $0) }
        }
        if !TargetInfo(index).resources.isEmpty { names.append(TargetInfo.name) }
        return names.sortedByBytes()
    }

    private func forEachLabels(
        matching matchers: [SeriesMatcher],
        _ body: (Labels) -> Void
    ) throws {
        let everything = SampleSelection(
            matchers: matchers,
            startMilliseconds: 0,
            endMilliseconds: .max
        )
        for series in try select(everything) { body(series.labels) }
    }
}
