import DossierPromQLSyntax

extension ColumnEvaluator {
    /// The newest sample of each series at each step.
    func select(_ selector: VectorSelector) throws -> [ValueColumn] {
        if selector.windowExtension == .smoothed { return try smoothed(selector) }
        let selected = try select(selector, length: steps.lookback)
        return try columns(of: selected.series) { one in
            one.histograms.timestamps.isEmpty
                ? Self.newest(one, selected) : Self.newestOfBothKinds(one, selected)
        }
    }

    private static func newest(
        _ one: SeriesWindows.Series,
        _ selected: SeriesWindows
    ) -> ValueColumn? {
        var column = selected.emptyColumn(of: one)
        let hasValue = column.values.withUnsafeMutableBufferPointer { values in
            one.floats.values.withUnsafeBufferPointer { floats in
                selected.forEachNewest(one.floats.timestamps) { step, index in
                    values[step] = floats[index]
                    return !floats[index].isStaleMarker
                }
            }
        }
        return hasValue ? column : nil
    }

    private static func newestOfBothKinds(
        _ one: SeriesWindows.Series,
        _ selected: SeriesWindows
    ) -> ValueColumn? {
        var column = selected.emptyColumn(of: one)
        var hasValue = selected.forEachNewest(one.floats.timestamps) { step, index in
            column.values[step] = one.floats.values[index]
            return !one.floats.values[index].isStaleMarker
        }
        let hasHistogram = selected.forEachNewest(one.histograms.timestamps) { step, index in
            let time = one.histograms.timestamps[index]
            let floats = one.floats.timestamps
            let before = floats.firstIndex(above: selected.ends[step])
            if before > 0, floats[before - 1] > time { return false }
            column.remove(step)
            let histogram = one.histograms.values[index]
            guard !histogram.isStaleMarker else { return false }
            column.set(.histogram(histogram), at: step)
            return true
        }
        hasValue = hasValue || hasHistogram
        return hasValue ? column : nil
    }

    private func smoothed(_ selector: VectorSelector) throws -> [ValueColumn] {
        let selected = try select(selector, length: 0)
        let lookback = steps.lookback
        return try selected.series.compactMap { one in
            try budget.hold(grid.count)
            var column = ValueColumn(labels: one.labels, stepCount: grid.count)
            for (step, end) in selected.ends.enumerated() {
                let window = one.window(
                    reach: (end - lookback, end + lookback),
                    start: end,
                    end: end,
                    nil
                )
                if let point = steps.smoothed(window, at: end, of: selector.range) {
                    column.set(point, at: step)
                }
            }
            return column.isEmpty ? nil : column
        }
    }

    /// When the samples of a selector were taken, or when what they count began, in seconds.
    func times(_ selector: VectorSelector, ofStart: Bool) throws -> [ValueColumn]? {
        guard selector.windowExtension == nil else { return nil }
        let selected = try select(selector, length: steps.lookback)
        return try selected.series.compactMap { one in
            try budget.hold(grid.count)
            let newest = Self.newestOfBothKinds(one, selected)
            guard let newest else { return nil }
            var column = ValueColumn(
                labels: one.labels,
                isNameDropped: true,
                stepCount: grid.count
            )
            func write(_ times: [Int64], _ starts: [Int64], _ isHere: (Int) -> Bool) {
                _ = selected.forEachNewest(times) { step, index in
                    guard isHere(step) else { return false }
                    let time = ofStart ? (starts.isEmpty ? 0 : starts[index]) : times[index]
                    column.values[step] = Double(time) / 1000
                    return true
                }
            }
            let (floats, histograms) = (one.floats, one.histograms)
            write(floats.timestamps, floats.startTimestamps) { step in
                !newest.values[step].isStaleMarker
            }
            write(histograms.timestamps, histograms.startTimestamps) { step in
                newest.hasHistograms && newest.histograms[step] != nil
            }
            return column
        }
    }
}

extension SeriesWindows {
    /// Calls for each step with a sample in its window with the index of the last one, and says
    /// whether any call said yes.
    @inline(__always)
    fileprivate func forEachNewest(
        _ times: [Int64],
        _ body: (_ step: Int, _ index: Int) -> Bool
    ) -> Bool {
        times.withUnsafeBufferPointer { times in
            ends.withUnsafeBufferPointer { ends in
                var position = 0
                var isAny = false
                for step in 0..<ends.count {
                    let end = ends[step]
                    while position < times.count, times[position] <= end { position += 1 }
                    guard position > 0, times[position - 1] > end - length else { continue }
                    isAny = body(step, position - 1) || isAny
                }
                return isAny
            }
        }
    }
}

extension SeriesWindows {
    /// A column for results of a series, which has none yet.
    fileprivate func emptyColumn(of one: Series) -> ValueColumn {
        ValueColumn(labels: one.labels, isNameDropped: one.isNameDropped, stepCount: ends.count)
    }
}
