import DossierPromQLSyntax

extension Oracle {
    func callOnRange(_ node: FunctionCall, _ time: Int64) throws -> [OracleSample] {
        var windows: [OracleWindow] = []
        var parameters: [Double] = []
        for argument in node.arguments {
            if argument.type == .matrix {
                guard case .matrix(let found) = try value(argument, time) else { continue }
                windows = found
            } else {
                parameters.append(try scalar(argument, time))
            }
        }
        let keepsName = node.function == .lastOverTime || node.function == .firstOverTime
        if node.function == .absentOverTime {
            guard windows.isEmpty else { return [] }
            return [OracleSample(labels: absentLabels(node.arguments[0]), value: 1, time: time)]
        }
        return try unique(
            windows.compactMap { window in
                try Self.value(node.function, window, parameters, time).map { value in
                    OracleSample(
                        labels: keepsName ? window.labels : window.labels.withoutName,
                        value: value,
                        time: time
                    )
                }
            }
        )
    }

    private static func value(
        _ function: PromQLFunction,
        _ window: OracleWindow,
        _ parameters: [Double],
        _ time: Int64
    ) throws -> Double? {
        let samples = window.samples
        let values = samples.map(\.value)
        let first = samples[0]
        let last = samples[samples.count - 1]
        switch function {
        case .rate, .increase, .delta: return increase(function, window)
        case .irate, .idelta: return lastDifference(function, samples)
        case .deriv:
            return line(samples, zero: first.time)?.slope
        case .predictLinear:
            return line(samples, zero: time).map { $0.intercept + $0.slope * parameters[0] }
        case .doubleExponentialSmoothing: return smoothed(values, parameters[0], parameters[1])
        case .sumOverTime: return values.reduce(0, +)
        case .avgOverTime: return mean(values)
        case .minOverTime: return least(values)
        case .maxOverTime: return greatest(values)
        case .countOverTime: return Double(values.count)
        case .stddevOverTime: return variance(values).squareRoot()
        case .stdvarOverTime: return variance(values)
        case .quantileOverTime: return quantile(parameters[0], values)
        case .madOverTime:
            if values.contains(where: \.isNaN) { return .nan }
            let median = quantile(0.5, values)
            return quantile(0.5, values.map { abs($0 - median) })
        case .lastOverTime: return last.value
        case .firstOverTime: return first.value
        case .presentOverTime: return 1
        case .tsOfFirstOverTime: return Double(first.time) / 1000
        case .tsOfLastOverTime: return Double(last.time) / 1000
        case .tsOfMaxOverTime: return lastTime(of: greatest(values), samples)
        case .tsOfMinOverTime: return lastTime(of: least(values), samples)
        case .changes:
            return Double(
                zip(values, values.dropFirst()).count { $0 != $1 && !($0.isNaN && $1.isNaN) }
            )
        case .resets: return Double(zip(values, values.dropFirst()).count { $1 < $0 })
        default: throw OracleError.unsupported(function.rawValue)
        }
    }

    /// When a value last was; the last time of all if it is NaN, as all values are then.
    private static func lastTime(
        of value: Double,
        _ samples: [(time: Int64, value: Double)]
    ) -> Double? {
        samples.last { $0.value == value || value.isNaN }.map { Double($0.time) / 1000 }
    }

    /// The growth between the first and last sample, taken on to the borders of the window.
    ///
    /// A border is taken on to if it is less than 1.1 average distances of samples away, else half
    /// such a distance is; and a counter is not taken back beyond where it was zero.
    private static func increase(_ function: PromQLFunction, _ window: OracleWindow) -> Double? {
        guard let first = window.samples.first, let last = window.samples.last,
            window.samples.count > 1
        else { return nil }
        let isCounter = function != .delta
        var growth = last.value - first.value
        for (sample, next) in zip(window.samples, window.samples.dropFirst())
        where isCounter && next.value < sample.value {
            growth += sample.value
        }
        let covered = Double(last.time - first.time) / 1000
        let distance = covered / Double(window.samples.count - 1)
        var before = Double(first.time - window.start) / 1000
        var after = Double(window.end - last.time) / 1000
        if before >= 1.1 * distance { before = distance / 2 }
        if after >= 1.1 * distance { after = distance / 2 }
        if isCounter, growth > 0, first.value >= 0 {
            before = min(before, covered * (first.value / growth))
        }
        let whole = growth * ((covered + before + after) / covered)
        return function == .rate ? whole / (Double(window.end - window.start) / 1000) : whole
    }

    private static func lastDifference(
        _ function: PromQLFunction,
        _ samples: [(time: Int64, value: Double)]
    ) -> Double? {
        guard samples.count > 1 else { return nil }
        let (previous, last) = (samples[samples.count - 2], samples[samples.count - 1])
        if function == .idelta { return last.value - previous.value }
        let growth = last.value < previous.value ? last.value : last.value - previous.value
        return growth / (Double(last.time - previous.time) / 1000)
    }

    /// The line of least squares; its intercept is the value at `zero`.
    private static func line(
        _ samples: [(time: Int64, value: Double)],
        zero: Int64
    ) -> (slope: Double, intercept: Double)? {
        guard samples.count > 1 else { return nil }
        let times = samples.map { Double($0.time - zero) / 1000 }
        let (meanTime, meanValue) = (mean(times), mean(samples.map(\.value)))
        var (above, below) = (0.0, 0.0)
        for (time, sample) in zip(times, samples) {
            above += (time - meanTime) * (sample.value - meanValue)
            below += (time - meanTime) * (time - meanTime)
        }
        let slope = above / below
        return (slope, meanValue - slope * meanTime)
    }

    /// Holt's linear method: the level and the trend begin with the first two values.
    private static func smoothed(
        _ values: [Double],
        _ levelFactor: Double,
        _ trendFactor: Double
    ) -> Double? {
        guard values.count > 1 else { return nil }
        var level = values[0]
        var trend = values[1] - values[0]
        for value in values.dropFirst() {
            let previous = level
            level = levelFactor * value + (1 - levelFactor) * (level + trend)
            trend = trendFactor * (level - previous) + (1 - trendFactor) * trend
        }
        return level
    }
}
