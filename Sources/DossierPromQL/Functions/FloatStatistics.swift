/// Statistics of the samples of a window, summed with compensation.
enum FloatStatistics {
    /// Sums as long as that does not overflow, and goes on with a running mean then.
    static func mean(_ values: UnsafeBufferPointer<Double>) -> Double {
        guard var total = values.first.map({ KahanSum($0) }) else { return .nan }
        for index in 1..<values.count {
            var next = total
            next.add(values[index])
            guard !next.sum.isInfinite else {
                return runningMean(values, from: index, total)
            }
            total = next
        }
        let count = Double(values.count)
        return total.sum / count + total.compensation / count
    }

    private static func runningMean(
        _ values: UnsafeBufferPointer<Double>,
        from start: Int,
        _ total: KahanSum
    ) -> Double {
        var mean = MeanSum(total, count: start)
        for index in start..<values.count { mean.add(values[index]) }
        return mean.result
    }

    /// Welford's variance.
    static func variance(_ values: UnsafeBufferPointer<Double>) -> Double {
        var count = 0.0
        var mean = KahanSum()
        var squares = KahanSum()
        for value in values {
            count += 1
            let delta = value - mean.total
            mean.add(delta / count)
            squares.add(delta * (value - mean.total))
        }
        return squares.total / count
    }

    /// Least squares.
    static func regression(
        _ times: UnsafeBufferPointer<Int64>,
        _ values: UnsafeBufferPointer<Double>,
        from origin: Int64
    ) -> (slope: Double, intercept: Double) {
        guard let first = values.first else { return (.nan, .nan) }
        guard values.contains(where: { $0 != first }) else {
            return first.isInfinite ? (.nan, .nan) : (0, first)
        }
        var (sumX, sumY, sumXY, sumXX) = (KahanSum(), KahanSum(), KahanSum(), KahanSum())
        for index in 0..<values.count {
            let x = Double(times[index] - origin) / 1000
            let y = values[index]
            sumX.add(x)
            sumY.add(y)
            sumXY.add(x * y)
            sumXX.add(x * x)
        }
        let count = Double(values.count)
        let (x, y) = (sumX.total, sumY.total)
        let covariance = sumXY.total - x * y / count
        let variance = sumXX.total - x * x / count
        let slope = covariance / variance
        return (slope, y / count - slope * x / count)
    }

    /// Between the ranks of sorted values, NaN lowest.
    static func quantile(_ fraction: Double, sorted: UnsafeBufferPointer<Double>) -> Double {
        guard !sorted.isEmpty, !fraction.isNaN else { return .nan }
        if fraction < 0 { return -.infinity }
        if fraction > 1 { return .infinity }
        let count = Double(sorted.count)
        let rank = fraction * (count - 1)
        let floor = rank.rounded(.down)
        let lower = max(0, floor)
        let upper = min(count - 1, lower + 1)
        let weight = rank - floor
        return sorted[Int(lower)] * (1 - weight) + sorted[Int(upper)] * weight
    }

    /// The order of values in which NaN is lowest.
    @inline(__always)
    static func precedes(_ left: Double, _ right: Double) -> Bool {
        left < right || left.isNaN && !right.isNaN
    }
}

/// A mean that is summed up as long as the sum stays finite, and kept as a mean from then on.
struct MeanSum {
    private var sum: KahanSum
    private var count: Double
    private var isMean: Bool

    init(_ first: Double) {
        sum = KahanSum(first)
        count = 1
        isMean = false
    }

    /// Continues from a sum of `count` values to which the next can't be added.
    init(_ total: KahanSum, count: Int) {
        self.count = Double(count)
        sum = KahanSum(total.sum / self.count, compensation: total.compensation / self.count)
        isMean = true
    }

    @inline(__always)
    mutating func add(_ value: Double) {
        if !isMean {
            var next = sum
            next.add(value)
            if !next.sum.isInfinite {
                sum = next
                count += 1
                return
            }
            isMean = true
            sum = KahanSum(sum.sum / count, compensation: sum.compensation / count)
        }
        count += 1
        sum.scale(by: (count - 1) / count)
        sum.add(value / count)
    }

    var result: Double {
        isMean ? sum.total : sum.sum / count + sum.compensation / count
    }
}
