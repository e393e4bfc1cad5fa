import DossierPrimitives
import DossierPromQLSyntax

extension StepEvaluator {
    func callOnRange(_ node: FunctionCall, at time: Int64) throws -> [StepSample] {
        if let exact = try callExactly(node, at: time) { return exact }
        var series: [RangeSamples] = []
        var parameters: [Double] = []
        var range = node.range
        for argument in node.arguments {
            if argument.type == .matrix {
                try checkExtension(of: argument, in: node.function)
                range = argument.withoutParentheses.range
                series = try matrix(of: argument.withoutParentheses, at: time)
            } else {
                parameters.append(try scalar(of: argument, at: time))
            }
        }
        if node.function == .quantileOverTime {
            range = node.arguments[0].range
        }
        if node.function == .absentOverTime {
            guard series.isEmpty else { return [] }
            let labels = absentLabels(node.arguments[0])
            return [StepSample(labels: labels, point: .float(1), time: time)]
        }
        let keepsName = node.function == .lastOverTime || node.function == .firstOverTime
        let results: [StepSample] = try series.compactMap { one in
            let context = RangeCall(node.function, one, parameters, range, time)
            guard let point = try point(context) else { return nil }
            if node.function == .rate || node.function == .increase, !one.floats.isEmpty {
                informOfNonCounter(one.labels, at: range)
            }
            return StepSample(
                labels: one.labels,
                isNameDropped: one.isNameDropped || !keepsName,
                point: point,
                time: time
            )
        }
        return try checkUnique(results)
    }

    struct RangeCall {
        let function: PromQLFunction
        let series: RangeSamples
        let parameters: [Double]
        let range: SourceRange
        let time: Int64

        init(
            _ function: PromQLFunction,
            _ series: RangeSamples,
            _ parameters: [Double],
            _ range: SourceRange,
            _ time: Int64
        ) {
            self.function = function
            self.series = series
            self.parameters = parameters
            self.range = range
            self.time = time
        }
    }

    func warnOfQuantile(_ q: Double, at range: SourceRange) {
        guard q.isNaN || q < 0 || q > 1 else { return }
        let value = FloatText.general(q)
        warn("quantile value should be between 0 and 1, got \(value)", at: range)
    }

    func informOfNonCounter(_ labels: Labels, at range: SourceRange) {
        guard let name = labels[LabelName.metricName] else { return }
        let suffixes = ["_total", "_sum", "_count", "_bucket"]
        guard !suffixes.contains(where: { name.suffix($0.utf8.count).elementsEqual($0.utf8) })
        else {
            return
        }
        inform(
            "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
                + ByteString(name).quoted,
            at: range
        )
    }

    func point(_ call: RangeCall) throws -> PromQLResult.Point? {
        let series = call.series
        if series.windowExtension != nil {
            return extendedPoint(call)
        }
        switch call.function {
        case .countOverTime:
            return .float(Double(series.floats.count + series.histograms.count))
        case .presentOverTime: return .float(1)
        case .lastOverTime, .firstOverTime, .tsOfFirstOverTime, .tsOfLastOverTime:
            return outermost(call)
        case .changes, .resets: return .float(Double(changes(call)))
        case .rate, .increase, .delta: return rate(call)
        case .irate, .idelta: return instantRate(call)
        case .sumOverTime, .avgOverTime: return sumOrMean(call)
        default: break
        }
        guard !series.floats.isEmpty else { return nil }
        if call.function == .quantileOverTime {
            warnOfQuantile(call.parameters[0], at: call.range)
        }
        if !series.histograms.isEmpty {
            inform(
                named(
                    "ignored histograms in a range containing both floats and histograms",
                    series.labels
                ),
                at: call.range
            )
        }
        return try number(call).map { .float($0) }
    }

    private func outermost(_ call: RangeCall) -> PromQLResult.Point? {
        let isLast = call.function == .lastOverTime || call.function == .tsOfLastOverTime
        let float = isLast ? call.series.floats.last : call.series.floats.first
        let histogram = isLast ? call.series.histograms.last : call.series.histograms.first
        var isFloat = float != nil
        if let float, let histogram {
            isFloat = isLast ? float.time > histogram.time : float.time < histogram.time
        }
        let time = isFloat ? float?.time : histogram?.time
        if call.function == .tsOfFirstOverTime || call.function == .tsOfLastOverTime {
            return time.map { .float(Double($0) / 1000) }
        }
        return isFloat ? float.map { .float($0.value) } : histogram.map { .histogram($0.value) }
    }

