import DossierPromQL
import DossierPromQLSyntax
import TestSupport
import Testing

/// What several threads compute where there is much to do is what one thread computes of a part.
@Suite struct ThreadedEvaluationTests {
    private static let seriesCount = 20
    private static let bounds = ["0.1", "0.5", "1", "2", "4", "8", "16", "+Inf"]
    private static let last: Int64 = 999 * 7_000

    /// Buckets of histograms with resets, gaps and stale markers.
    private static func storage() throws -> MemoryStorage {
        var random = SplitMix64(seed: 7)
        var storage = MemoryStorage()
        for series in 0..<seriesCount {
            for bound in bounds {
                let labels = Labels([
                    Label(name: "__name__", value: "h_bucket"),
                    Label(name: "l", value: "\(series)"), Label(name: "le", value: bound),
                ])
                var count = 0.0
                for sample in 0..<700 where random.below(20) > 0 {
                    count = random.below(200) == 0 ? 0 : count + Double(random.below(9)) / 3
                    let value = random.below(50) == 0 ? Double.staleMarker : count
                    try storage.append(value, at: Int64(sample) * 10_000, to: labels)
                }
            }
        }
        return storage
    }

    private struct Point: Hashable {
        let time: Int64
        let bits: UInt64
    }

    private static func evaluate(
        _ text: String,
        _ storage: MemoryStorage,
        from start: Int64 = 0,
        to end: Int64 = last
    ) throws -> [Labels: [Point]] {
        let result = try PromQLEngine().evaluate(
            try PromQLExpression(parsing: text, features: .experimental),
            text: text,
            from: start,
            to: end,
            step: 7_000,
            over: storage
        )
        guard case .matrix(let series) = result.value else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: series.map { one in
                (
                    one.labels,
                    one.floats.map { Point(time: $0.milliseconds, bits: $0.value.bitPattern) }
                )
            }
        )
    }

    @Test(arguments: [
        "h_bucket{}", "rate(h_bucket{}[1m])", "max_over_time(h_bucket{}[2m])",
        "quantile_over_time(0.3, h_bucket{}[2m])",
        "histogram_quantile(0.9, rate(h_bucket{}[1m]))",
    ])
    func seriesAreAsEachIsAlone(_ text: String) throws {
        let storage = try Self.storage()
        var alone: [Labels: [Point]] = [:]
        for series in 0..<Self.seriesCount {
            let one = text.split(separator: "{}", omittingEmptySubsequences: false)
                .joined(separator: #"{l="\#(series)"}"#)
            alone.merge(try Self.evaluate(one, storage)) { first, _ in first }
        }
        #expect(alone.count >= Self.seriesCount)
        #expect(try Self.evaluate(text, storage) == alone)
    }

    @Test(arguments: [
        "sum(h_bucket)", "avg by (l) (h_bucket)", "max without (le) (h_bucket)",
        "min by (le) (h_bucket)", "count by (le) (h_bucket)", "stddev(h_bucket)",
        "stdvar by (le) (h_bucket)", "group by (l) (h_bucket)",
    ])
    func stepsAreAsEachIsAlone(_ text: String) throws {
        let storage = try Self.storage()
        var alone: [Labels: [Point]] = [:]
        for start in stride(from: 0, through: Self.last, by: 50 * 7_000) {
            let end = min(start + 49 * 7_000, Self.last)
            for (labels, points) in try Self.evaluate(text, storage, from: start, to: end) {
                alone[labels, default: []] += points
            }
        }
        #expect(!alone.isEmpty)
        #expect(try Self.evaluate(text, storage) == alone)
    }
}
