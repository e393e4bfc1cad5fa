import DossierPromQL
import Testing

@Suite struct ReferenceEngineTests {
    /// Native histograms, annotations and the like are beyond it; what it answers must be right.
    @Test(
        .enabled(if: !SharedFiles.testFiles.isEmpty, "the shared conformance files are not here"),
        arguments: SharedFiles.testFiles
    )
    func answersWhatItKnowsAsExpected(_ name: String) throws {
        let file = try TestFile(parsing: SharedFiles.text(of: name))
        let report = PromQLTestRunner(engine: ReferenceEngine()).run(file)
        let beyond = ["not known", "annotations of the kind", "no annotation is as expected"]
        for outcome in report.failures {
            guard let failure = outcome.failure, !beyond.contains(where: failure.contains) else {
                continue
            }
            Issue.record("\(name):\(outcome.line) \(failure)")
        }
    }
}
