import DossierPromQL
import DossierPromQLSyntax
import TestSupport
import Testing

/// Compares functions with their formulas, written out plainly over the samples of a window.
///
/// The engine and the plain evaluator share parts of their arithmetic; nothing here is shared.
@Suite struct LiteralFormulaTests {
    private struct Sample {
        var time: Double
        var value: Double
    }

    private static let name = Label(name: "__name__", value: "x_total")

    /// Samples at irregular times with gaps and falls.
    private static func samples(seed: UInt64, isCounter: Bool) -> [Sample] {
        var random = SplitMix64(seed: seed)
        var samples: [Sample] = []
        var time = 0.0
        var value = 0.0
        for _ in 0..<150 {
            time += Double(5 + random.below(20)) + (random.below(20) == 0 ? 200 : 0)
            let change = Double(random.below(1000)) / 7
            value = isCounter ? (random.below(12) == 0 ? change : value + change) : change - 60
            samples.append(Sample(time: time, value: value))
        }
        return samples
    }

    /// Values of the engine by time, for an expression over one series.
    private static func values(_ text: String, _ samples: [Sample]) throws -> [Double: Double] {
        var storage = MemoryStorage()
        for sample in samples {
            try storage.append(
                sample.value,
                at: Int64(sample.time * 1000),
                to: Labels([name])
            )
        }
        let result = try PromQLEngine().evaluate(
            try PromQLExpression(parsing: text, features: .experimental),
            text: text,
            from: 0,
            to: 2_500_000,
            step: 41_000,
            over: storage
        )
        guard case .matrix(let series) = result.value else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: series.flatMap { one in
                one.floats.map { (Double($0.milliseconds) / 1000, $0.value) }
            }
        )
    }

    private static func check(
        _ text: String,
        window: Double,
        isCounter: Bool,
        _ formula: (_ window: [Sample], _ start: Double, _ end: Double) -> Double?
    ) throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let samples = samples(seed: seed, isCounter: isCounter)
            let values = try values(text, samples)
            var count = 0
            for end in stride(from: 0.0, through: 2500, by: 41) {
                let inside = samples.filter { $0.time > end - window && $0.time <= end }
                let expected = inside.isEmpty ? nil : formula(inside, end - window, end)
                guard let expected, let value = values[end] else {
                    #expect(expected == nil && values[end] == nil, "seed \(seed) at \(end)")
                    continue
                }
                let scale = max(abs(expected), abs(value), 1e-300)
                #expect(abs(expected - value) / scale < 1e-9, "seed \(seed) at \(end)")
                count += 1
            }
            #expect(count > 20)
        }
    }

    @Test(arguments: [("rate", 90.0), ("increase", 90), ("delta", 300), ("rate", 400)])
    func extrapolatesAsWrittenOut(_ function: String, _ window: Double) throws {
        let isCounter = function != "delta"
        try Self.check(
            "\(function)(x_total[\(Int(window))s])",
            window: window,
            isCounter: isCounter
        ) {
            inside,
            start,
            end in
            guard let first = inside.first, let last = inside.last, inside.count > 1 else {
                return nil
            }
            var increase = 0.0
            for (one, next) in zip(inside, inside.dropFirst()) {
                let isReset = isCounter && next.value < one.value
                increase += isReset ? next.value : next.value - one.value
            }
            let covered = last.time - first.time
            let interval = covered / Double(inside.count - 1)
            // A border further away than a tenth more than the interval has half an interval.
            var before = first.time - start
            if before >= 1.1 * interval { before = interval / 2 }
            var after = end - last.time
            if after >= 1.1 * interval { after = interval / 2 }
            if isCounter, increase > 0, first.value >= 0 {
                // A counter was zero at some time.
                before = min(before, covered * first.value / increase)
            }
            let whole = increase * (covered + before + after) / covered
            return function == "rate" ? whole / window : whole
        }
    }

    @Test(arguments: [0.0, 0.1, 0.5, 0.93, 1])
    func interpolatesQuantilesAsWrittenOut(_ q: Double) throws {
        try Self.check("quantile_over_time(\(q), x_total[300s])", window: 300, isCounter: false) {
            inside,
            _,
            _ in
            let sorted = inside.map(\.value).sorted()
            let position = q * Double(sorted.count - 1)
            let below = Int(position)
            guard below + 1 < sorted.count else { return sorted[below] }
            let share = position - Double(below)
            return sorted[below] + (sorted[below + 1] - sorted[below]) * share
        }
    }

    @Test(arguments: ["deriv(x_total[400s])", "predict_linear(x_total[400s], 60)"])
    func fitsLinesAsWrittenOut(_ text: String) throws {
        try Self.check(text, window: 400, isCounter: false) { inside, _, end in
            guard inside.count > 1 else { return nil }
            let count = Double(inside.count)
            let meanTime = inside.map(\.time).reduce(0, +) / count
            let meanValue = inside.map(\.value).reduce(0, +) / count
            var above = 0.0
            var below = 0.0
            for sample in inside {
                above += (sample.time - meanTime) * (sample.value - meanValue)
                below += (sample.time - meanTime) * (sample.time - meanTime)
            }
            let slope = above / below
            return text.hasPrefix("deriv") ? slope : meanValue + slope * (end + 60 - meanTime)
        }
    }

    @Test func smoothsAsWrittenOut() throws {
        let text = "double_exponential_smoothing(x_total[400s], 0.3, 0.6)"
        try Self.check(text, window: 400, isCounter: false) { inside, _, _ in
            guard inside.count > 1 else { return nil }
            // Level and trend of Holt's method, which starts with the second value.
            var level = inside[0].value
            var trend = inside[1].value - inside[0].value
            for index in 1..<inside.count {
                let previous = level
                level = 0.3 * inside[index].value + 0.7 * (level + trend)
                // The trend that the next value meets.
                trend = 0.6 * (level - previous) + 0.4 * trend
            }
            return level
        }
    }

    @Test func countsBucketsAsWrittenOut() throws {
        let bounds = [0.1, 0.5, 1, 2.5]
        for seed in 1...20 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            let counts = (0...bounds.count).map { _ in Double(random.below(50)) }
            var storage = MemoryStorage()
            var running = 0.0
            for (index, count) in counts.enumerated() {
                running += count
                let le = index < bounds.count ? "\(bounds[index])" : "+Inf"
                try storage.append(
                    running,
                    at: 0,
                    to: Labels([
                        Label(name: "__name__", value: "h_bucket"), Label(name: "le", value: le),
                    ])
                )
            }
            for q in [0.01, 0.25, 0.5, 0.9, 0.99] {
                let text = "histogram_quantile(\(q), h_bucket)"
                let result = try PromQLEngine().evaluate(
                    try PromQLExpression(parsing: text),
                    text: text,
                    at: 0,
                    over: storage
                )
                guard case .vector(let samples) = result.value,
                    case .float(let value) = samples.first?.point
                else {
                    Issue.record("seed \(seed): no value")
                    continue
                }
                let expected = Self.quantile(q, bounds, counts)
                #expect(abs(value - expected) < 1e-9 * max(1, expected), "seed \(seed), \(q)")
            }
        }
    }

    /// Walks the observations: those of a bucket lie evenly between its bounds.
    private static func quantile(_ q: Double, _ bounds: [Double], _ counts: [Double]) -> Double {
        var left = q * counts.reduce(0, +)
        for (index, count) in counts.enumerated() {
            guard index < bounds.count else { return bounds[bounds.count - 1] }
            if left <= count, count > 0 {
                let lower = index == 0 ? 0 : bounds[index - 1]
                return lower + (bounds[index] - lower) * left / count
            }
            left -= count
        }
        return .nan
    }
}
