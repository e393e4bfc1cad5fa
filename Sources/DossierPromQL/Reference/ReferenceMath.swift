#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Sums with a compensation for what rounding loses, as Kahan and Neumaier do it.
struct ReferenceSum {
    private(set) var sum: Double
    private(set) var compensation: Double

    init(_ sum: Double = 0, _ compensation: Double = 0) {
        self.sum = sum
        self.compensation = compensation
    }

    mutating func add(_ value: Double) {
        let total = sum + value
        if total.isInfinite {
            compensation = 0
        } else if sum.magnitude >= value.magnitude {
            compensation += (sum - total) + value
        } else {
            compensation += (value - total) + sum
        }
        sum = total
    }

    var result: Double { sum.isInfinite ? sum : sum + compensation }

    static func sum(_ values: [Double]) -> Double {
        guard let first = values.first else { return 0 }
        var sum = ReferenceSum(first)
        for value in values.dropFirst() {
            sum.add(value)
        }
        return sum.result
    }

    static func mean(_ values: [Double]) -> Double {
        guard let first = values.first else { return .nan }
        var total = ReferenceSum(first)
        var mean = ReferenceSum()
        var isIncremental = false
        for (index, value) in values.enumerated().dropFirst() {
            let count = Double(index + 1)
            if !isIncremental {
                var next = total
                next.add(value)
                if !next.sum.isInfinite {
                    total = next
                    continue
                }
                isIncremental = true
                mean = ReferenceSum(
                    total.sum / (count - 1),
                    total.compensation / (count - 1)
                )
            }
            let kept = (count - 1) / count
            mean = ReferenceSum(kept * mean.sum, kept * mean.compensation)
            mean.add(value / count)
        }
        if isIncremental {
            return mean.sum + mean.compensation
        }
        let count = Double(values.count)
        return total.sum / count + total.compensation / count
    }
}

enum ReferenceMath {
    static func quantile(_ fraction: Double, _ values: [Double]) -> Double {
        guard !values.isEmpty, !fraction.isNaN else { return .nan }
        if fraction < 0 {
            return -.infinity
        }
        if fraction > 1 {
            return .infinity
        }
        let sorted = values.sorted { $0.isNaN ? !$1.isNaN : $0 < $1 }
        let count = Double(sorted.count)
        let rank = fraction * (count - 1)
        let lower = max(0, rank.rounded(.down))
        let upper = min(count - 1, lower + 1)
        let weight = rank - rank.rounded(.down)
        return sorted[Int(lower)] * (1 - weight) + sorted[Int(upper)] * weight
    }

    /// Welford's variance with compensated sums.
    static func variance(_ values: [Double]) -> Double {
        var count = 0.0
        var mean = ReferenceSum()
        var squares = ReferenceSum()
        for value in values {
            count += 1
            let delta = value - (mean.sum + mean.compensation)
            mean.add(delta / count)
            squares.add(delta * (value - (mean.sum + mean.compensation)))
        }
        return (squares.sum + squares.compensation) / count
    }

    static func regression(
        _ points: [ReferenceSeries.Point<Double>],
        from origin: Int64
    ) -> (slope: Double, intercept: Double) {
        guard let first = points.first else { return (.nan, .nan) }
        var isConstant = true
        var sums = (x: ReferenceSum(), y: ReferenceSum(), xy: ReferenceSum(), xx: ReferenceSum())
        for point in points {
            isConstant = isConstant && point.value == first.value
            let x = Double(point.time - origin) / 1000
            sums.x.add(x)
            sums.y.add(point.value)
            sums.xy.add(x * point.value)
            sums.xx.add(x * x)
        }
        if isConstant {
            return first.value.isInfinite ? (.nan, .nan) : (0, first.value)
        }
        let count = Double(points.count)
        func total(_ sum: ReferenceSum) -> Double { sum.sum + sum.compensation }
        let (x, y) = (total(sums.x), total(sums.y))
        let covariance = total(sums.xy) - x * y / count
        let variance = total(sums.xx) - x * x / count
        let slope = covariance / variance
        return (slope, y / count - slope * x / count)
    }

    static func arc(_ y: Double, _ x: Double) -> Double { atan2(y, x) }

    static func apply(_ op: BinaryOperator, _ lhs: Double, _ rhs: Double) -> (Double, keep: Bool) {
        switch op {
        case .add: (lhs + rhs, true)
        case .subtract: (lhs - rhs, true)
        case .multiply: (lhs * rhs, true)
        case .divide: (lhs / rhs, true)
        case .remainder: (fmod(lhs, rhs), true)
        case .power: (pow(lhs, rhs), true)
        case .atan2: (arc(lhs, rhs), true)
        case .equal: (lhs, lhs == rhs)
        case .notEqual: (lhs, lhs != rhs)
        case .less: (lhs, lhs < rhs)
        case .lessOrEqual: (lhs, lhs <= rhs)
        case .greater: (lhs, lhs > rhs)
        case .greaterOrEqual: (lhs, lhs >= rhs)
        default: (.nan, false)
        }
    }
}
