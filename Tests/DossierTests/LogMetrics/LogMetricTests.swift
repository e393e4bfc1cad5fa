import Dossier
import TestSupport
import Testing

/// The metric that is computed from log records.
///
/// Samples are at multiples of 15 s, such as 10 s after the start of the tests.
@Suite struct LogMetricTests {
    private typealias Record = PatternDump.Record
    private static let name = "log_records_total"

    private func record(
        _ seconds: Double?,
        _ text: String?,
        severity: Int = 9,
        service: String? = "shop"
    ) -> Record {
        Record(
            service: service,
            severity: severity,
            body: text.map(PatternDump.string),
            text: text ?? "",
            time: seconds.flatMap { UInt64(MetricDump.nanoseconds($0)) } ?? 0
        )
    }

    private func view(_ records: [Record]) throws -> ViewFixture {
        let view = try ViewFixture()
        try view.fixture.ingest("logs.jsonl", PatternDump.bytes(records))
        return view
    }

    @Test func recordsCountFromZeroUntilTheEndOfTheLogs() throws {
        let view = try view([
            record(11, "order 1 failed", severity: 17), record(12, "order 22 failed", severity: 20),
            record(25, "order 3 failed", severity: 17), record(26, nil, severity: 0),
            record(55, "bye", severity: 1, service: nil), record(nil, "when"),
        ])
        let start = #"{__name__="log_records_total", level="#
        #expect(
            try view.lines([("__name__", Self.name)]) == [
                start + #""error", pattern="order <_> failed", service="shop"} "#
                    + "0.0@10.0 3.0@25.0 3.0@40.0 3.0@55.0",
                start + #""info", pattern="when", service="shop"} "#
                    + "0.0@10.0 0.0@25.0 0.0@40.0 0.0@55.0",
                start + #""trace", pattern="bye"} 0.0@10.0 0.0@25.0 0.0@40.0 1.0@55.0"#,
                start + #""unknown", service="shop"} 0.0@10.0 0.0@25.0 1.0@40.0 1.0@55.0"#,
            ]
        )
        #expect(
            try view.fixture.open().query(PromQLQuery(Self.name)).infos == [
                "metric \"log_records_total\" does not count 1 log record that has no time,"
                    + " or one far from all others"
            ]
        )
    }

    /// Series are not made by pattern for some expressions, which must not show.
    @Test(arguments: UInt64(0)..<4)
    func sumsAreThoseOfAllPatterns(seed: UInt64) throws {
        var random = RandomRecords(seed: seed)
        let view = try view(random.records(600))
        let range = try #require(try view.fixture.open().metricTimeRange())
        for operand in [Self.name, "increase_exact(\(Self.name)[2m])"] {
            for grouping in [
                "", "by (level)", "by (service, level)", "by (pattern)", "without (pattern)",
                "without (service, pattern)", "without (level)", "by (nothing)",
            ] {
                let texts = ["\(operand)", "(\(operand)) + 0"].map { "sum \(grouping) (\($0))" }
                let results = try texts.map { text in
                    let query = PromQLQuery(text, range: range, step: .seconds(15))
                    return try view.fixture.open().query(query)
                }
                let found = results.map(lines)
                #expect(!found[0].isEmpty && found[0] == found[1], "\(texts[0])")
            }
        }
    }

    private func lines(_ result: QueryResult) -> [String] {
        guard case .matrix(let series) = result.value else { return [] }
        return series.map { one in
            "\(one.labels) \(one.points.map { "\($0.number ?? .nan)@\($0.milliseconds)" })"
        }
    }

    @Test func onlyASelectorThatNamesItSelectsIt() throws {
        let file = try view([record(1, "a 1"), record(2, "b", severity: 17)]).fixture.open()
        for (selector, count) in [
            (Self.name, 2), (#"log_records_total{pattern=~"a.*"}"#, 1),
            (#"{__name__=~"log_.*_total", level="error"}"#, 1), (#"{level="error"}"#, 0),
            (#"{__name__=~".+"}"#, 0), (#"log_records_total{pattern=""}"#, 0),
        ] {
            #expect(try file.series(matching: [selector]).series.count == count, "\(selector)")
        }
        #expect(try file.labelValues(of: "__name__").values == [Self.name])
        #expect(try file.labelValues(of: "pattern").values == ["a <_>", "b"])
        #expect(try file.labelValues(of: "level").values == ["error", "info"])
        #expect(
            try file.labelNames().values == ["__name__", "level", "pattern", "service"]
        )
        let metrics = try file.metrics()
        #expect(metrics.computedFromSpans.isEmpty)
        #expect(metrics.computedFromLogs.map(\.name) == [Self.name])
    }

    @Test func logsWithBootClocksDoNotHideTheMetricsOfSpans() throws {
        let view = try ViewFixture([SpanDump(SpanDump.Span(id: 1, start: 1, end: 5))])
        let early = Record(body: PatternDump.string("booted"), text: "booted", time: 7_000_000_000)
        try view.fixture.ingest("logs.jsonl", PatternDump.bytes([early]))
        let file = try view.fixture.open()
        let range = try #require(try file.metricTimeRange())
        let step: Duration = .seconds(15)
        let start = Timestamp(seconds: MetricDump.start)
        #expect(range.lowerBound > start + .seconds(-60) && range.upperBound < start + .seconds(60))
        let query = PromQLQuery("traces_spanmetrics_calls_total", range: range, step: step)
        #expect(try lines(file.query(query)).count == 1)
        #expect(try file.metrics().computedFromLogs.map(\.name) == [Self.name])
    }

    @Test func aMetricOfTheStoreIsNotComputed() throws {
        let view = try view([record(1, "a")])
        var metrics = MetricDump()
        metrics.add(
            "log_records",
            "sum",
            [MetricDump.point(10, #""asInt":"7""#)],
            #","aggregationTemporality":2,"isMonotonic":true"#
        )
        try view.fixture.ingest("own.jsonl", metrics.json.utf8)
        let file = try view.fixture.open()
        let result = try file.query(PromQLQuery(Self.name))
        #expect(
            result.infos == [
                "metric \"\(Self.name)\" is in the store, so it is not computed from log records"
            ]
        )
        #expect(try file.metrics().computedFromLogs.isEmpty)
    }

    @Test func rulesAlertOnLogs() throws {
        let records = (0..<60).map { index in
            let isLate = (20..<40).contains(index)
            return record(
                Double(index) * 15,
                isLate ? "connection to 10.0.0.\(index):80 refused" : "served \(index)",
                severity: isLate ? 17 : 9
            )
        }
        let view = try view(records)
        let rules = """
            groups:
            - name: logs
              interval: 15s
              rules:
              - record: service:log_errors:rate1m
                expr: sum by (service) (rate(log_records_total{level="error"}[1m]))
              - alert: Refused
                expr: sum by (service) (increase(log_records_total{pattern=~".*refused"}[1m])) > 2
                for: 30s
            """
        let report = try RuleEvaluation(store: view.fixture.store)
            .run([RuleText(name: "rules.yml", text: rules)])
        #expect(report.alerts.map(\.name) == ["Refused"])
        let alert = try #require(report.alerts.first)
        #expect(alert.labels.contains { $0.name == "service" && $0.value == "shop" })
        let start = Timestamp(seconds: MetricDump.start)
        #expect(alert.firingAt.map { $0 > start + .seconds(300) } ?? false)
        #expect(alert.resolvedAt.map { $0 < start + .seconds(720) } ?? false)
    }
}
