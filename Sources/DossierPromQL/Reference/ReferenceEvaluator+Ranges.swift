extension ReferenceEvaluator {
    func callOnRange(_ node: FunctionCall, at time: Int64) throws -> [ReferenceSample] {
        var series: [ReferenceSeries] = []
        var parameters: [Double] = []
        for argument in node.arguments {
            if argument.type == .matrix {
                series = try matrix(of: argument.withoutParentheses, at: time)
            } else {
                parameters.append(try scalar(of: argument, at: time))
            }
        }
        if node.function == .absentOverTime {
            guard series.isEmpty else { return [] }
            let labels = absentLabels(node.arguments[0].withoutParentheses)
            return [ReferenceSample(labels: labels, point: .float(1), time: time)]
        }
        let keepsName = node.function == .lastOverTime || node.function == .firstOverTime
        let results: [ReferenceSample] = try series.compactMap { one in
            guard let point = try point(of: node.function, one, parameters, at: time) else {
                return nil
            }
            return ReferenceSample(
                labels: one.labels,
                isNameDropped: one.isNameDropped || !keepsName,
                point: point,
                time: time
            )
        }
        return try checkUnique(results)
    }

    private func point(
        of function: PromQLFunction,
        _ series: ReferenceSeries,
        _ parameters: [Double],
        at time: Int64
    ) throws -> TestedResult.Point? {
        let sampleCount = series.floats.count + series.histograms.count
        switch function {
        case .countOverTime: return .float(Double(sampleCount))
        case .presentOverTime: return .float(1)
        case .lastOverTime:
            let float = series.floats.last
            let histogram = series.histograms.last
            if let histogram, histogram.time > float?.time ?? .min {
                return .histogram(histogram.value)
            }
            return float.map { .float($0.value) }
        default: break
        }
        guard series.histograms.isEmpty else { throw Failure("not known: histograms") }
        return try number(function, series, parameters, at: time).map { .float($0) }
    }

    private func number(
        _ function: PromQLFunction,
        _ series: ReferenceSeries,
        _ parameters: [Double],
        at time: Int64
    ) throws -> Double? {
        let points = series.floats
        let values = points.map(\.value)
        switch function {
        case .rate, .increase, .delta: return rate(function, series)
        case .irate, .idelta: return instantRate(function, points)
        case .firstOverTime: return values.first
        case .sumOverTime: return sumOverTime(values)
        case .avgOverTime: return ReferenceSum.mean(values)
        case .minOverTime: return values.reduce(.nan) { $0.isNaN || $1 < $0 ? $1 : $0 }
        case .maxOverTime: return values.reduce(.nan) { $0.isNaN || $1 > $0 ? $1 : $0 }
        case .stddevOverTime: return ReferenceMath.variance(values).squareRoot()
        case .stdvarOverTime: return ReferenceMath.variance(values)
        case .quantileOverTime: return ReferenceMath.quantile(parameters[0], values)
        case .madOverTime:
            guard !values.contains(where: \.isNaN) else { return .nan }
            let middle = ReferenceMath.quantile(0.5, values)
            return ReferenceMath.quantile(0.5, values.map { ($0 - middle).magnitude })
        case .changes:
            return Double(
                zip(points, points.dropFirst()).count { one, next in
                    one.value != next.value && !(one.value.isNaN && next.value.isNaN)
                }
            )
        case .resets:
            return Double(zip(points, points.dropFirst()).count { isReset($0, $1) })
        case .deriv:
            guard points.count > 1 else { return nil }
            return ReferenceMath.regression(points, from: points[0].time).slope
        case .predictLinear:
            guard points.count > 1 else { return nil }
            let line = ReferenceMath.regression(points, from: time)
            return line.slope * parameters[0] + line.intercept
        case .tsOfFirstOverTime: return points.first.map { Double($0.time) / 1000 }
        case .tsOfLastOverTime: return points.last.map { Double($0.time) / 1000 }
        case .tsOfMaxOverTime, .tsOfMinOverTime: return extremeTime(function, points)
        case .doubleExponentialSmoothing: return try smoothed(values, parameters)
        default: throw Failure("not known: \(function.rawValue)")
        }
    }

    private func sumOverTime(_ values: [Double]) -> Double {
        var sum = ReferenceSum()
        for value in values {
            sum.add(value)
        }
        return sum.result
    }

    private func extremeTime(
        _ function: PromQLFunction,
        _ points: [ReferenceSeries.Point<Double>]
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

    /// A known start of counting says more than a fall of the value.
    private func isReset(
        _ previous: ReferenceSeries.Point<Double>,
        _ current: ReferenceSeries.Point<Double>
    ) -> Bool {
        if current.value < previous.value {
            return true
        }
        guard current.start != 0, current.start < current.time else { return false }
        let isKnown =
            previous.start != 0 && previous.start <= previous.time
            && previous.start != previous.time
        return current.start > previous.time || current.start == previous.time && isKnown
    }

    private func rate(_ function: PromQLFunction, _ series: ReferenceSeries) -> Double? {
        let points = series.floats
        let isCounter = function != .delta
        guard let first = points.first, let last = points.last else { return nil }
        let hasStart =
            isCounter && first.start > series.windowStart && first.start < first.time
        guard points.count > 1 || hasStart else { return nil }
        var result = last.value - first.value
        if isCounter {
            for (one, next) in zip(points, points.dropFirst()) where isReset(one, next) {
                result += one.value
            }
        }
        var firstTime = first.time
        var count = Double(points.count)
        if hasStart {
            result += first.value
            firstTime = first.start
            count += 1
        }
        var toStart = Double(firstTime - series.windowStart) / 1000
        var toEnd = Double(series.windowEnd - last.time) / 1000
        let sampled = Double(last.time - firstTime) / 1000
        let average = sampled / (count - 1)
        let threshold = average * 1.1
        if toStart >= threshold {
            toStart = average / 2
        }
        if isCounter, result > 0, first.value >= 0, !hasStart {
            toStart = min(toStart, sampled * (first.value / result))
        }
        if hasStart {
            toStart = 0
        }
        if toEnd >= threshold {
            toEnd = points.count == 1 ? 0 : average / 2
        }
        result *= (sampled + toStart + toEnd) / sampled
        return function == .rate
            ? result / (Double(series.windowEnd - series.windowStart) / 1000) : result
    }

    private func instantRate(
        _ function: PromQLFunction,
        _ points: [ReferenceSeries.Point<Double>]
    ) -> Double? {
        guard points.count > 1 else { return nil }
        let (one, next) = (points[points.count - 2], points[points.count - 1])
        guard next.time != one.time else { return nil }
        if function == .idelta {
            return next.value - one.value
        }
        let increase = isReset(one, next) ? next.value : next.value - one.value
        return increase / (Double(next.time - one.time) / 1000)
    }

    private func smoothed(_ values: [Double], _ parameters: [Double]) throws -> Double? {
        let (smoothing, trendFactor) = (parameters[0], parameters[1])
        for (name, factor) in [("smoothing", smoothing), ("trend", trendFactor)]
        where !(factor > 0 && factor < 1) {
            throw Failure(
                "invalid \(name) factor. Expected: 0 < sf < 1, got: \(FloatText.decimal(factor))"
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
