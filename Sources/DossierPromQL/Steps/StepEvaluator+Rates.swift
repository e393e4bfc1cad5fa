import DossierPromQLSyntax

extension StepEvaluator {
    func isReset(
        _ previous: RangeSamples.Point<Double>,
        _ current: RangeSamples.Point<Double>
    ) -> Bool {
        current.value < previous.value
            || startsAnew(previous.time, previous.start, current.time, current.start)
    }

    /// The times of the first and last sample, their number, and how far a counter is from zero.
    private struct Extent {
        var first: Int64
        var last: Int64
        var firstStart: Int64
        var count: Int
    }

    func rate(_ call: RangeCall) -> PromQLResult.Point? {
        let series = call.series
        let isCounter = call.function != .delta
        guard series.floats.isEmpty || series.histograms.isEmpty else {
            warnOfMix(series.labels, at: call.range)
            return nil
        }
        if let first = series.floats.first, let last = series.floats.last {
            let extent = Extent(
                first: first.time,
                last: last.time,
                firstStart: first.start,
                count: series.floats.count
            )
            warnOfOverlap(series.floats.map { ($0.time, $0.start) }, call, isCounter: isCounter)
            let hasStart = hasStart(extent, series, isCounter)
            guard extent.count > 1 || hasStart else { return nil }
            var result = last.value - first.value
            if isCounter {
                for (one, next) in zip(series.floats, series.floats.dropFirst())
                where isReset(one, next) {
                    result += one.value
                }
            }
            result += hasStart ? first.value : 0
            let share = result > 0 && first.value >= 0 ? first.value / result : nil
            return .float(result * factor(call, extent, hasStart, isCounter ? share : nil))
        }
        guard let first = series.histograms.first, let last = series.histograms.last else {
            return nil
        }
        let extent = Extent(
            first: first.time,
            last: last.time,
            firstStart: first.start,
            count: series.histograms.count
        )
        warnOfOverlap(series.histograms.map { ($0.time, $0.start) }, call, isCounter: isCounter)
        let hasStart = hasStart(extent, series, isCounter)
        guard extent.count > 1 || hasStart else { return nil }
        guard
            var result = increase(
                series.histograms,
                isCounter: isCounter,
                series.labels,
                at: call.range
            )
        else { return nil }
        if hasStart, let sum = result.adding(first.value) {
            result = sum.histogram
            result.resetHint = .gauge
        }
        let share =
            result.count > 0 && first.value.count >= 0 ? first.value.count / result.count : nil
        return .histogram(
            result.multiplied(by: factor(call, extent, hasStart, isCounter ? share : nil))
        )
    }

    private func hasStart(_ extent: Extent, _ series: RangeSamples, _ isCounter: Bool) -> Bool {
        isCounter && extent.firstStart != 0 && extent.firstStart > series.windowStart
            && extent.firstStart < extent.first
    }

    private func warnOfOverlap(
        _ samples: [(time: Int64, start: Int64)],
        _ call: RangeCall,
        isCounter: Bool
    ) {
        guard isCounter else { return }
        let isOverlapping = zip(samples, samples.dropFirst()).contains { previous, next in
            next.start != 0 && next.start < previous.time && next.start != previous.start
        }
        guard isOverlapping else { return }
        warn(
            named(
                "start timestamps overlap: a sample starts to count before the time of the one "
                    + "ahead of it",
                call.series.labels
            ),
            at: call.range
        )
    }

    /// By how much to multiply the difference of the samples to get that of the window.
    private func factor(
        _ call: RangeCall,
        _ extent: Extent,
        _ hasStart: Bool,
        _ shareBefore: Double?
    ) -> Double {
        let series = call.series
        let first = hasStart ? extent.firstStart : extent.first
        var toStart = Double(first - series.windowStart) / 1000
        var toEnd = Double(series.windowEnd - extent.last) / 1000
        let sampled = Double(extent.last - first) / 1000
        let average =
            extent.count > 1
            ? Double(extent.last - extent.first) / 1000 / Double(extent.count - 1) : 0
        if toStart >= average * 1.1 {
            toStart = average / 2
        }
        if let shareBefore, !hasStart {
            toStart = min(toStart, sampled * shareBefore)
        }
        if toEnd >= average * 1.1 {
            toEnd = average / 2
        }
        let factor = (sampled + (hasStart ? 0 : toStart) + toEnd) / sampled
        return call.function == .rate
            ? factor / (Double(series.windowEnd - series.windowStart) / 1000) : factor
    }

    func instantRate(_ call: RangeCall) -> PromQLResult.Point? {
        let series = call.series
        let newest =
            (series.floats.suffix(2).map { ($0.time, true) }
            + series.histograms.suffix(2).map { ($0.time, false) }).sorted { $0.0 < $1.0 }
            .suffix(2)
        guard newest.count == 2, let one = newest.first, let next = newest.last, one.0 != next.0
        else { return nil }
        guard one.1 == next.1 else {
            warnOfMix(series.labels, at: call.range)
            return nil
        }
        let isRate = call.function == .irate
        let seconds = Double(next.0 - one.0) / 1000
        if one.1 {
            let pair = Array(series.floats.suffix(2))
            let isFromZero = isRate && isReset(pair[0], pair[1])
            let difference = isFromZero ? pair[1].value : pair[1].value - pair[0].value
            return .float(isRate ? difference / seconds : difference)
        }
        let pair = Array(series.histograms.suffix(2))
        let hasGauge = pair.contains { $0.value.resetHint == .gauge }
        let hasCounter = pair.contains { $0.value.resetHint != .gauge }
        if isRate ? hasGauge : hasCounter {
            warnOfKind(isRate ? "counter" : "gauge", series.labels, at: call.range)
        }
        var result = pair[1].value
        if !(isRate && isReset(pair[0], pair[1])) {
            guard let difference = result.subtracting(pair[0].value) else {
                warnOfSchemas(series.labels, at: call.range)
                return nil
            }
            if difference.hasReconciledBounds {
                inform(
                    "mismatched custom buckets were reconciled during subtraction",
                    at: call.range
                )
            }
            result = difference.histogram
        }
        result = isRate ? result.divided(by: seconds) : result
        result.resetHint = .gauge
        return .histogram(result)
    }
}
