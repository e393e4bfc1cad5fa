import DossierPromQL
import DossierPromQLSyntax

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An expression with the series and times that it is evaluated over, all from one seed.
struct RandomCase {
    let seed: Int
    let text: String
    let expression: PromQLExpression
    let series: RandomSeries
    let removal: NameRemoval

    /// Everything is chosen by the seed, when names are removed as well if `removal` is nil.
    init(seed: Int, floatsAlone: Bool = false, removal: NameRemoval? = nil) throws {
        self.seed = seed
        var expressions = RandomExpression(seed: UInt64(seed), floatsAlone: floatsAlone)
        text = expressions.text()
        expression = try PromQLExpression(parsing: text, features: .experimental)
        series = try RandomSeries(seed: UInt64(seed % 40), floatsAlone: floatsAlone)
        self.removal = removal ?? (seed % 3 == 0 ? .immediate : .delayed)
    }

    /// The times of the query; a step of 0 for one time.
    var times: (start: Int64, end: Int64, step: Int64) {
        if isInstant {
            let time = Int64(seed % 17) * 60_000
            return (time, time, 0)
        }
        let start = Int64(seed % 7) * 50_000
        let step = Int64([30_000, 37_000, 60_000, 113_000][seed % 4])
        return (start, min(start + 11 * step, RandomSeries.endMilliseconds + 200_000), step)
    }

    func outcome(_ engine: some QueryEngine) -> EngineOutcome {
        let (start, end, step) = times
        return EngineOutcome {
            guard !isInstant else {
                return try engine.evaluate(expression, text: text, at: start, over: series.storage)
            }
            return try engine.evaluate(
                expression,
                text: text,
                from: start,
                to: end,
                step: step,
                over: series.storage
            )
        }
    }

    /// Whether there is one step alone, so that engines find the same error.
    var isInstant: Bool { seed % 4 == 0 }

    /// Long sums over time may differ in the last bits, and variances, which depend on the order
    /// of rows, in some more; all else is equal bit for bit.
    var unitsInLastPlace: Int {
        let has = { (name: String) in text.utf8.firstRange(of: name.utf8) != nil }
        if has("stddev") || has("stdvar") { return 4096 }
        return has("sum_over_time") ? 8 : 0
    }
}

extension RandomCase {
    /// What an environment variable sets.
    static func number(_ name: String) -> Int? {
        getenv(name).flatMap { Int(String(cString: $0)) }
    }

    /// `DOSSIER_RANDOM_EXPRESSIONS=20000` sets how many, `DOSSIER_RANDOM_SEED` where they begin.
    static var seeds: Range<Int> {
        let first = number("DOSSIER_RANDOM_SEED") ?? 0
        return first..<(first + (number("DOSSIER_RANDOM_EXPRESSIONS") ?? 300))
    }
}
