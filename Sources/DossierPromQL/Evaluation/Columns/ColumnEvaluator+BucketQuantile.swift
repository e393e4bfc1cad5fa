extension ColumnEvaluator {
    func histogramQuantile(_ node: FunctionCall) throws -> [ValueColumn] {
        let (parameter, inner) = (node.arguments[0], node.arguments[1])
        let columns = try vector(of: inner)
        let quantiles = try scalars(of: parameter)
        guard !columns.haveHistograms,
            let histograms = try bucketedColumns(columns, at: inner.range)
        else {
            return try stepwise(.call(node), [inner.range: columns])
        }
        warn(ofQuantiles: quantiles, at: parameter.range)
        var scratch = BucketScratch()
        let results = try histograms.compactMap { histogram in
            try budget.hold(grid.count)
            return column(of: histogram, columns, quantiles, &scratch, at: inner.range)
        }
        return try results.merged(isStrict: true)
    }

    /// The buckets of one classic histogram.
    private struct Histogram {
        let labels: Labels
        /// Of one of the buckets.
        let name: Labels
        /// In the order of their bounds.
        var buckets: [(upper: Double, column: Int)] = []
    }

    /// Columns grouped by all labels but the bound; nil if a bound is not in order with others.
    private func bucketedColumns(
        _ columns: [ValueColumn],
        at range: SourceRange
    ) throws -> [Histogram]? {
        let name = LabelName.bucketBound
        var histograms: [Histogram] = []
        var places: [Labels: Int] = [:]
        var bounds: [[UInt8]: Double?] = [:]
        for (index, column) in columns.enumerated() {
            let text = column.labels[name]
            var bound: Double?
            if let text {
                bound = bounds[text] ?? (try? NumberText.parseFloat(text))
                bounds[text] = .some(bound)
            }
            guard let bound else {
                plain.warnOfBound(column.labels, at: range)
                continue
            }
            guard !bound.isNaN else { return nil }
            let key = column.labels.dropping([name])
            let place = places[key] ?? histograms.count
            if place == histograms.count {
                places[key] = place
                histograms.append(Histogram(labels: key, name: column.labels))
            }
            histograms[place].buckets.append((bound, index))
        }
        for place in histograms.indices {
            histograms[place].buckets.sort { ($0.upper, $0.column) < ($1.upper, $1.column) }
        }
        return histograms
    }

    private func column(
        of histogram: Histogram,
        _ columns: [ValueColumn],
        _ quantiles: [Double],
        _ scratch: inout BucketScratch,
        at range: SourceRange
    ) -> ValueColumn? {
        var result = ValueColumn(
            labels: histogram.labels,
            isNameDropped: true,
            stepCount: grid.count
        )
        var hasValue = false
        var isForced = false
        for step in 0..<grid.count {
            scratch.removeAll()
            for (upper, index) in histogram.buckets {
                let count = columns[index].values[step]
                if !count.isStaleMarker { scratch.append(upper, count) }
            }
            guard !scratch.isEmpty else { continue }
            hasValue = true
            result.values[step] = scratch.quantile(quantiles[step], isForced: &isForced)
        }
        if isForced { plain.informOfForcing(histogram.name, at: range) }
        return hasValue ? result : nil
    }
}

/// The buckets of a classic histogram at one time, by rising bounds.
private struct BucketScratch {
    private var uppers: [Double] = []
    private var counts: [Double] = []

    var isEmpty: Bool { uppers.isEmpty }

    mutating func removeAll() {
        uppers.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
    }

    /// Counts of equal bounds add up.
    mutating func append(_ upper: Double, _ count: Double) {
        let last = uppers.count - 1
        if last >= 0, uppers[last] == upper {
            counts[last] += count
        } else {
            uppers.append(upper)
            counts.append(count)
        }
    }

    /// Sets `isForced` if counts fell, and had to be made to rise.
    mutating func quantile(_ fraction: Double, isForced: inout Bool) -> Double {
        if fraction.isNaN { return .nan }
        if fraction < 0 { return -.infinity }
        if fraction > 1 { return .infinity }
        let last = uppers.count - 1
        guard uppers[last] == .infinity else { return .nan }
        forceMonotonic(isForced: &isForced)
        let total = counts[last]
        guard last > 0, total != 0, !total.isNaN else { return .nan }
        var rank = fraction * total
        var index = 0
        while index < last, !(counts[index] >= rank) { index += 1 }
        if index == last { return uppers[last - 1] }
        if index == 0, uppers[0] <= 0 { return uppers[0] }
        var lower = 0.0
        var count = counts[index]
        if index > 0 {
            lower = uppers[index - 1]
            count -= counts[index - 1]
            rank -= counts[index - 1]
        }
        return lower + (uppers[index] - lower) * (rank / count)
    }

    private mutating func forceMonotonic(isForced: inout Bool) {
        for index in 1..<max(1, counts.count) {
            let previous = counts[index - 1]
            let difference = abs(counts[index] - previous)
            guard counts[index] < previous || difference > 0 else { continue }
            let isClose = difference <= 1e-12 * (abs(counts[index]) + abs(previous))
            if counts[index] < previous || isClose {
                isForced = isForced || !isClose
                counts[index] = previous
            }
        }
    }
}
