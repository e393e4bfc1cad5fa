import DossierPromQL
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

    /// An expression of this seed, over series and at times that follow from it.
    private func difference(_ seed: Int) throws -> String? {
        var expressions = RandomExpression(seed: UInt64(seed))
        let text = expressions.text()
        let expression: PromQLExpression
        do {
            expression = try PromQLExpression(parsing: text, features: .all)
        } catch {
            return "seed \(seed): \(text)\n    \(error)"
        }
        let storage = try RandomSeries(seed: UInt64(seed % 40)).storage
        let removal: ReferenceEngine.NameRemoval = seed % 3 == 0 ? .immediate : .delayed
        let engine = PromQLEngine(nameRemoval: removal)
        let plain = ReferenceEngine(nameRemoval: removal)
        // A sum over time, and what depends on the order of rows, may differ in the last bits.
        let isLoose = ["sum_over_time", "topk", "bottomk", "sort", "["].contains {
            text.utf8.firstRange(of: $0.utf8) != nil
        }
        let units = isLoose ? 8 : 0
        let difference: String?
        if seed % 4 == 0 {
            let time = Int64(seed % 17) * 60_000
            let one = EngineOutcome {
                try engine.evaluate(expression, text: text, at: time, over: storage)
            }
            let two = EngineOutcome {
                try plain.evaluate(expression, text: text, at: time, over: storage)
            }
            difference = one.difference(from: two, unitsInLastPlace: units)
        } else {
            let start = Int64(seed % 7) * 50_000
            let step = Int64([30_000, 37_000, 60_000, 113_000][seed % 4])
            let end = min(start + 11 * step, RandomSeries.endMilliseconds + 200_000)
            let one = EngineOutcome {
                try engine.evaluate(
                    expression,
                    text: text,
                    from: start,
                    to: end,
                    step: step,
                    over: storage
                )
            }
            let two = EngineOutcome {
                try plain.evaluate(
                    expression,
                    text: text,
                    from: start,
                    to: end,
                    step: step,
                    over: storage
                )
            }
            difference = one.difference(from: two, unitsInLastPlace: units)
        }
        return difference.map { "seed \(seed): \(text)\n    \($0)" }
    }

    @Test func agreesWithPlainEvaluation() throws {
        let count = Self.number("DOSSIER_RANDOM_EXPRESSIONS") ?? 300
        let first = Self.number("DOSSIER_RANDOM_SEED") ?? 0
        for seed in first..<(first + count) {
            if let difference = try difference(seed) { Issue.record("\(difference)") }
        }
    }
}
