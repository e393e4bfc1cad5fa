import DossierPromQL
import DossierPromQLSyntax
import DossierPromQLTesting
import TestSupport
import Testing

@Suite struct PromQLEngineTests {
    @Test(
        .enabled(if: !SharedFiles.testFiles.isEmpty, "the shared conformance files are not here"),
        arguments: SharedFiles.testFiles
    )
    func passesConformanceFile(_ name: String) throws {
        let file = try TestFile(parsing: SharedFiles.text(of: name))
        let report = PromQLTestRunner(engine: PromQLEngine()).run(file)
        for outcome in report.failures {
            Issue.record("\(name):\(outcome.line) \(outcome.failure ?? "")")
        }
    }

    /// Series that come and go, fall, and hold what is not finite.
    private static func storage(seed: UInt64) throws -> MemoryStorage {
        var random = SplitMix(state: seed)
        var storage = MemoryStorage()
        for name in ["a_total", "b"] {
            for instance in ["x", "y", "z"] {
                for job in ["p", "q"] {
                    var value = 0.0
                    for step in 0..<40 where random.next() % 5 != 0 {
                        value = random.next() % 7 == 0 ? 0 : value + Double(random.next() % 9)
                        let special = random.next() % 31
                        try storage.append(
                            special == 0 ? .nan : special == 1 ? .staleMarker : value,
                            at: Int64(step) * 30_000,
                            to: Labels([
                                Label(name: "__name__", value: name),
                                Label(name: "instance", value: instance),
                                Label(name: "job", value: job),
                            ])
                        )
                    }
                }
            }
        }
        return storage
    }

    @Test(arguments: [
        "a_total", "-b", "rate(a_total[2m])", "increase(a_total[90s] offset 1m)", "delta(b[2m])",
        "irate(a_total[2m])", "idelta(b[5m])", "sum by (job) (rate(a_total[3m]))",
        "avg without (job) (b)", "min(b)", "max by (instance) (a_total)", "count(b > 5)",
        "stddev(b)", "stdvar by (job) (b)", "topk(2, b)", "quantile by (job) (0.4, b)",
        "a_total - ignoring() b", "a_total / on (instance, job) b", "a_total > on (job) b",
        "sum by (job) (a_total) + on (job) group_right b", "a_total and on (job) b",
        "b unless a_total", "b or a_total", "2 ^ b", "b % 3 > bool 1", "b < 4",
        "sum_over_time(b[2m])", "avg_over_time(b[2m])", "min_over_time(b[2m])",
        "max_over_time(b[2m])", "count_over_time(b[2m])", "stddev_over_time(b[4m])",
        "stdvar_over_time(b[4m])", "resets(b[4m])", "changes(b[4m])", "last_over_time(b[1m])",
        "first_over_time(b[1m])", "present_over_time(b[1m])", "quantile_over_time(0.3, b[4m])",
        "max_over_time(rate(a_total[1m])[5m:30s])", "abs(b)", "clamp(b, 2, 5)", "round(b / 3, 0.5)",
        "b @ 600", "sum(b @ end())", "absent(b{job=\"none\"})", "timestamp(b)", "minute(b * 1000)",
        "label_replace(b, \"c\", \"$1\", \"job\", \"(.*)\")", "count_values(\"v\", b)",
        "scalar(b{instance=\"x\",job=\"p\"}) + b", "sum({job=\"p\"})", "abs({job=\"p\"})",
        "sum by (__name__) (abs(b))", "sum by (__name__) (abs(b) or a_total)",
    ])
    func agreesWithPlainEvaluation(_ text: String) throws {
        let expression = try PromQLExpression(parsing: text, features: .experimental)
        for seed in [1, 2, 3] as [UInt64] {
            let storage = try Self.storage(seed: seed)
            for removal in [NameRemoval.delayed, .immediate] {
                let fast = outcome {
                    try PromQLEngine(nameRemoval: removal).evaluate(
                        expression,
                        text: text,
                        from: 0,
                        to: 1_500_000,
                        step: 37_000,
                        over: storage
                    )
                }
                let plain = outcome {
                    try StepEngine(nameRemoval: removal).evaluate(
                        expression,
                        text: text,
                        from: 0,
                        to: 1_500_000,
                        step: 37_000,
                        over: storage
                    )
                }
                #expect(fast == plain)
            }
        }
    }

    /// All series with all digits, or what the error says before it names a group.
    private func outcome(_ evaluate: () throws -> PromQLResult) -> [String] {
        do {
            let result = try evaluate()
            guard case .matrix(let series) = result.value else { return ["no matrix"] }
            return series.map { "\($0.labels) \(Array($0.floats))" }
                + result.annotations.map(\.text)
        } catch {
            return ["\(error)".split(separator: "{").first.map(String.init) ?? ""]
        }
    }
}

private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
