import DossierColumns
import DossierPromQLSyntax

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
        for _ in histograms { try budget.hold(grid.count) }
        let results = results(of: histograms, columns, quantiles)
        for (histogram, result) in zip(histograms, results) where result.isForced {
            steps.informOfForcing(histogram.name, at: inner.range)
        }
        return try results.compactMap(\.column).merged(isStrict: true)
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
        var indices: [Labels: Int] = [:]
        var bounds: [[UInt8]: Double?] = [:]
        for (index, column) in columns.enumerated() {
            let text = column.labels[name]
            var bound: Double?
            if let text {
                bound = bounds[text] ?? (try? NumberText.parseFloat(text))
                bounds[text] = .some(bound)
            }
            guard let bound else {
                steps.warnOfBound(column.labels, at: range)
                continue
            }
            guard !bound.isNaN else { return nil }
            let key = column.labels.dropping([name])
            let place = indices[key] ?? histograms.count
            if place == histograms.count {
                indices[key] = place
                histograms.append(Histogram(labels: key, name: column.labels))
            }
            histograms[place].buckets.append((bound, index))
        }
        for place in histograms.indices {
            histograms[place].buckets.sort { ($0.upper, $0.column) < ($1.upper, $1.column) }
        }
        return histograms
    }

    /// Below this many counts, several threads gain nothing.
    private static let parallelCountMin = 50_000

    private struct Quantiles {
        /// Nil if the histogram has no buckets at any step.
        var column: ValueColumn?
        /// Counts fell, and had to be made to rise.
        var isForced = false
    }

    private func results(
        of histograms: [Histogram],
        _ columns: [ValueColumn],
        _ fractions: [Double]
    ) -> [Quantiles] {
        guard columns.count * grid.count >= Self.parallelCountMin else {
            return Self.quantiles(of: histograms[...], columns, fractions)
        }
        let size = max(1, min(16, histograms.count / 8))
        let parts = stride(from: 0, to: histograms.count, by: size).map { start in
            histograms[start..<min(start + size, histograms.count)]
        }
        return parallelMap(parts) { Self.quantiles(of: $0, columns, fractions) }.flatMap { $0 }
    }

    private static func quantiles(
        of histograms: ArraySlice<Histogram>,
        _ columns: [ValueColumn],
        _ fractions: [Double]
    ) -> [Quantiles] {
        var scratch = BucketScratch()
        return histograms.map { histogram in
            var result = Quantiles()
            var column = ValueColumn(
                labels: histogram.labels,
                isNameDropped: true,
                stepCount: fractions.count
            )
            let hasValue = scratch.write(
                quantiles: fractions,
                uppers: histogram.buckets.map(\.upper),
                counts: histogram.buckets.map { columns[$0.column].values },
                into: &column.values,
                isForced: &result.isForced
            )
            if hasValue { result.column = column }
            return result
        }
    }
}
