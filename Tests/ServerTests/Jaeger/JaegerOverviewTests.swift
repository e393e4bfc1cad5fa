import TestSupport
import Testing

/// Services, operations, dependencies and metrics of Jaeger's JSON API.
@Suite struct JaegerOverviewTests {
    @Test func operationsOfAServiceWithASlash() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let names = try fixture.get("/api/services/stock%2Feu/operations").json
        #expect(names["data"]?.texts == ["sync", "take"])
        #expect(names["total"] == .number("2"))
        let servers = try fixture.get("/jaeger/api/operations?service=stock/eu&spanKind=server")
        #expect(servers.json["data"] == (try .parsed(#"[{"name":"take","spanKind":"server"}]"#)))
        #expect(try fixture.get("/api/operations").status == 400)
    }

    @Test func aDependencyIsASpanWithItsParentInAnotherService() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let expected = try JSON.parsed(
            #"[{"parent":"shop","child":"stock/eu","callCount":1}]"#
        )
        #expect(try fixture.get("/api/dependencies").json["data"] == expected)
        let milliseconds = JaegerFixture.start / 1000
        let inTime = "/api/dependencies?endTs=\(milliseconds + 1000)&lookback=2000"
        #expect(try fixture.get(inTime).json["data"] == expected)
        let tooEarly = "/api/dependencies?endTs=\(milliseconds)&lookback=2000"
        #expect(try fixture.get(tooEarly).json["data"] == .array([]))
        #expect(try fixture.get("/api/dependencies?endTs=x").status == 400)
    }

    @Test func metricsAreComputedFromSpans() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let (status, json) = try fixture.get("/api/metrics/errors?service=stock/eu")
        #expect(status == 200)
        #expect(json["name"]?.text == "service_error_rate")
        let metric = json["metrics"]?.elements.first
        #expect(
            try metric?["labels"] == .parsed(#"[{"name":"service_name","value":"stock/eu"}]"#)
        )
        #expect(
            metric?["metricPoints"]?.elements.last?["gaugeValue"]?["doubleValue"] == .number("1.0")
                || metric?["metricPoints"]?.elements.last?["gaugeValue"]?["doubleValue"]
                    == .number("1")
        )
        let byOperation = try fixture.get(
            "/api/metrics/latencies?service=shop&quantile=0.95&groupByOperation=true"
        ).json
        #expect(byOperation["name"]?.text == "service_operation_latencies")
        #expect(
            try byOperation["metrics"]?.elements.first?["labels"]
                == .parsed(
                    """
                    [{"name":"service_name","value":"shop"},\
                    {"name":"operation","value":"GET /buy"}]
                    """
                )
        )
    }

    @Test(
        arguments: [
            ("calls", "'service'"), ("latencies?service=a", "'quantile'"),
            ("calls?service=a&step=x", "'step'"), ("calls?service=a&step=0", "'step'"),
            ("calls?service=a&lookback=604800000&step=1", "'step'"),
            ("calls?service=a&spanKind=", "'spanKind': unsupported span kind: ''"),
            ("errors?service=a&groupByOperation=yes", "'groupByOperation'"),
        ]
    )
    func whatIsWrongWithMetricsIsSaid(_ target: String, _ message: String) throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let (status, json) = try fixture.get("/api/metrics/\(target)")
        #expect(status == 400)
        let text = json["errors"]?.elements.first?["msg"]?.text ?? ""
        #expect(text.hasPrefix("unable to parse param \(message)"))
    }
}
