import DossierPromQLSyntax

/// Series with their samples, and at each step the end of the window that is looked at.
struct SeriesWindows {
    /// One series with its samples.
    struct Series {
        var labels: Labels
        var isNameDropped = false
        var floats: FloatSamples
        var histograms: HistogramSamples

        var sampleCount: Int { floats.values.count + histograms.values.count * 16 }
    }

    var series: [Series]
    /// By step, not falling.
    var ends: [Int64]
    /// In milliseconds; a window is open at its start.
    var length: Int64
    var windowExtension: WindowExtension?
}

extension ColumnEvaluator {
    /// Where the windows of a selector end at each step.
    func windowEnds(_ at: AtModifier?, _ offset: DurationValue) throws -> [Int64] {
        let offset = try offset.milliseconds(in: steps.bounds, allowingNegative: true)
        return (0..<grid.count).map { steps.base(at, grid.time($0)) - offset }
    }

    /// The series of a selector with samples in windows of this length, in the order of labels.
    func select(_ selector: VectorSelector, length: Int64) throws -> SeriesWindows {
        let ends = try windowEnds(selector.at, selector.offset)
        var selected = SeriesWindows(
            series: [],
            ends: ends,
            length: length,
            windowExtension: selector.windowExtension
        )
        guard let first = ends.first, let last = ends.last else { return selected }
        let lookback = steps.lookback
        let before = selector.windowExtension == nil ? 0 : lookback
        let after = selector.windowExtension == .smoothed ? lookback : 0
        var selection = SampleSelection(
            matchers: try selector.matchers.map(SeriesMatcher.init(_:)),
            startMilliseconds: first - length - before + 1,
            endMilliseconds: last + after
        )
        selection.sampleCountMax = budget.rest
        selection.needsStartTimestamps = steps.usesStartTimestamps
        try budget.check()
        selected.series = try steps.storage.select(selection).map { one in
            SeriesWindows.Series(
                labels: one.labels,
                floats: one.floats,
                histograms: one.histograms
            )
        }
        .sortedByLabels(\.labels)
        try budget.hold(selected.series.reduce(0) { $0 + $1.sampleCount })
        if steps.detectsResets { selected.detectResets() }
        if !steps.usesStartTimestamps { selected.removeStartTimestamps() }
        return selected
    }
}

extension SeriesWindows {
    fileprivate mutating func detectResets() {
        for index in series.indices where !series[index].histograms.values.isEmpty {
            series[index].histograms.values = StepEvaluator.withDetectedResets(
                series[index].histograms.values
            )
        }
    }

    fileprivate mutating func removeStartTimestamps() {
        for index in series.indices {
            series[index].floats.startTimestamps = []
            series[index].histograms.startTimestamps = []
        }
    }

    /// Stale markers end no window: they are left out.
    mutating func removeStaleMarkers() {
        for index in series.indices {
            let floats = series[index].floats
            if floats.values.contains(where: \.isStaleMarker) {
                let kept = floats.values.indices.filter { !floats.values[$0].isStaleMarker }
                series[index].floats = FloatSamples(
                    timestamps: kept.map { floats.timestamps[$0] },
                    values: kept.map { floats.values[$0] },
                    startTimestamps: floats.startTimestamps.isEmpty
                        ? [] : kept.map { floats.startTimestamps[$0] }
                )
            }
            let histograms = series[index].histograms
            if histograms.values.contains(where: \.isStaleMarker) {
                let kept = histograms.values.indices.filter { index in
                    !histograms.values[index].isStaleMarker
                }
                series[index].histograms = HistogramSamples(
                    timestamps: kept.map { histograms.timestamps[$0] },
                    values: kept.map { histograms.values[$0] },
                    startTimestamps: histograms.startTimestamps.isEmpty
                        ? [] : kept.map { histograms.startTimestamps[$0] }
                )
            }
        }
    }
}

extension SeriesWindows.Series {
    /// What the step evaluator sees of the series in a window; `reach` is where the samples lie
    /// that matter to it, open at its start.
    func window(
        reach: (start: Int64, end: Int64),
        start: Int64,
        end: Int64,
        _ windowExtension: WindowExtension?
    ) -> RangeSamples {
        var window = RangeSamples(
            labels: labels,
            isNameDropped: isNameDropped,
            windowStart: start,
            windowEnd: end,
            windowExtension: windowExtension
        )
        let floatIndices = floats.timestamps.indices(after: reach.start, upTo: reach.end)
        let starts = floats.startTimestamps
        window.floats = floatIndices.map { index in
            .init(
                time: floats.timestamps[index],
                value: floats.values[index],
                start: starts.isEmpty ? 0 : starts[index]
            )
        }
        let histogramIndices = histograms.timestamps.indices(after: reach.start, upTo: reach.end)
        let histogramStarts = histograms.startTimestamps
        window.histograms = histogramIndices.map { index in
            .init(
                time: histograms.timestamps[index],
                value: histograms.values[index],
                start: histogramStarts.isEmpty ? 0 : histogramStarts[index]
            )
        }
        return window
    }
}
