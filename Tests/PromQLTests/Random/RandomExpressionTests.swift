import DossierPromQL
import DossierPromQLSyntax
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Compares the engine with the plain evaluator on random expressions over random series.
///
/// `DOSSIER_RANDOM_EXPRESSIONS=20000` sets how many, `DOSSIER_RANDOM_SEED` where they begin.
@Suite struct RandomExpressionTests {
    private static func number(_ name: String) -> Int? {
        getenv(name).flatMap { Int(String(cString: $0)) }
    }

    /// An expression with the series and times that it is evaluated over, all from one seed.
    private struct Case {
        let seed: Int
        let text: String
        let expression: PromQLExpression
        let storage: MemoryStorage
        let removal: NameRemoval

        init(seed: Int) throws {
            self.seed = seed
            var expressions = RandomExpression(seed: UInt64(seed))
            text = expressions.text()
            expression = try PromQLExpression(parsing: text, features: .experimental)
            storage = try RandomSeries(seed: UInt64(seed % 40)).storage
            removal = seed % 3 == 0 ? .immediate : .delayed
        }

        func outcome(_ engine: some PromQLTestEngine) -> EngineOutcome {
            EngineOutcome {
                guard !isInstant else {
                    return try engine.evaluate(
                        expression,
                        text: text,
                        at: Int64(seed % 17) * 60_000,
                        over: storage
                    )
                }
                let start = Int64(seed % 7) * 50_000
                let step = Int64([30_000, 37_000, 60_000, 113_000][seed % 4])
                return try engine.evaluate(
                    expression,
                    text: text,
                    from: start,
                    to: min(start + 11 * step, RandomSeries.endMilliseconds + 200_000),
                    step: step,
                    over: storage
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

    @Test func agreesWithPlainEvaluation() throws {
        let count = Self.number("DOSSIER_RANDOM_EXPRESSIONS") ?? 300
        let first = Self.number("DOSSIER_RANDOM_SEED") ?? 0
        var withPoints = 0
        for seed in first..<(first + count) {
            let one = try Case(seed: seed)
            let outcome = one.outcome(PromQLEngine(nameRemoval: one.removal))
            let difference = outcome.difference(
                from: one.outcome(StepEngine(nameRemoval: one.removal)),
                unitsInLastPlace: one.unitsInLastPlace,
                comparesErrors: one.isInstant
            )
            if outcome.hasPoints { withPoints += 1 }
            if let difference { Issue.record("seed \(seed): \(one.text)\n    \(difference)") }
        }
        #expect(withPoints > count / 2, "most expressions give something")
    }
}
