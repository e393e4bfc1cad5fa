import Dossier
import DossierPromQL
import TestSupport
import Testing

/// How metrics that are computed from spans appear beside those of the store.
@Suite struct SpanMetricViewTests {
    private typealias Span = SpanDump.Span
    private static let calls = "traces_spanmetrics_calls_total"

    private func store() throws -> ViewFixture {
        var metrics = MetricDump()
        metrics.add("load", "gauge", [MetricDump.point(10, #""asDouble":1"#)])
        let view = try ViewFixture(metrics)
        let spans = SpanDump(
            Span(service: "shop", name: "buy", id: 1, kind: 3, start: 1, end: 5),
            Span(service: "stock", name: "take", id: 2, parent: 1, kind: 2, start: 2, end: 4)
        )
        try view.fixture.ingest("spans.jsonl", spans.json.utf8)
        return view
    }

    private func count(_ result: QueryResult) -> Int {
        switch result.value {
        case .vector(let series), .matrix(let series): series.count
        case .scalar, .string: 0
        }
    }

    @Test func onlyASelectorThatNamesThemSelectsThem() throws {
        let file = try store().fixture.open()
        for (selector, seriesCount) in [
            (Self.calls, 2), (#"{__name__="\#(Self.calls)", service="stock"}"#, 1),
            (#"{__name__=~"traces_.*_total"}"#, 4), (#"{__name__=~"load|\#(Self.calls)"}"#, 3),
            (#"{__name__=~".+"}"#, 1), (#"{__name__!="up", job=~".+"}"#, 1),
            (#"{service="stock"}"#, 0), (#"{__name__=~"traces_.*", __name__!~".*_total"}"#, 56),
        ] {
            #expect(try count(file.query(PromQLQuery(selector))) == seriesCount, "\(selector)")
            let listed = try file.series(matching: [selector]).series.count
            #expect(listed == seriesCount, "\(selector)")
        }
        #expect(try file.series(matching: []).series.count == 1)
    }

    @Test func labelsAndMetricsListThem() throws {
        let file = try store().fixture.open()
        let names = try file.labelValues(of: "__name__").values
        #expect(names.contains(Self.calls) && names.contains("traces_spanmetrics_latency_bucket"))
        #expect(try file.labelValues(of: "span_name").values == ["buy", "take"])
        #expect(try file.labelNames().values.contains("client"))
        let metrics = try file.metrics()
        #expect(metrics.metrics.map(\.name) == ["load"])
        #expect(
            metrics.computedFromSpans.map(\.name) == [
                "traces_service_graph_request_client_seconds",
                "traces_service_graph_request_failed_total",
                "traces_service_graph_request_server_seconds",
                "traces_service_graph_request_total",
                Self.calls, "traces_spanmetrics_latency",
            ]
        )
    }

    @Test func aMetricOfTheStoreIsNotComputed() throws {
        let view = try store()
        var metrics = MetricDump()
        metrics.add(
            "traces_spanmetrics_calls",
            "sum",
            [MetricDump.point(10, #""asInt":"7""#)],
            #","aggregationTemporality":2,"isMonotonic":true"#
        )
        try view.fixture.ingest("own.jsonl", metrics.json.utf8)
        let file = try view.fixture.open()
        let result = try file.query(PromQLQuery(Self.calls))
        #expect(count(result) == 1)
        #expect(
            result.infos == [
                "metric \"\(Self.calls)\" is in the store, so it is not computed from spans"
            ]
        )
        #expect(try !file.metrics().computedFromSpans.contains { $0.name == Self.calls })
        #expect(try count(file.query(PromQLQuery("traces_spanmetrics_latency_count"))) == 2)
    }

    @Test func aStoreOfSpansAloneHasTheirTimes() throws {
        let file = try ViewFixture([SpanDump(Span(id: 1, start: 12, end: 13))]).fixture.open()
        let start = MetricDump.start * 1000
        #expect(
            try file.metricTimeRange()
                == Timestamp(milliseconds: start + 10_000)...Timestamp(milliseconds: start + 25_000)
        )
        #expect(try count(file.query(PromQLQuery("\(Self.calls) == 1"))) == 1)
        #expect(try file.series(matching: [Self.calls]).series.count == 1)
    }

    @Test func aStoreWithoutSpansHasNone() throws {
        let fixture = StoreFixture()
        let log =
            #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"x"}}]}]}]}"#
        try fixture.ingest("log.jsonl", log.utf8)
        let file = try fixture.open()
        #expect(try count(file.query(PromQLQuery(Self.calls))) == 0)
        #expect(try file.metrics().computedFromSpans.isEmpty)
        #expect(try file.metricTimeRange() == nil)
        #expect(try file.labelValues(of: "service").values.isEmpty)
    }

    @Test func tooManySamplesAreRefusedBeforeTheyAreMade() throws {
        let file = try ViewFixture([
            SpanDump(Span(id: 1, start: 0, end: 1), Span(id: 2, start: 0, end: 10_000_000))
        ]).fixture.open()
        let range = try #require(try file.metricTimeRange())
        var query = PromQLQuery("rate(\(Self.calls)[5m])", range: range, step: .seconds(86_400))
        query.options.maxSamples = 10_000
        #expect(throws: DossierError.self) { try file.query(query) }
    }

    @Test func rulesAlertOnThem() throws {
        var dump = SpanDump()
        for index in 0..<60 {
            dump.add(
                Span(
                    id: index + 1,
                    kind: 2,
                    status: (20..<40).contains(index) ? 2 : 0,
                    start: Double(index) * 15,
                    end: Double(index) * 15 + 1
                )
            )
        }
        let view = try ViewFixture([dump])
        let calls = "sum by (service) (rate(traces_spanmetrics_calls_total"
        let rules = """
            groups:
            - name: spans
              interval: 15s
              rules:
              - record: service:errors:ratio
                expr: |
                  \(calls){status_code="STATUS_CODE_ERROR"}[1m])) / \(calls)[1m]))
              - alert: Failing
                expr: service:errors:ratio > 0.5
                for: 30s
            """
        let report = try RuleEvaluation(store: view.fixture.store)
            .run([RuleText(name: "rules.yml", text: rules)])
        #expect(report.alerts.map(\.name) == ["Failing"])
        let alert = try #require(report.alerts.first)
        #expect(alert.labels.contains { $0.name == "service" && $0.value == "shop" })
        #expect(alert.firingAt != nil && alert.resolvedAt != nil)
        #expect(alert.evidence.service == "shop")
    }
}
