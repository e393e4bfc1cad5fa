import DossierPromQLSyntax

/// The windows of one series, one for each step, which move forward in time.
///
/// The buffers live as long as the call that hands them out.
struct FloatWindows {
    let times: UnsafeBufferPointer<Int64>
    let values: UnsafeBufferPointer<Double>
    /// By step, not falling; a window holds the samples up to here, this one included.
    let ends: UnsafeBufferPointer<Int64>
    /// A window starts so far before its end, open there.
    let length: Int64
    /// The steps.
    let grid: StepGrid

    /// Calls for each window that has samples, with their indices.
    @inline(__always)
    func forEach(_ body: (_ step: Int, _ indices: Range<Int>) -> Void) {
        var lower = 0
        var upper = 0
        for step in 0..<ends.count {
            let end = ends[step]
            while upper < times.count, times[upper] <= end { upper += 1 }
            let start = end - length
            while lower < upper, times[lower] <= start { lower += 1 }
            if lower < upper { body(step, lower..<upper) }
        }
    }

    /// Writes a value for each window that has samples; returns whether there was one.
    @inline(__always)
    func map(
        into results: UnsafeMutableBufferPointer<Double>,
        _ value: (_ step: Int, _ indices: Range<Int>) -> Double
    ) -> Bool {
        var isAny = false
        forEach { step, indices in
            results[step] = value(step, indices)
            isAny = true
        }
        return isAny
    }

    func part(_ indices: Range<Int>) -> UnsafeBufferPointer<Double> {
        UnsafeBufferPointer(rebasing: values[indices])
    }
}

extension FloatSamples {
    /// The windows of the samples, none of which is a stale marker.
    func withWindows<Result>(
        _ ends: [Int64],
        _ length: Int64,
        on grid: StepGrid,
        _ body: (FloatWindows) throws -> Result
    ) rethrows -> Result {
        try timestamps.withUnsafeBufferPointer { times in
            try values.withUnsafeBufferPointer { values in
                try ends.withUnsafeBufferPointer { ends in
                    try body(
                        FloatWindows(
                            times: times,
                            values: values,
                            ends: ends,
                            length: length,
                            grid: grid
                        )
                    )
                }
            }
        }
    }
}

extension FloatWindows {
    /// Computes a function of ranges that is not about histograms, start timestamps or other ends
    /// of windows.
    ///
    /// - Parameters:
    ///   - function: any but double_exponential_smoothing and absent_over_time.
    ///   - parameters: of the function, by step.
    ///   - results: stale markers, which stay where there is no result.
    /// - Returns: whether there is any result.
    /// - Throws: for a function of other arguments.
    func evaluate(
        _ function: PromQLFunction,
        _ parameters: [[Double]],
        into results: UnsafeMutableBufferPointer<Double>
    ) throws(EvaluationError) -> Bool {
        switch function {
        case .rate, .increase, .delta: return rate(function, into: results)
        case .irate, .idelta: return instantRate(function, into: results)
        case .sumOverTime: return sum(into: results)
        case .avgOverTime:
            return map(into: results) { FloatStatistics.mean(part($1)) }
        case .stddevOverTime:
            return map(into: results) { FloatStatistics.variance(part($1)).squareRoot() }
        case .stdvarOverTime:
            return map(into: results) { FloatStatistics.variance(part($1)) }
        case .minOverTime: return extreme(into: results) { $0 < $1 }
        case .maxOverTime: return extreme(into: results) { $0 > $1 }
        case .countOverTime: return map(into: results) { Double($1.count) }
        case .lastOverTime: return map(into: results) { values[$1.upperBound - 1] }
        case .firstOverTime: return map(into: results) { values[$1.lowerBound] }
        case .tsOfFirstOverTime:
            return map(into: results) { Double(times[$1.lowerBound]) / 1000 }
        case .tsOfLastOverTime:
            return map(into: results) { Double(times[$1.upperBound - 1]) / 1000 }
        case .tsOfMaxOverTime: return extremeTime(into: results) { $0 >= $1 }
        case .tsOfMinOverTime: return extremeTime(into: results) { $0 <= $1 }
        case .resets: return pairs(into: results) { $1 < $0 }
        case .changes: return pairs(into: results) { $0 != $1 && !($0.isNaN && $1.isNaN) }
        case .quantileOverTime: return quantile(parameters[0], into: results)
        case .madOverTime: return medianDeviation(into: results)
        case .deriv, .predictLinear: return regression(function, parameters, into: results)
        case .presentOverTime: return map(into: results) { _, _ in 1 }
        default: throw EvaluationError("\(function.rawValue) is not a function of ranges")
        }
    }

    /// How many pairs of neighbours in a window satisfy a condition.
    private func pairs(
        into results: UnsafeMutableBufferPointer<Double>,
        _ isCounted: (Double, Double) -> Bool
    ) -> Bool {
        // How many of the samples up to an index differ so from the one before.
        var counts = [Int32](repeating: 0, count: max(1, values.count))
        for index in 1..<max(1, values.count) {
            counts[index] =
                counts[index - 1] + (isCounted(values[index - 1], values[index]) ? 1 : 0)
        }
        return map(into: results) { _, indices in
            Double(counts[indices.upperBound - 1] - counts[indices.lowerBound])
        }
    }

    private func extremeTime(
        into results: UnsafeMutableBufferPointer<Double>,
        _ isBetter: (Double, Double) -> Bool
    ) -> Bool {
        map(into: results) { _, indices in
            var best = indices.lowerBound
            for index in indices
            where isBetter(values[index], values[best]) || values[best].isNaN {
                best = index
            }
            return Double(times[best]) / 1000
        }
    }
}