    /// Pairs of samples one after another that differ, or between which the counter was reset.
    func changes(_ call: RangeCall) -> Int {
        var floats = call.series.floats[...]
        var histograms = call.series.histograms[...]
        var previous: (float: Double?, histogram: RangeSamples.Point<FloatHistogram>?)?
        var previousPoint: RangeSamples.Point<Double>?
        var count = 0
        while !floats.isEmpty || !histograms.isEmpty {
            if floats.first?.time ?? .max < histograms.first?.time ?? .max,
                let point = floats.popFirst()
            {
                if let before = previousPoint {
                    let isChange =
                        before.value != point.value && !(before.value.isNaN && point.value.isNaN)
                    count += (call.function == .resets ? isReset(before, point) : isChange) ? 1 : 0
                } else if previous?.histogram != nil {
                    count += 1
                }
                previous = (point.value, nil)
                previousPoint = point
            } else if let point = histograms.popFirst() {
                if let before = previous?.histogram {
                    let isChange = before.value != point.value
                    count += (call.function == .resets ? isReset(before, point) : isChange) ? 1 : 0
                } else if previousPoint != nil {
                    count += 1
                }
                previous = (nil, point)
                previousPoint = nil
            }
        }
        return count
    }

    private func sumOrMean(_ call: RangeCall) -> PromQLResult.Point? {
        let series = call.series
        if !series.floats.isEmpty, !series.histograms.isEmpty {
            warnOfMix(series.labels, at: call.range)
            return nil
        }
        if !series.histograms.isEmpty {
            let histograms = series.histograms.map(\.value)
            let isMean = call.function == .avgOverTime
            return sum(histograms, isMean: isMean, series.labels, at: call.range).map { total in
                .histogram(total)
            }
        }
        let values = series.floats.map(\.value)
        guard call.function == .sumOverTime else { return .float(FloatStatistics.mean(values)) }
        var sum = KahanSum()
        for value in values {
            sum.add(value)
        }
        return .float(sum.boundedTotal)
    }

    private func number(_ call: RangeCall) throws -> Double? {
        let points = call.series.floats
        let values = points.map(\.value)
        let parameters = call.parameters
        switch call.function {
        case .minOverTime: return values.reduce(.nan) { $0.isNaN || $1 < $0 ? $1 : $0 }
        case .maxOverTime: return values.reduce(.nan) { $0.isNaN || $1 > $0 ? $1 : $0 }
        case .stddevOverTime: return FloatStatistics.variance(values).squareRoot()
        case .stdvarOverTime: return FloatStatistics.variance(values)
        case .quantileOverTime: return FloatStatistics.quantile(parameters[0], values)
        case .madOverTime:
            guard !values.contains(where: \.isNaN) else { return .nan }
            let middle = FloatStatistics.quantile(0.5, values)
            return FloatStatistics.quantile(0.5, values.map { ($0 - middle).magnitude })
        case .deriv:
            guard points.count > 1 else { return nil }
            return Self.regression(points, from: points[0].time).slope
        case .predictLinear:
            guard points.count > 1 else { return nil }
            let line = Self.regression(points, from: call.time)
            return line.slope * parameters[0] + line.intercept
        case .tsOfMaxOverTime, .tsOfMinOverTime: return extremeTime(call.function, points)
        case .doubleExponentialSmoothing: return try smoothed(values, parameters)
        default: throw EvaluationError("not known: \(call.function.rawValue)")
        }
    }

    private static func regression(
        _ points: [RangeSamples.Point<Double>],
        from origin: Int64
    ) -> (slope: Double, intercept: Double) {
        points.map(\.time).withUnsafeBufferPointer { times in
            points.map(\.value).withUnsafeBufferPointer { values in
                FloatStatistics.regression(times, values, from: origin)
            }
        }
    }

    private func extremeTime(
        _ function: PromQLFunction,
        _ points: [RangeSamples.Point<Double>]
    ) -> Double? {
        guard var best = points.first else { return nil }
        for point in points {
            let isBetter =
                function == .tsOfMaxOverTime ? point.value >= best.value : point.value <= best.value
            if isBetter || best.value.isNaN {
                best = point
            }
        }
        return Double(best.time) / 1000
    }

    private func smoothed(_ values: [Double], _ parameters: [Double]) throws -> Double? {
        let (smoothing, trendFactor) = (parameters[0], parameters[1])
        for (name, symbol, factor) in [
            ("smoothing", "sf", smoothing), ("trend", "tf", trendFactor),
        ] where factor <= 0 || factor >= 1 {
            throw EvaluationError(
                "invalid \(name) factor. Expected: 0 < \(symbol) < 1, got: "
                    + FloatText.formatted(factor, digits: 6, verb: "f")
            )
        }
        guard values.count > 1 else { return nil }
        var level = values[0]
        var previous = 0.0
        var trend = values[1] - values[0]
        for index in 1..<values.count {
            let scaled = smoothing * values[index]
            if index > 1 {
                trend = trendFactor * (level - previous) + (1 - trendFactor) * trend
            }
            let next = scaled + (1 - smoothing) * (level + trend)
            previous = level
            level = next
        }
        return level
    }
}
