import Dossier
import TestSupport
import Testing

@Suite struct RuleEvaluationTests {
    private static let start = MetricDump.start * 1000

    /// A counter of two routes and a gauge that goes away, every 15 seconds for ten minutes.
    private func view() throws -> ViewFixture {
        var dump = MetricDump()
        for route in ["a", "b"] {
            dump.add(
                "http.requests",
                "sum",
                (0...40).map {
                    MetricDump.point(
                        Double($0) * 15,
                        #""asInt":"\#($0 * (route == "a" ? 30 : 45))""#,
                        [("http.route", route)]
                    )
                },
                #","aggregationTemporality":2,"isMonotonic":true"#
            )
        }
        dump.add(
            "load",
            "gauge",
            (0...40).filter { $0 < 12 }.map {
                MetricDump.point(Double($0) * 15, #""asDouble":\#(Double($0) / 8)"#)
            } + [MetricDump.point(12 * 15, #""flags":1"#)]
        )
        return try ViewFixture(dump)
    }

    private static let rules = """
        groups:
        - name: shop
          interval: 30s
          rules:
          - {record: "job:requests::rate2m_", expr: "sum by (job) (rate(http_requests_total[2m]))"}
          - {record: half, expr: '{"job:requests::rate2m_"} / 2', labels: {_kind: x.y}}
          - {record: none, expr: "load / 0 - load / 0"}
          - {alert: Loaded, expr: "load >= 0.5", for: 30s, labels: {severity: page}}
        """

    private func evaluate(
        _ view: ViewFixture,
        _ rules: String = rules,
        writes: Bool = true,
        _ change: (inout RuleEvaluation) -> Void = { _ in }
    ) throws -> RuleEvaluationReport {
        var evaluation = RuleEvaluation(store: view.fixture.store)
        evaluation.writesResults = writes
        change(&evaluation)
        return try evaluation.run([RuleText(name: "rules.yml", text: rules)])
    }

    private func answers(_ view: ViewFixture, store: String? = nil) throws -> [String] {
        let file = try DossierFile(store ?? view.fixture.store)
        return try ["job:requests::rate2m_", "half", "none", "ALERTS", "ALERTS_FOR_STATE"].map {
            let result = try file.query(
                "{\"\($0)\"}",
                range: Self.start...(Self.start + 700_000),
                step: 15_000
            )
            return String(decoding: result.json(), as: UTF8.self)
        }
    }

    @Test func writesResultsAsSeriesWithTheirNamesAndLabels() throws {
        let view = try view()
        let report = try evaluate(view)
        #expect(report.failureCount == 0)
        #expect(
            (report.written?.sampleCount ?? 0) == report.rules.reduce(0) { $0 + $1.sampleCount }
        )
        let file = try view.fixture.open()
        let labels = try file.series(matching: [#"{__name__=~"half|none|job:.*"}"#]).series
            .map { labels in labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",") }
        #expect(
            labels == [
                "__name__=half,_kind=x.y,job=shop", "__name__=job:requests::rate2m_,job=shop",
                "__name__=none,instance=shop-1,job=shop",
            ]
        )
        let names = try file.metrics().metrics.map(\.name)
        #expect(names.contains("half") && names.contains("ALERTS"))
        #expect(try file.labelValues(of: "__name__").values.contains("job:requests::rate2m_"))
        #expect(try view.fixture.damage().isEmpty)
    }

    @Test func writesNothingTheSecondTime() throws {
        let view = try view()
        let first = try evaluate(view)
        let before = view.fixture.folder.read("incident.dossier")
        let second = try evaluate(view)
        #expect(second.written?.sampleCount == 0 && second.written?.unchangedRuleCount == 4)
        #expect(view.fixture.folder.read("incident.dossier") == before)
        #expect(first.rules.map(\.sampleCount) == second.rules.map(\.sampleCount))
        #expect(first.alerts.map(\.firingAt) == second.alerts.map(\.firingAt))
    }

    @Test func replacesWhatAnEarlierRunWrote() throws {
        let view = try view()
        _ = try evaluate(view)
        let original = try answers(view)
        let other = Self.rules
            .replacing("/ 2", with: "/ 4").replacing("0.5", with: "0.6")
            .replacing("load / 0 - load / 0", with: "load > 9")
        #expect(try evaluate(view, other).written?.unchangedRuleCount == 1)
        let changed = try answers(view)
        #expect(zip(original, changed).map { $0 == $1 } == [true, false, false, false, false])
        #expect(try !view.fixture.open().metrics().metrics.map(\.name).contains("none"))
        _ = try evaluate(view)
        #expect(try answers(view) == original)
        #expect(try view.fixture.damage().isEmpty)
    }

    @Test func keepsWhatIsOutsideOfTheRange() throws {
        let view = try view()
        _ = try evaluate(view) { $0.end = Timestamp(milliseconds: Self.start + 300_000) }
        _ = try evaluate(view) { $0.start = Timestamp(milliseconds: Self.start + 310_000) }
        let file = try view.fixture.open()
        let result = try file.query("count_over_time(half[15m])", at: Self.start + 600_000)
        guard case .vector(let series) = result.value else {
            Issue.record("not a vector")
            return
        }
        // From 40 s (the first with a rate) to 280 s, and from 310 s to 580 s.
        #expect(series.map { $0.points.map(\.number) } == [[19]])
    }

    @Test func isTheSameAfterCompactionAndExport() throws {
        let view = try view()
        _ = try evaluate(view)
        _ = try evaluate(view, Self.rules.replacing("/ 2", with: "/ 4"))
        let expected = try answers(view)
        let folder = view.fixture.folder
        let exported = folder.write("exported.jsonl", try view.fixture.export())
        try view.fixture.ingest([exported], into: folder.file("again.dossier"))
        #expect(try answers(view, store: folder.file("again.dossier")) == expected)
        _ = try Compaction(store: view.fixture.store).run()
        #expect(try answers(view) == expected)
        #expect(try evaluate(view).written?.unchangedRuleCount == 3)
    }

    @Test func reportsWhenAlertsWereWhatAndNamesWrongFiles() throws {
        let view = try view()
        let report = try evaluate(view, writes: false)
        #expect(report.written == nil)
        let alert = try #require(report.alerts.first)
        #expect(report.alerts.count == 1 && alert.name == "Loaded")
        // 0.5 is reached at 60 s; evaluations are at 10, 40, 70 … s.
        #expect(alert.pendingAt.milliseconds == Self.start + 70_000)
        #expect(alert.firingAt?.milliseconds == Self.start + 100_000)
        #expect(alert.resolvedAt?.milliseconds == Self.start + 190_000)
        #expect(alert.labels.contains(SeriesLabel(name: "severity", value: "page")))
        #expect(throws: DossierError.self) {
            try evaluate(view, "groups: [{name: a, rules: [{}]}]")
        }
        #expect(throws: (any Error).self) {
            try evaluate(view) {
                ($0.start, $0.end) = (Timestamp(milliseconds: 5), Timestamp(milliseconds: 4))
            }
        }
    }
}
