import DossierPromQLSyntax

extension ColumnEvaluator {
    /// What a range of time shows of series: that of a selector, or a subquery.
    func windows(_ expression: PromQLExpression) throws -> SeriesWindows {
        switch expression.withoutParentheses {
        case .matrixSelector(let node):
            let length = try node.window.milliseconds(in: steps.bounds, allowingNegative: false)
            var selected = try select(node.selector, length: length)
            selected.removeStaleMarkers()
            return selected
        case .subquery(let node): return try windows(node)
        default: throw EvaluationError("not a range vector")
        }
    }

    /// Evaluates the inner expression once, for all windows.
    private func windows(_ node: Subquery) throws -> SeriesWindows {
        let length = try node.window.milliseconds(in: steps.bounds, allowingNegative: false)
        let step = try steps.step(of: node)
        let ends = try windowEnds(node.at, node.offset)
        var selected = SeriesWindows(series: [], ends: ends, length: length)
        // No result is smaller than a column of one series.
        guard
            let inner = try StepGrid(
                multiplesOf: step,
                in: ends,
                length: length,
                countMax: budget.rest,
                excess: budget.excess
            )
        else { return selected }
        var evaluator = self
        evaluator.steps.detectsResets = false
        evaluator.steps.known = nil
        evaluator.grid = inner
        let columns = try evaluator.vector(of: node.inner)
        try budget.hold(columns.reduce(0) { $0 + $1.sampleCount })
        selected.series = evaluator.series(of: columns)
        return selected
    }

    /// The points of columns as samples; those of the same labels are one series.
    private func series(of columns: [ValueColumn]) -> [SeriesWindows.Series] {
        var indices: [Labels: Int] = [:]
        var series: [SeriesWindows.Series] = []
        for column in columns {
            let one = samples(of: column)
            if let index = indices[column.labels] {
                series[index] = series[index].merged(with: one)
            } else {
                indices[column.labels] = series.count
                series.append(one)
            }
        }
        return series
    }

    private func samples(of column: ValueColumn) -> SeriesWindows.Series {
        var floats = FloatSamples()
        floats.timestamps.reserveCapacity(grid.count)
        floats.values.reserveCapacity(grid.count)
        var histograms = HistogramSamples()
        for step in 0..<grid.count {
            let value = column.values[step]
            if !value.isStaleMarker {
                floats.timestamps.append(grid.time(step))
                floats.values.append(value)
            } else if column.hasHistograms, var histogram = column.histograms[step] {
                if histogram.resetHint == .reset || histogram.resetHint == .notReset {
                    histogram.resetHint = .unknown
                }
                histograms.timestamps.append(grid.time(step))
                histograms.values.append(histogram)
            }
        }
        return SeriesWindows.Series(
            labels: column.labels,
            isNameDropped: column.isNameDropped,
            floats: floats,
            histograms: histograms
        )
    }
}

extension SeriesWindows.Series {
    /// Both in the order of time.
    fileprivate func merged(with other: SeriesWindows.Series) -> SeriesWindows.Series {
        var merged = self
        let times = floats.timestamps + other.floats.timestamps
        let values = floats.values + other.floats.values
        let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        merged.floats = FloatSamples(
            timestamps: order.map { times[$0] },
            values: order.map { values[$0] }
        )
        let histogramTimes = histograms.timestamps + other.histograms.timestamps
        let histogramValues = histograms.values + other.histograms.values
        let histogramOrder = histogramTimes.indices.sorted { left, right in
            (histogramTimes[left], left) < (histogramTimes[right], right)
        }
        merged.histograms = HistogramSamples(
            timestamps: histogramOrder.map { histogramTimes[$0] },
            values: histogramOrder.map { histogramValues[$0] }
        )
        // The name goes if it does at the first step.
        if let own = firstTime, let others = other.firstTime, others < own {
            merged.isNameDropped = other.isNameDropped
        }
        return merged
    }

    private var firstTime: Int64? {
        switch (floats.timestamps.first, histograms.timestamps.first) {
        case (let one?, let other?): min(one, other)
        case (let one, let other): one ?? other
        }
    }
}
