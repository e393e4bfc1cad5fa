package import DossierPromQL
package import DossierQuery
import Synchronization

/// The metrics of a store as series of Prometheus.
///
/// Names and labels are worked out once for a metric, when it is first asked for, so a source is
/// kept for as long as its store does not change.
package final class StoreSamples: SampleSource {
    let index: StoreIndex
    /// Results of rules that are not seen, by the rule.
    private let hidden: [RecordedRule: ClosedRange<Int64>]
    private let notes = Mutex(SampleNotes())

    package convenience init(
        _ view: MetricView,
        _ options: StoreSampleOptions = StoreSampleOptions()
    ) {
        self.init(StoreIndex(view, options), hidden: [:])
    }

    init(_ index: StoreIndex, hidden: [RecordedRule: ClosedRange<Int64>]) {
        self.index = index
        self.hidden = hidden
    }

    package func select(_ selection: SampleSelection) throws -> [SampleSeries] {
        try stored(selection)
            + notes.withLock { try ComputedSeries(index).series(selection, &$0) }
    }

    /// The series of the store's metrics.
    private func stored(_ selection: SampleSelection) throws -> [SampleSeries] {
        var series: [SampleSeries] = []
        let partNames = SeriesPart.addedLabels
        let others = selection.matchers.filter { $0.name != LabelName.metricName }
        let early = others.filter { !partNames.contains($0.name) }
        let late = others.filter { partNames.contains($0.name) }
        for (family, parts) in index.wanted(selection.matchers) {
            series += try self.series(of: family, parts, selection, early: early, late: late)
            if family.isDelta { notes.withLock { _ = $0.deltaMetrics.insert(family.name) } }
        }
        series += try TargetInfo(index).series(selection)
        return SampleColumns.mergedByLast(series) { labels, count in
            notes.withLock { $0.add(repeated: count, of: labels[LabelName.metricName] ?? []) }
        }
    }

    /// The series of a metric that satisfy conditions: `late` ones are on labels that parts add.
    func series(
        of family: MetricFamily,
        _ parts: [SeriesPart],
        _ selection: SampleSelection,
        early: [SeriesMatcher],
        late: [SeriesMatcher]
    ) throws -> [SampleSeries] {
        var series: [SampleSeries] = []
        let labelled = index.labelled(family)
        let exports =
            selection.wantsGrowth && family.run == nil ? try index.exportTimes() : nil
        let labelling = parts.filter { $0.addsLabel }
        if !labelling.isEmpty {
            let reading = MetricReading(
                family,
                labelling,
                labelled,
                partMatchers: late,
                exports: exports
            )
            let indices = labelled.indices(matching: early)
            note(indices, of: labelled)
            series += try read(reading, indices, selection, of: family)
        }
        let plain = parts.filter { !$0.addsLabel }
        if !plain.isEmpty {
            let reading = MetricReading(
                family,
                plain,
                labelled,
                partMatchers: [],
                exports: exports
            )
            let indices = labelled.indices(matching: early + late)
            note(indices, of: labelled)
            series += try read(reading, indices, selection, of: family)
        }
        guard let run = family.run else { return series }
        return series.compactMap { one in
            var one = one
            one.floats = index.runs.visible(one.floats, of: run)
            if let range = hidden[run.rule] { one.floats = one.floats.without(range) }
            return one.floats.timestamps.isEmpty ? nil : one
        }
    }

    private func note(_ indices: [Int], of labelled: LabelledMetric) {
        guard let separation = labelled.separation(of: indices) else { return }
        notes.withLock { _ = $0.separations.insert(separation) }
    }

    private func read(
        _ reading: MetricReading,
        _ indices: [Int],
        _ selection: SampleSelection,
        of family: MetricFamily
    ) throws -> [SampleSeries] {
        let (series, repeatedCount) = try reading.series(indices, selection, in: index.view)
        if repeatedCount > 0 {
            notes.withLock { $0.add(repeated: repeatedCount, of: family.name) }
        }
        return series
    }

    /// What there is to say about the metrics that were read.
    package var currentNotes: SampleNotes { notes.withLock { $0 } }

    /// The same samples, of which nothing has been read.
    package func unread() -> StoreSamples { StoreSamples(index, hidden: hidden) }
}
