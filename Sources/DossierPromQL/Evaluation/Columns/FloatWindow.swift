/// A window over the samples of one series that moves forward in time.
struct FloatWindow {
    private let times: [Int64]
    private let values: [Double]
    /// The samples before which the counter fell.
    private let resets: [Int]
    private let function: PromQLFunction
    private let length: Int64
    private var end: Int64 = 0
    private var lower = 0
    private var upper = 0
    private var firstReset = 0

    static func computes(_ function: PromQLFunction) -> Bool {
        switch function {
        case .rate, .increase, .delta, .sumOverTime, .avgOverTime, .minOverTime, .maxOverTime,
            .countOverTime, .presentOverTime, .lastOverTime, .firstOverTime, .stddevOverTime,
            .stdvarOverTime, .resets, .changes, .irate, .idelta:
            true
        default: false
        }
    }

    init(_ samples: FloatSamples, function: PromQLFunction, length: Int64) {
        var times = samples.timestamps
        var values = samples.values
        if values.contains(where: \.isStaleMarker) {
            let kept = values.indices.filter { !values[$0].isStaleMarker }
            times = kept.map { samples.timestamps[$0] }
            values = kept.map { samples.values[$0] }
        }
        var resets: [Int] = []
        if function == .rate || function == .increase || function == .resets, !values.isEmpty {
            resets = (1..<values.count).filter { values[$0] < values[$0 - 1] }
        }
        self.times = times
        self.values = values
        self.resets = resets
        self.function = function
        self.length = length
    }

    mutating func move(to end: Int64) {
        self.end = end
        while upper < times.count, times[upper] <= end { upper += 1 }
        while lower < upper, times[lower] <= end - length { lower += 1 }
        while firstReset < resets.count, resets[firstReset] <= lower { firstReset += 1 }
    }

    func value() -> Double? {
        guard lower < upper else { return nil }
        let window = values[lower..<upper]
        switch function {
        case .rate, .increase, .delta: return rate()
        case .irate, .idelta: return instantRate()
        case .sumOverTime:
            var sum = KahanSum()
            for value in window { sum.add(value) }
            return sum.boundedTotal
        case .avgOverTime: return ReferenceSum.mean(Array(window))
        case .minOverTime: return window.reduce(.nan) { $0.isNaN || $1 < $0 ? $1 : $0 }
        case .maxOverTime: return window.reduce(.nan) { $0.isNaN || $1 > $0 ? $1 : $0 }
        case .stddevOverTime: return ReferenceMath.variance(Array(window)).squareRoot()
        case .stdvarOverTime: return ReferenceMath.variance(Array(window))
        case .countOverTime: return Double(window.count)
        case .lastOverTime: return values[upper - 1]
        case .firstOverTime: return values[lower]
        case .resets: return Double(resets[firstReset...].prefix { $0 < upper }.count)
        case .changes:
            return Double(
                zip(window, window.dropFirst()).count { one, next in
                    one != next && !(one.isNaN && next.isNaN)
                }
            )
        default: return 1
        }
    }

    private func rate() -> Double? {
        let count = upper - lower
        guard count > 1 else { return nil }
        let first = values[lower]
        var result = values[upper - 1] - first
        for reset in resets[firstReset...] {
            guard reset < upper else { break }
            result += values[reset - 1]
        }
        let sampled = Double(times[upper - 1] - times[lower]) / 1000
        let average = sampled / Double(count - 1)
        var toStart = Double(times[lower] - (end - length)) / 1000
        var toEnd = Double(end - times[upper - 1]) / 1000
        if toStart >= average * 1.1 { toStart = average / 2 }
        if function != .delta, result > 0, first >= 0 {
            toStart = min(toStart, sampled * (first / result))
        }
        if toEnd >= average * 1.1 { toEnd = average / 2 }
        let factor = (sampled + toStart + toEnd) / sampled
        return result * (function == .rate ? factor / (Double(length) / 1000) : factor)
    }

    private func instantRate() -> Double? {
        guard upper - lower > 1, times[upper - 1] != times[upper - 2] else { return nil }
        let (one, next) = (values[upper - 2], values[upper - 1])
        guard function == .irate else { return next - one }
        let seconds = Double(times[upper - 1] - times[upper - 2]) / 1000
        return (next < one ? next : next - one) / seconds
    }
}
