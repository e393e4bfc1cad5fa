import Dossier
import TestSupport
import Testing

@Suite struct TraceStatisticsTests {
    private static let trace = "5b8efff798038103d269b633813fc60c"

    private func span(
        _ id: Int,
        kind: Int = 2,
        milliseconds: Int,
        fails: Bool = false,
        _ attributes: [(String, String)] = []
    ) -> String {
        let start = MetricDump.start * 1_000_000_000
        let members = attributes.map { key, value in
            #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
        }
        return """
            {"traceId":"\(Self.trace)","spanId":"\(String(repeating: "0", count: 15))\(id)",\
            "name":"a","kind":\(kind),"startTimeUnixNano":"\(start)",\
            "endTimeUnixNano":"\(start + Int64(milliseconds) * 1_000_000)",\
            "attributes":[\(members.joined(separator: ","))]\
            \(fails ? #","status":{"code":2}"# : "")}
            """
    }

    private func dump(_ spans: [String]) -> String {
        """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name",\
        "value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[\(spans.joined(separator: ","))]}]}]}

        """
    }

    private var metrics: MetricDump {
        var dump = MetricDump()
        let sum = #","aggregationTemporality":2,"isMonotonic":true"#
        let labels = [("trace_id", Self.trace), ("service_name", "shop")]
        let business = [
            ("trace_id", Self.trace), ("operation_type", "pay"), ("tenant_id", "t"),
        ]
        for (name, value, labels) in [
            ("mcp.requests", 4, labels), ("mcp_errors_total", 1, labels),
            ("mcp_business_operations_total", 3, business),
        ] {
            dump.add(
                name,
                "sum",
                [15.0, 30].map {
                    MetricDump.point($0, #""asInt":"\#(value)""#, start: 1, labels)
                },
                sum
            )
        }
        dump.add(
            "mcp_operation_duration",
            unit: "s",
            "histogram",
            [
                MetricDump.point(
                    15,
                    #""count":"3","sum":6,"bucketCounts":["0","3","0"],"explicitBounds":[1,3]"#,
                    start: 1,
                    business
                )
            ],
            #","aggregationTemporality":2"#
        )
        return dump
    }

    @Test func tellsRequestsAndOperationsFromMetricsAndSpans() throws {
        let fixture = StoreFixture()
        let spans = [
            span(1, milliseconds: 100), span(2, milliseconds: 300, fails: true),
            span(3, kind: 1, milliseconds: 900),
            span(4, kind: 5, milliseconds: 200, [("operation_type", "pay"), ("tenant_id", "t")]),
            span(5, kind: 1, milliseconds: 400, [("operation.type", "pay"), ("tenant.id", "t")]),
            // A repetition of the second.
            span(2, milliseconds: 300, fails: true),
        ]
        try fixture.ingest("spans.jsonl", dump(spans).utf8)
        try fixture.ingest("metrics.jsonl", metrics.json.utf8)
        let report = try fixture.open().traceStatistics(window: .seconds(60))
        let trace = try #require(report.traces.first)
        #expect(report.traces.count == 1 && trace.trace == Self.trace)
        let own = try #require(trace.spans?.requests.first)
        #expect(own.service == "shop" && own.count == 3 && own.errorCount == 1)
        #expect(own.errorRate == 1.0 / 3 && own.averageSeconds == 0.6 / 3)
        let weight: Double = 0.95 * 2 - 1
        let quantile: Double = 0.2 * (1 - weight) + 0.3 * weight
        #expect(own.p95Seconds == quantile)
        let operations = try #require(trace.spans?.operations.first)
        #expect(operations.type == "pay" && operations.tenant == "t" && operations.count == 2)
        #expect(operations.rate == 2.0 / 60)
        let labelled = try #require(trace.metrics?.requests.first)
        #expect(labelled.count == 4 && labelled.errorCount == 1 && labelled.errorRate == 0.25)
        #expect(labelled.averageSeconds == nil && labelled.p95Seconds == nil)
        let counted = try #require(trace.metrics?.operations.first)
        #expect(counted.count == 3 && counted.rate == 0.05)
        let interpolated: Double = 1 + 2 * (0.95 * 3 / 3)
        #expect(counted.p95Seconds == interpolated)
        #expect(report.uniqueTraces.map(\.metrics) == [1] && report.uniqueTraces[0].spans == 1)
    }

    @Test func tellsOneTraceAlone() throws {
        let fixture = StoreFixture()
        let dump = IncidentDump(traceCount: 20)
        try fixture.ingest(dump.write(to: fixture.folder))
        let file = try fixture.open()
        let all = try file.traceStatistics()
        #expect(all.traces.count == 20)
        let wanted = try #require(all.traces.last)
        let id = try #require(TraceID(hex: wanted.trace))
        let one = try file.traceStatistics(of: id)
        #expect(one.traces.map(\.trace) == [wanted.trace])
        #expect(one.traces[0].spans?.requests.map(\.count) == wanted.spans?.requests.map(\.count))
        #expect(
            one.traces[0].metrics?.requests.map(\.averageSeconds)
                == wanted.metrics?.requests.map(\.averageSeconds)
        )
    }

    private func requests(of histogram: String, service label: String) -> MetricDump {
        var dump = MetricDump()
        let point = #""count":"5","sum":10,"bucketCounts":["0","5","0"],"explicitBounds":[1,3]"#
        let failed = #""count":"1","sum":2,"bucketCounts":["0","1","0"],"explicitBounds":[1,3]"#
        let labels = [("trace_id", Self.trace), (label, "cart")]
        dump.add(
            histogram,
            unit: "s",
            "histogram",
            [
                MetricDump.point(15, point, start: 1, labels),
                MetricDump.point(15, failed, start: 1, labels + [("error.type", "500")]),
            ],
            #","aggregationTemporality":2"#
        )
        return dump
    }

    @Test func recognisesTheConventionsOfOpenTelemetry() throws {
        for name in ["http.server.request", "rpc.server.call", "messaging.process"] {
            let fixture = StoreFixture()
            let dump = requests(of: "\(name).duration", service: "zone")
            try fixture.ingest("metrics.jsonl", dump.json.utf8)
            let report = try fixture.open().traceStatistics()
            let requests = try #require(report.traces.first?.metrics?.requests.first)
            #expect(requests.count == 6)
            #expect(requests.errorCount == 1)
            #expect(requests.averageSeconds == 2)
        }
    }

    @Test func takesConventionsFromAFile() throws {
        let fixture = StoreFixture()
        try fixture.ingest("metrics.jsonl", requests(of: "served", service: "svc").json.utf8)
        let yaml = """
            requests:
              - count: served_seconds_count{error_type=""}
                errors: served_seconds_count{error_type!=""}
                duration: served_seconds
                service_label: svc
            """
        let conventions = try RequestConventions(yaml: yaml, name: "own.yml")
        #expect(conventions.operations == RequestConventions().operations)
        let report = try fixture.open().traceStatistics(conventions: conventions)
        let requests = try #require(report.traces.first?.metrics?.requests.first)
        #expect(requests.service == "cart")
        #expect(requests.count == 5)
        #expect(requests.errorCount == 1)
        #expect(try fixture.open().traceStatistics().traces.isEmpty)
    }

    @Test func namesAllThatIsWrongInConventions() {
        let yaml = """
            requests:
              - errors: sum(a)
                metric: b
            """
        let error = #expect(throws: DossierError.self) {
            try RequestConventions(yaml: yaml, name: "own.yml")
        }
        #expect(error?.code == .invalidConventions)
        #expect(error?.issues.count == 3)
        #expect(error?.position == .line(2, column: 5))
    }
}
