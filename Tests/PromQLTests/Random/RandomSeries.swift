import DossierPromQL
import TestSupport

/// Series that come and go, fall, end, and hold what is not finite; counters, gauges, classic and
/// native histograms.
struct RandomSeries {
    /// The last time at which there may be a sample.
    static let endMilliseconds: Int64 = 900_000

    private(set) var storage = MemoryStorage()
    /// The series of floats once more, for the oracle.
    private(set) var plain: [OracleSeries] = []
    /// Whether there are numbers alone, and none of a size that makes sums depend on their order.
    private let hasFloatsAlone: Bool
    private var random: SplitMix64

    init(seed: UInt64, floatsAlone: Bool = false) throws {
        random = SplitMix64(seed: seed)
        hasFloatsAlone = floatsAlone
        for name in ["a_total", "b", "c"] {
            for job in ["p", "q"] {
                for instance in ["x", "y", "z"] where random.below(6) > 0 {
                    try addFloats(name, [("job", job), ("instance", instance)])
                }
            }
        }
        for job in ["p", "q"] { try addBuckets(job) }
        for instance in ["x", "y"] where !floatsAlone {
            try addHistograms("n", instance, mixesFloats: false)
            try addHistograms("m", instance, mixesFloats: true)
        }
    }

    private static func labels(_ name: String, _ pairs: [(String, String)]) -> Labels {
        Labels(
            [Label(name: "__name__", value: name)]
                + pairs.map { Label(name: $0.0, value: $0.1) }
        )
    }

    /// Times at which a series has samples, with gaps.
    private mutating func times() -> [Int64] {
        let interval = Int64([10_000, 15_000, 30_000, 31_000][random.below(4)])
        let gaps = 2 + random.below(8)
        var time = Int64(random.below(20_000))
        var times: [Int64] = []
        while time <= Self.endMilliseconds {
            if random.below(gaps) > 0 { times.append(time) }
            time += interval
            if random.below(40) == 0 { time += 240_000 }
        }
        return times
    }

    /// Multiples of a quarter, whose sums are exact in any order.
    private mutating func addFloats(_ name: String, _ pairs: [(String, String)]) throws {
        var value = 0.0
        let isWild = name == "c"
        for time in times() {
            switch name {
            case "a_total": value = random.below(15) == 0 ? 0 : value + Double(random.below(20))
            default: value = Double(random.below(80) - 40) / 4
            }
            var stored = value
            if random.below(25) == 0 { stored = .staleMarker }
            if isWild, random.below(6) == 0 {
                let values = [.nan, .infinity, -.infinity, 0, -0.0, 1e300, -1e300]
                stored = values[random.below(hasFloatsAlone ? 5 : 7)]
            }
            try append(stored, at: time, to: name, pairs)
        }
    }

    private mutating func append(
        _ value: Double,
        at time: Int64,
        to name: String,
        _ pairs: [(String, String)]
    ) throws {
        try storage.append(value, at: time, to: Self.labels(name, pairs))
        let labels = OracleLabels(uniqueKeysWithValues: pairs + [("__name__", name)])
        let index =
            plain.firstIndex { $0.labels == labels }
            ?? plain.endIndex
        if index == plain.endIndex { plain.append(OracleSeries(labels: labels, samples: [])) }
        plain[index].samples.append((time, value))
    }

    private mutating func addBuckets(_ job: String) throws {
        let bounds = ["0.5", "1", "2.5", "+Inf"]
        var counts = [Double](repeating: 0, count: bounds.count)
        for time in times() {
            if random.below(20) == 0 { counts = counts.map { _ in 0 } }
            var running = 0.0
            for index in bounds.indices {
                counts[index] += Double(random.below(5))
                running += counts[index]
                guard random.below(20) > 0 else { continue }
                try append(
                    random.below(30) == 0 ? running / 2 : running,
                    at: time,
                    to: "h_bucket",
                    [("job", job), ("le", bounds[index])]
                )
            }
        }
    }

    private mutating func addHistograms(
        _ name: String,
        _ instance: String,
        mixesFloats: Bool
    ) throws {
        let labels = Self.labels(name, [("instance", instance)])
        var counts = [Double](repeating: 0, count: 4)
        for time in times() {
            if mixesFloats, random.below(3) == 0 {
                try storage.append(Double(random.below(9)), at: time, to: labels)
                continue
            }
            if random.below(12) == 0 { counts = counts.map { _ in 0 } }
            for index in counts.indices { counts[index] += Double(random.below(4)) }
            try storage.append(
                FloatHistogram(
                    schema: instance == "x" ? 0 : 1,
                    count: counts.reduce(1, +),
                    sum: counts.reduce(0, +) * 1.5,
                    zeroThreshold: 0.001,
                    zeroCount: 1,
                    positive: HistogramBuckets(offset: -1, counts: counts)
                ),
                at: time,
                to: labels
            )
        }
    }
}
