extension ColumnEvaluator {
    /// Where the windows of a selector end at each step.
    func windowEnds(_ selector: VectorSelector) throws -> [Int64] {
        let offset = try selector.offset.milliseconds(in: plain.bounds, allowingNegative: true)
        return (0..<grid.count).map { plain.base(selector.at, grid.time($0)) - offset }
    }

    /// The series of a selector with floats in windows of this length, in the order of labels.
    func series(
        _ selector: VectorSelector,
        ends: [Int64],
        window: Int64
    ) throws -> [SampleSeries] {
        guard let first = ends.first, let last = ends.last else { return [] }
        let selection = SampleSelection(
            matchers: try selector.matchers.map(ReferenceEvaluator.matcher),
            startMilliseconds: first - window + 1,
            endMilliseconds: last
        )
        let series = try plain.storage.select(selection)
        guard series.allSatisfy({ $0.histograms.timestamps.isEmpty }) else {
            throw NeedsPlainEvaluation()
        }
        return series.sorted { $0.labels < $1.labels }
    }

    func select(_ selector: VectorSelector) throws -> [ValueColumn] {
        let ends = try windowEnds(selector)
        let lookback = ReferenceEvaluator.lookback
        return try series(selector, ends: ends, window: lookback).compactMap { one in
            var column = ValueColumn(labels: one.labels, stepCount: grid.count)
            var position = 0
            var hasValue = false
            let times = one.floats.timestamps
            for step in 0..<grid.count {
                while position < times.count, times[position] <= ends[step] { position += 1 }
                guard position > 0, times[position - 1] > ends[step] - lookback else { continue }
                let value = one.floats.values[position - 1]
                column.values[step] = value
                hasValue = hasValue || !value.isStaleMarker
            }
            return hasValue ? column : nil
        }
    }
}
