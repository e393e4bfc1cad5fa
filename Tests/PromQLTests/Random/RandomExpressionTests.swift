import DossierPromQL
import Testing

/// Compares evaluation in columns with evaluation step by step, on random expressions over random
/// series: the optimisation against what it optimises.
///
/// `OracleTests` has the independent evidence.
@Suite struct RandomExpressionTests {
    @Test func columnsAgreeWithSteps() throws {
        var withPoints = 0
        for seed in RandomCase.seeds {
            let example = try RandomCase(seed: seed)
            let outcome = example.outcome(PromQLEngine(nameRemoval: example.removal))
            let difference = outcome.difference(
                from: example.outcome(StepEngine(nameRemoval: example.removal)),
                unitsInLastPlace: example.unitsInLastPlace,
                comparesErrors: example.isInstant
            )
            if outcome.hasPoints { withPoints += 1 }
            if let difference { Issue.record("seed \(seed): \(example.text)\n    \(difference)") }
        }
        #expect(withPoints > RandomCase.seeds.count / 2, "most expressions give something")
    }
}
