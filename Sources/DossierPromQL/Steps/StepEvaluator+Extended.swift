import DossierPromQLSyntax

extension StepEvaluator {
    /// What a smoothed selector sees at a time: between two samples what lies between them.
    func smoothed(
        _ series: RangeSamples,
        at time: Int64,
        of selector: SourceRange
    ) -> PromQLResult.Point? {
        let hasFloats = series.floats.contains { !$0.value.isStaleMarker }
        if hasFloats, series.histograms.contains(where: { !$0.value.isStaleMarker }) {
            warnOfMix(series.labels, at: selector)
            return nil
        }
        if let index = series.floats.lastIndex(where: { $0.time <= time }) {
            let points = series.floats
            guard !points[index].value.isStaleMarker else { return nil }
            guard points[index].time < time, index + 1 < points.count,
                !points[index + 1].value.isStaleMarker
            else { return .float(points[index].value) }
            let range = ExtendedRange(
                points: points,
                start: time,
                end: time,
                isSmoothed: true,
                isCounter: false,
                arithmetic: .floats
            )
            return range.value(at: time, after: index, isLeft: true).map { .float($0) }
        }
        guard let index = series.histograms.lastIndex(where: { $0.time <= time }) else {
            return nil
        }
        let points = series.histograms
        guard !points[index].value.isStaleMarker else { return nil }
        guard points[index].time < time, index + 1 < points.count,
            !points[index + 1].value.isStaleMarker
        else { return .histogram(points[index].value) }
        guard points[index].value.usesCustomBounds == points[index + 1].value.usesCustomBounds
        else {
            warnOfSchemas(series.labels, at: selector)
            return nil
        }
        let range = ExtendedRange(
            points: points,
            start: time,
            end: time,
            isSmoothed: true,
            isCounter: points[index].value.resetHint != .gauge,
            arithmetic: .histograms
        )
        return range.value(at: time, after: index, isLeft: true).map { .histogram($0) }
    }

    /// Refuses functions of windows that are extended in a way they do not know; whether there are
    /// samples does not matter.
    func checkExtension(of argument: PromQLExpression, in function: PromQLFunction) throws {
        guard case .matrixSelector(let node) = argument.withoutParentheses,
            let windowExtension = node.selector.windowExtension
        else { return }
        let allowed: [PromQLFunction] =
            windowExtension == .smoothed
            ? [.delta, .increase, .rate] : [.changes, .delta, .increase, .rate, .resets]
        guard !allowed.contains(function) else { return }
        throw EvaluationError(
            "\(windowExtension.rawValue) modifier can only be used with: "
                + allowed.map(\.rawValue).joined(separator: ", ")
                + " - not with \(function.rawValue)"
        )
    }

    func extendedPoint(_ call: RangeCall) -> PromQLResult.Point? {
        let series = call.series
        let isSmoothed = series.windowExtension == .smoothed
        if call.function == .changes || call.function == .resets {
            return anchoredChanges(call).map { .float($0) }
        }
        let isCounter = call.function != .delta
        let seconds = Double(series.windowEnd - series.windowStart) / 1000
        guard series.floats.isEmpty || series.histograms.isEmpty else {
            warnOfMix(series.labels, at: call.range)
            return nil
        }
        if !series.floats.isEmpty {
            let range = ExtendedRange(
                points: series.floats,
                start: series.windowStart,
                end: series.windowEnd,
                isSmoothed: isSmoothed,
                isCounter: isCounter,
                arithmetic: .floats
            )
            return range.difference().map { .float(call.function == .rate ? $0 / seconds : $0) }
        }
        let range = ExtendedRange(
            points: series.histograms,
            start: series.windowStart,
            end: series.windowEnd,
            isSmoothed: isSmoothed,
            isCounter: isCounter,
            arithmetic: .histograms
        )
        guard let (first, last) = range.extent else { return nil }
        let used = series.histograms[first...last].map(\.value)
        guard Set(used.map(\.usesCustomBounds)).count == 1 else {
            warnOfSchemas(series.labels, at: call.range)
            return nil
        }
        if isCounter, used.contains(where: { $0.resetHint == .gauge }) {
            warnOfKind("counter", series.labels, at: call.range)
        } else if !isCounter,
            used.first?.resetHint != .gauge || used.last?.resetHint != .gauge
        {
            warnOfKind("gauge", series.labels, at: call.range)
        }
        guard var result = range.difference() else { return nil }
        if call.function == .rate {
            result = result.divided(by: seconds)
        }
        result.resetHint = .gauge
        return .histogram(result)
    }

    private func anchoredChanges(_ call: RangeCall) -> Double? {
        var series = call.series
        let newest = max(series.floats.last?.time ?? .min, series.histograms.last?.time ?? .min)
        guard newest > series.windowStart else { return nil }
        let anchor = max(
            series.floats.last { $0.time <= series.windowStart }?.time ?? .min,
            series.histograms.last { $0.time <= series.windowStart }?.time ?? .min
        )
        series.floats.removeAll { $0.time < anchor }
        series.histograms.removeAll { $0.time < anchor }
        let inner = RangeCall(call.function, series, call.parameters, call.range, call.time)
        return Double(changes(inner))
    }
}
