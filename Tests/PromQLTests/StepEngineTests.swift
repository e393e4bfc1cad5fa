import DossierPromQLTesting
import TestSupport
import Testing

@Suite struct StepEngineTests {
    @Test(
        .enabled(if: !SharedFiles.testFiles.isEmpty, "the shared conformance files are not here"),
        arguments: SharedFiles.testFiles
    )
    func passesConformanceFile(_ name: String) throws {
        let file = try TestFile(parsing: SharedFiles.text(of: name))
        let report = PromQLTestRunner(engine: StepEngine()).run(file)
        for outcome in report.failures {
            Issue.record("\(name):\(outcome.line) \(outcome.failure ?? "")")
        }
    }

    /// Our own evaluations, of the kinds that the conformance files have.
    @Test(arguments: [
        "eval instant at 1m topk(NaN, m)\n  expect fail msg: Parameter value is NaN\n",
        "eval instant at 1m topk(1e30, m)\n  expect fail msg: Scalar value 1e+30 overflows int64\n",
        "eval instant at 1m m + on(b) m\n  expect fail regex: found duplicate series for the match group\n",
        "eval instant at 1m label_replace(m, \"~\", \"\", \"a\", \"[\")\n  expect fail regex: invalid regular\n",
        "eval instant at 1m double_exponential_smoothing(m[5m], 0.5, 1)\n"
            + "  expect fail msg: invalid trend factor. Expected: 0 < tf < 1, got: 1.000000\n",
        "eval range from 0 to 1m step 1m sort(m)\n  expect warn\n  m{a=\"x\"} 0 1\n  m{a=\"y\"} 5 5\n",
        "eval instant at 1m sum by (a) (m) * 2\n  {a=\"x\"} 2\n  {a=\"y\"} 10\n",
        "eval instant at 2m max_over_time(sum(m)[2m:1m])\n  {} 7\n",
        "eval instant at 2m day_of_year(vector(1709164800))\n  {} 60\n",
        "eval instant at 2m days_in_month(vector(1709164800))\n  {} 29\n",
        "eval instant at 2m m{a=~\"x|z\"} == bool 2\n  {a=\"x\"} 1\n",
    ])
    func evaluates(_ text: String) throws {
        let load = "load 1m\n  m{a=\"x\"} 0+1x10\n  m{a=\"y\"} 5x10\n\n"
        let file = TestFile(parsing: load + text)
        let report = PromQLTestRunner(engine: StepEngine()).run(file)
        #expect(report.failures.map(\.failure) == [])
    }
}
