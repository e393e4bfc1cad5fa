package import DossierPromQL
import DossierQuery

/// Names and labels of series, of all series or of those that have a sample within a range of times
/// in milliseconds since the Unix epoch.
///
/// They come from the catalogue of series, not from samples, but for the labels `le` and `quantile`.
/// So a histogram's series `_sum` is listed although its points may have no sums.
extension StoreSamples {
    package func labelNames(matching matchers: [SeriesMatcher]) throws -> [[UInt8]] {
        try labelNames(matching: matchers, in: nil)
    }

    package func labelValues(
        of name: [UInt8],
        matching matchers: [SeriesMatcher]
    ) throws -> [[UInt8]] {
        try labelValues(of: name, matching: matchers, in: nil)
    }

    /// The names of the labels of series, in byte order.
    package func labelNames(
        matching matchers: [SeriesMatcher],
        in range: ClosedRange<Int64>?
    ) throws -> [[UInt8]] {
        let present = try presentIDs(range)
        var names: Set<[UInt8]> = []
        func add(_ labels: Labels) {
            for label in labels.pairs { names.insert(label.name) }
        }
        for family in listed(matching: matchers, present) {
            guard !family.needsSamples else {
                try samples(of: family, family.parts, in: range).forEach(add)
                continue
            }
            for index in family.indices { add(family.labelled.labels(of: index)) }
            guard !family.indices.isEmpty else { continue }
            names.insert(LabelName.metricName)
            names.formUnion(family.parts.compactMap(\.addedLabel))
        }
        TargetInfo(index).labels(matching: matchers, ofSeries: present).forEach(add)
        if matchers.isEmpty {
            names.formUnion(try ComputedSeries(index).labelNames(in: range))
        } else {
            try ComputedSeries(index).labels(matching: matchers, in: range).forEach(add)
        }
        return Array(names).sortedByBytes()
    }

    /// The values that series have of a label, in byte order.
    package func labelValues(
        of name: [UInt8],
        matching matchers: [SeriesMatcher],
        in range: ClosedRange<Int64>?
    ) throws -> [[UInt8]] {
        let present = try presentIDs(range)
        var values: Set<[UInt8]> = []
        func add(_ labels: Labels) {
            if let value = labels[name] { values.insert(value) }
        }
        for family in listed(matching: matchers, present) {
            guard !family.needsSamples else {
                try samples(of: family, family.parts, in: range).forEach(add)
                continue
            }
            guard !family.indices.isEmpty else { continue }
            if name == LabelName.metricName {
                values.formUnion(family.parts.map { family.family.name(of: $0) })
                continue
            }
            let adding = family.parts.filter { $0.addedLabel == name }
            try samples(of: family, adding, in: range).forEach(add)
            if adding.count < family.parts.count {
                for index in family.indices { add(family.labelled.labels(of: index)) }
            }
        }
        TargetInfo(index).labels(matching: matchers, ofSeries: present).forEach(add)
        let computed = ComputedSeries(index)
        if !matchers.isEmpty {
            try computed.labels(matching: matchers, in: range).forEach(add)
        } else if name == LabelName.metricName {
            for metric in try computed.metrics(in: range) {
                values.formUnion(metric.parts.map { $0.name(of: metric.name) })
            }
        } else if ComputedMetricLabels.names.contains(name) {
            values.formUnion(try computed.labelValues(of: name, in: range))
        }
        return Array(values).sortedByBytes()
    }

    /// The labels of series, in their order.
    ///
    /// Those that are computed are among them only if the matchers name them.
    package func series(
        matching matchers: [SeriesMatcher],
        in range: ClosedRange<Int64>? = nil
    ) throws -> [Labels] {
        let present = try presentIDs(range)
        var found: Set<Labels> = []
        for family in listed(matching: matchers, present) {
            let read = family.parts.filter { family.needsSamples || $0.addsLabel }
            found.formUnion(try samples(of: family, read, in: range))
            for part in family.parts where !read.contains(part) {
                found.formUnion(
                    family.labelled.labels(
                        family.indices,
                        part: part,
                        name: family.family.name(of: part)
                    )
                )
            }
        }
        found.formUnion(TargetInfo(index).labels(matching: matchers, ofSeries: present))
        found.formUnion(try ComputedSeries(index).labels(matching: matchers, in: range))
        return found.sorted()
    }

    /// The series of one metric that are listed.
    private struct ListedFamily {
        let family: MetricFamily
        let parts: [SeriesPart]
        let labelled: LabelledMetric
        /// Into `labelled`, without those that have no sample in the range.
        let indices: [Int]
        let early: [SeriesMatcher]
        /// Matchers of labels that parts add.
        let late: [SeriesMatcher]

        /// Whether only samples tell which series there are.
        var needsSamples: Bool { family.run != nil || !late.isEmpty }
    }

    private func presentIDs(_ range: ClosedRange<Int64>?) throws -> Set<UInt32> {
        try index.view.seriesIDs(withPointsIn: range?.nanoseconds)
    }

    private func listed(
        matching matchers: [SeriesMatcher],
        _ present: Set<UInt32>
    ) -> [ListedFamily] {
        let others = matchers.filter { $0.name != LabelName.metricName }
        let partNames = SeriesPart.addedLabels
        let early = others.filter { !partNames.contains($0.name) }
        return index.wanted(matchers).map { family, parts in
            let labelled = index.labelled(family)
            return ListedFamily(
                family: family,
                parts: parts,
                labelled: labelled,
                indices: labelled.indices(matching: early).filter {
                    present.contains(labelled.ids[$0])
                },
                early: early,
                late: others.filter { partNames.contains($0.name) }
            )
        }
    }

    /// The labels of the series of some parts that have a sample in the range.
    private func samples(
        of family: ListedFamily,
        _ parts: [SeriesPart],
        in range: ClosedRange<Int64>?
    ) throws -> [Labels] {
        guard !parts.isEmpty, !family.indices.isEmpty else { return [] }
        var selection = SampleSelection.everything([])
        if let range {
            selection.startMilliseconds = range.lowerBound
            selection.endMilliseconds = range.upperBound
        }
        selection.needsStartTimestamps = false
        return try series(
            of: family.family,
            parts,
            selection,
            early: family.early,
            late: family.late
        ).filter { one in
            let part = range.map(one.cut) ?? one
            return !part.floats.timestamps.isEmpty || !part.histograms.timestamps.isEmpty
        }.map(\.labels)
    }
}
