import DossierLogQLSyntax

/// The samples of a series that are in the window of one time: behind `start`, up to `end`.
struct RangeWindow {
    let times: ArraySlice<Int64>
    let values: ArraySlice<Double>
    let start: Int64
    let end: Int64

    private var seconds: Double { (Double(end) - Double(start)) / 1e9 }
    private var sum: Double { values.reduce(0, +) }

    /// The outcome of a function; the window is not empty.
    func value(of aggregation: RangeAggregation) -> Double {
        switch aggregation.function {
        case .rate, .bytesRate: return sum / seconds
        case .countOverTime, .bytesOverTime, .sumOverTime: return sum
        case .averageOverTime: return sum / Double(values.count)
        case .minimumOverTime: return values.reduce(.nan) { $0.isNaN || $1 < $0 ? $1 : $0 }
        case .maximumOverTime: return values.reduce(.nan) { $0.isNaN || $1 > $0 ? $1 : $0 }
        case .varianceOverTime: return VectorStatistics.variance(values)
        case .deviationOverTime: return VectorStatistics.variance(values).squareRoot()
        case .quantileOverTime:
            return VectorStatistics.quantile(aggregation.parameter ?? .nan, Array(values))
        case .firstOverTime: return values.first ?? .nan
        case .lastOverTime: return values.last ?? .nan
        case .rateCounter: return counterGrowth / seconds
        case .absentOverTime: return 1
        }
    }

    /// How much a counter grew, extrapolated to the whole of the window as Prometheus does; 0 for one
    /// sample.
    private var counterGrowth: Double {
        guard let first = values.first, let last = values.last, values.count > 1,
            let firstTime = times.first, let lastTime = times.last
        else { return 0 }
        var growth = last - first
        var previous = first
        for value in values {
            if value < previous { growth += previous }
            previous = value
        }
        let sampled = Double(lastTime - firstTime) / 1e9
        let average = sampled / Double(values.count - 1)
        /// How far a gap at an end of the window is extrapolated into.
        func extrapolation(_ gap: Double) -> Double { gap < average * 1.1 ? gap : average / 2 }
        var before = extrapolation((Double(firstTime) - Double(start)) / 1e9)
        // A counter was not below zero.
        if growth > 0, first >= 0 { before = min(before, sampled * (first / growth)) }
        let behind = extrapolation((Double(end) - Double(lastTime)) / 1e9)
        return growth * ((before + sampled + behind) / sampled)
    }
}

/// Statistics of values.
enum VectorStatistics {
    /// The variance of the population.
    static func variance(_ values: some Collection<Double>) -> Double {
        var (count, mean, squares) = (0.0, 0.0, 0.0)
        for value in values {
            count += 1
            let delta = value - mean
            mean += delta / count
            squares += delta * (value - mean)
        }
        return squares / count
    }

    /// Between the ranks of the values, NaN lowest.
    static func quantile(_ fraction: Double, _ values: [Double]) -> Double {
        let sorted = values.sorted { $0 < $1 || $0.isNaN && !$1.isNaN }
        guard let last = sorted.last, !fraction.isNaN else { return .nan }
        if fraction < 0 { return -.infinity }
        if fraction > 1 { return .infinity }
        let rank = fraction * Double(sorted.count - 1)
        let lower = Int(rank.rounded(.down))
        let upper = lower + 1 < sorted.count ? sorted[lower + 1] : last
        let weight = rank - rank.rounded(.down)
        return sorted[lower] * (1 - weight) + upper * weight
    }
}
