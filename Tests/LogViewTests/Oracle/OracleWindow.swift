import DossierLogQLSyntax
import Foundation

/// The samples of a series behind the start of a window, up to its end.
struct OracleWindow {
    let start: Int64
    let end: Int64
    /// In the order of time.
    var points: [(time: Int64, value: Double)]

    private var values: [Double] { points.map(\.value) }
    private var seconds: Double { Double(end - start) / 1e9 }

    func value(of aggregation: RangeAggregation) -> Double {
        switch aggregation.function {
        case .countOverTime, .bytesOverTime, .sumOverTime: OracleStatistics.sum(values)
        case .rate, .bytesRate: OracleStatistics.sum(values) / seconds
        case .averageOverTime: OracleStatistics.sum(values) / Double(values.count)
        case .minimumOverTime: OracleStatistics.minimum(values)
        case .maximumOverTime: OracleStatistics.maximum(values)
        case .varianceOverTime: OracleStatistics.variance(values)
        case .deviationOverTime: sqrt(OracleStatistics.variance(values))
        case .quantileOverTime: quantile(aggregation.parameter ?? .nan)
        case .firstOverTime: values.first ?? .nan
        case .lastOverTime: values.last ?? .nan
        case .rateCounter: points.count < 2 ? 0 : counterRate
        case .absentOverTime: .nan
        }
    }

    private func quantile(_ fraction: Double) -> Double {
        if fraction < 0 { return -.infinity }
        if fraction > 1 { return .infinity }
        let numbers = values.filter { !$0.isNaN }.sorted()
        let sorted = Array(repeating: Double.nan, count: values.count - numbers.count) + numbers
        let rank = fraction * Double(sorted.count - 1)
        let (lower, upper) = (sorted[Int(floor(rank))], sorted[Int(ceil(rank))])
        let weight = rank - floor(rank)
        return lower * (1 - weight) + upper * weight
    }

    /// The rate of a counter as PromQL extrapolates it.
    private var counterRate: Double {
        var increase = values[values.count - 1] - values[0]
        for (previous, value) in zip(values, values.dropFirst()) where value < previous {
            increase += previous
        }
        let first = Double(points[0].time - start) / 1e9
        let last = Double(end - points[points.count - 1].time) / 1e9
        let sampled = seconds - first - last
        let average = sampled / Double(points.count - 1)
        var before = first < average * 1.1 ? first : average / 2
        if increase > 0, values[0] >= 0 { before = min(before, sampled * values[0] / increase) }
        let behind = last < average * 1.1 ? last : average / 2
        return increase * (before + sampled + behind) / sampled / seconds
    }
}

/// What series and windows have in common.
enum OracleStatistics {
    static func sum(_ values: [Double]) -> Double { values.reduce(0, +) }

    /// NaN only if there is nothing else.
    static func minimum(_ values: [Double]) -> Double {
        values.filter { !$0.isNaN }.min() ?? .nan
    }

    static func maximum(_ values: [Double]) -> Double {
        values.filter { !$0.isNaN }.max() ?? .nan
    }

    /// Of the population.
    static func variance(_ values: [Double]) -> Double {
        let mean = sum(values) / Double(values.count)
        return sum(values.map { ($0 - mean) * ($0 - mean) }) / Double(values.count)
    }
}
