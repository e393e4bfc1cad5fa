import DossierPromQLSyntax

extension FloatWindows {
    /// `rate`, `increase` and `delta`: the difference of a window's last and first sample,
    /// corrected for counter resets and extrapolated to the window.
    func rate(
        _ function: PromQLFunction,
        into results: UnsafeMutableBufferPointer<Double>
    ) -> Bool {
        let isCounter = function != .delta
        let seconds = Double(length) / 1000
        // The samples before which the counter fell, and the first of them that may still matter.
        var resets: [Int] = []
        if isCounter {
            for index in 1..<max(1, values.count) where values[index] < values[index - 1] {
                resets.append(index)
            }
        }
        var firstReset = 0
        var isAny = false
        forEach { step, indices in
            let count = indices.count
            guard count > 1 else { return }
            let (first, last) = (indices.lowerBound, indices.upperBound - 1)
            var result = values[last] - values[first]
            if !resets.isEmpty {
                while firstReset < resets.count, resets[firstReset] <= first { firstReset += 1 }
                var reset = firstReset
                while reset < resets.count, resets[reset] <= last {
                    result += values[resets[reset] - 1]
                    reset += 1
                }
            }
            // Makes zero of minus zero, as the step evaluator does.
            result += 0
            let end = ends[step]
            let sampled = Double(times[last] - times[first]) / 1000
            let average = sampled / Double(count - 1)
            var toStart = Double(times[first] - (end - length)) / 1000
            var toEnd = Double(end - times[last]) / 1000
            if toStart >= average * 1.1 { toStart = average / 2 }
            if isCounter, result > 0, values[first] >= 0 {
                toStart = min(toStart, sampled * (values[first] / result))
            }
            if toEnd >= average * 1.1 { toEnd = average / 2 }
            let factor = (sampled + toStart + toEnd) / sampled
            results[step] = result * (function == .rate ? factor / seconds : factor)
            isAny = true
        }
        return isAny
    }

    /// `irate` and `idelta`: of the last two samples of a window.
    func instantRate(
        _ function: PromQLFunction,
        into results: UnsafeMutableBufferPointer<Double>
    ) -> Bool {
        let isRate = function == .irate
        var isAny = false
        forEach { step, indices in
            guard indices.count > 1 else { return }
            let last = indices.upperBound - 1
            let (one, next) = (values[last - 1], values[last])
            guard times[last] != times[last - 1] else { return }
            let difference = isRate && next < one ? next : next - one
            let seconds = Double(times[last] - times[last - 1]) / 1000
            results[step] = isRate ? difference / seconds : difference
            isAny = true
        }
        return isAny
    }

    /// `deriv` and `predict_linear`: the line that fits a window best.
    func regression(
        _ function: PromQLFunction,
        _ parameters: [[Double]],
        into results: UnsafeMutableBufferPointer<Double>
    ) -> Bool {
        var isAny = false
        forEach { step, indices in
            guard indices.count > 1 else { return }
            let isDerivative = function == .deriv
            let origin = isDerivative ? times[indices.lowerBound] : grid.time(step)
            let line = FloatStatistics.regression(
                UnsafeBufferPointer(rebasing: times[indices]),
                part(indices),
                from: origin
            )
            results[step] =
                isDerivative ? line.slope : line.slope * parameters[0][step] + line.intercept
            isAny = true
        }
        return isAny
    }
}
