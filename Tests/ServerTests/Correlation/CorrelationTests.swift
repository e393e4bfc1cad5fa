import DossierServer
import TestSupport
import Testing

/// Traces with the log records and metrics that belong to them.
@Suite struct CorrelationTests {
    private let trace = CorrelationFixture.trace

    @Test func aTraceComesWithItsLogRecordsAndMetrics() throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        let document = try fixture.json("/api/correlation/trace/\(trace)")
        #expect(document["trace_id"] == .text(trace))
        let jaeger = document["trace"]?["data"]?.elements.first
        #expect(jaeger?["traceID"] == .text(trace))
        #expect(jaeger?["spans"]?.elements.count == 2)
        #expect(document["logs"]?.elements.count == 3)
        #expect(document["truncated"] == .bool(false))
        #expect(
            document["correlation_summary"]
                == (try JSON(#"{"total_spans":2,"total_logs":3,"total_metrics":7}"#))
        )
        let parts = try fixture.json("/api/correlation/logs/\(trace)")
        #expect(parts["logs"] == document["logs"])
        let metrics = try fixture.json("/api/correlation/metrics/\(trace)")
        #expect(metrics["metrics"] == document["metrics"])
    }

    @Test func aLogDocumentTakesItsMembersFromAttributesAndTheTrace() throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        let logs = try fixture.json("/api/correlation/logs/\(trace)")["logs"]?.elements ?? []
        try #require(logs.count == 3)
        let expected = """
            {"timestamp":"2023-01-30T11:50:53.100000000Z","level":"error","severity_number":17,\
            "severity_text":"ERROR","message":"payment declined","trace_id":"\(trace)",\
            "span_id":"2222222222222222","service_name":"payment","request_id":"r-17",\
            "user_id":"u-4","session_id":null,"environment":"production","cluster_name":"east",\
            "hostname":"h-7","kubernetes":{"namespace":"shop","pod_name":"payment-5d"},\
            "trace":{"duration":250000,"operation_name":"POST /checkout",\
            "tags":{"http.route":"/checkout"}},\
            "error":{"type":"Declined","message":"no funds","stack_trace":null},\
            "tenant_id":"acme","attempt":2,"attributes":{"level":"custom"},"zone":"eu"}
            """
        #expect(logs[0] == (try JSON(expected)))
        #expect(logs[1]["level"] == .text("notice"))
        #expect(logs[1]["message"] == .text(#"{"a":1}"#))
        #expect(logs[1]["timestamp"] == .text("2023-01-30T11:50:53.120000000Z"))
        #expect(logs[2]["mentioned_in"] == .text("traceid"))
        #expect(logs[2]["trace_id"] == .text(trace))
    }

    @Test func metricsOfTheTracePrecedeThoseOfItsServices() throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        let own = try fixture.json("/api/correlation/metrics/\(trace)")["metrics"]
        let series = own?["request_metrics"]?["data"]?["result"]?.elements ?? []
        #expect(series.count == 1)
        #expect(series.first?["metric"]?["trace_id"] == .text(trace))
        #expect(series.first?["value"]?.elements.last == .text("3"))
        #expect(own?["request_metrics"]?["infos"] == nil)
        let services = try fixture.json("/api/correlation/metrics/abc")["metrics"]
        let counts = services?["request_metrics"]?["data"]?["result"]?.elements ?? []
        #expect(counts.map { $0["metric"]?["job"] } == [.text("frontend")])
        #expect(services?["request_metrics"]?["infos"]?.elements.count == 1)
        #expect(services?["duration_metrics"]?["data"]?["result"]?.elements.count == 5)
    }

    @Test func metricsOfTheTraceInOneStorePrecedeThoseOfItsServicesInAnother() throws {
        let others = CorrelationFixture.metrics.replacing("trace_id", with: "request_id")
        let fixture = try ServedFixture(stores: [
            (
                "others",
                CorrelationFixture.spans + "\n" + CorrelationFixture.payment + "\n" + others
            ),
            ("own", CorrelationFixture.metrics),
        ])
        defer { fixture.stop() }
        let metrics = try fixture.json("/api/correlation/metrics/\(trace)")["metrics"]
        let series = metrics?["request_metrics"]?["data"]?["result"]?.elements ?? []
        #expect(series.map { $0["metric"]?["trace_id"] } == [.text(trace)])
        #expect(metrics?["request_metrics"]?["infos"] == nil)
    }

    @Test(
        arguments: [
            "66EA073509F4C2132258542DD751EF21", "66ea0735-09f4-c213-2258-542dd751ef21",
            "00-66ea073509f4c2132258542dd751ef21-2222222222222222-01", "ZuoHNQn0whMiWFQt11HvIQ==",
            "ZuoHNQn0whMiWFQt11HvIQ",
        ]
    )
    func anIDIsReadInManySpellings(_ id: String) throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        #expect(try fixture.json("/api/correlation/logs/\(id)")["trace_id"] == .text(trace))
    }

    @Test(
        arguments: [
            ("trace/ff", 404, "id"), ("trace/xyz", 400, "id"), ("logs/xyz", 400, "id"),
            ("logs/abc?limit=0", 400, "limit"), ("logs/abc?limit=", 400, "limit"),
            ("logs/abc?next=x", 400, "next"),
            ("metrics/abc?limit=1", 400, "limit"), ("traces/search?service=a", 400, "service"),
            ("traces/search?q=%7B", 400, "q"), ("traces/search?q=%7B%7D%7Crate()", 400, "q"),
            ("traces/search?limit=x", 400, "limit"),
            ("traces/search?start_time=soon", 400, "start_time"),
            ("traces/search?start_time=2023-01-30&end_time=2023-01-29", 400, "end_time"),
            ("traces/search?min_duration=5", 400, "min_duration"),
            ("traces/search?min_duration=5s&max_duration=1s", 400, "max_duration"),
            ("traces/search?has_error=maybe", 400, "has_error"),
            ("traces/search?sort=name", 400, "sort"),
            ("traces/search?attribute=a", 400, "attribute"),
        ]
    )
    func whatCannotBeAnsweredIsRefused(
        _ target: String,
        _ status: Int,
        _ parameter: String
    ) throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        let response = try fixture.response("/api/correlation/\(target)")
        #expect(response.status == status)
        let error = try response.json()["error"]
        #expect(error?["code"] == .number("\(status)"))
        #expect(error?["parameter"] == .text(parameter))
    }

    @Test func logRecordsComeInPages() throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        let all = try fixture.json("/api/correlation/logs/\(trace)")["logs"]?.elements ?? []
        let first = try fixture.json("/api/correlation/logs/\(trace)?limit=2")
        #expect(first["logs"]?.elements == Array(all[..<2]))
        #expect(first["truncated"] == .bool(true))
        #expect(first["total"] == .number("3"))
        let next = try #require(first["next"]?.text)
        let second = try fixture.json("/api/correlation/logs/\(trace)?limit=2&next=\(next)")
        #expect(second["logs"]?.elements == Array(all[2...]))
        #expect(second["next"] == .null)
    }

    @Test func severalStoresAnswerTogether() throws {
        let fixture = try ServedFixture(stores: [
            ("front", CorrelationFixture.spans + "\n" + CorrelationFixture.metrics),
            ("back", CorrelationFixture.payment + "\n" + CorrelationFixture.logs),
        ])
        defer { fixture.stop() }
        let document = try fixture.json("/api/correlation/trace/\(trace)")
        #expect(
            document["correlation_summary"]
                == (try JSON(#"{"total_spans":2,"total_logs":3,"total_metrics":7}"#))
        )
        #expect(document["logs"]?.elements.first?["trace"]?["duration"] == .number("250000"))
        let one = try fixture.json("/stores/back/api/correlation/trace/\(trace)")
        #expect(one["correlation_summary"]?["total_spans"] == .number("1"))
        let found = try fixture.json("/api/correlation/traces/search")
        #expect(found.elements.count == 2)
        #expect(found.elements.last?["spans"]?.elements.count == 2)
        #expect(
            try fixture.json("/api/stores")
                == (try JSON(#"{"stores":[{"name":"front"},{"name":"back"}]}"#))
        )
    }

    @Test func whatTwoStoresHaveIsGivenOnce() throws {
        let spans = CorrelationFixture.spans.replacing("3333333333333333", with: "short")
        let more = spans.replacing("\"GET /\"", with: "\"GET /more\"")
        let fixture = try ServedFixture(stores: [
            ("some", spans + "\n" + CorrelationFixture.logs),
            ("more", spans + "\n" + more + "\n" + CorrelationFixture.logs),
        ])
        defer { fixture.stop() }
        let short = try fixture.json("/api/correlation/trace/abc")["trace"]
        let names = short?["data"]?.elements.first?["spans"]?.elements.compactMap {
            $0["operationName"]?.text
        }
        #expect(names == ["GET /", "GET /more"])
        let logs = try fixture.json("/api/correlation/logs/\(trace)")
        #expect(logs["total"] == .number("3"))
    }

    @Test(
        "A file that was ingested into two stores is given once as OTLP",
        arguments: [
            ("/jaeger/api/v3/traces/", "result"), ("/tempo/api/v2/traces/", "trace"),
        ]
    )
    func equalStoresAreOneInOTLP(_ path: String, _ member: String) throws {
        let fixture = try ServedFixture(stores: [
            ("one", CorrelationFixture.spans), ("two", CorrelationFixture.spans),
            ("other", CorrelationFixture.payment),
        ])
        defer { fixture.stop() }
        let resources = try fixture.json(path + trace)[member]?["resourceSpans"]
        #expect(resources?.elements.count == 2)
    }

    @Test(
        "Metrics are found whatever times a dump has",
        arguments: [
            (#""endTimeUnixNano":"1675079454010000000"#, #""endTimeUnixNano":"\#(UInt64.max)"#),
            (#""startTimeUnixNano":"1675079454000000000"#, #""startTimeUnixNano":"1"#),
        ]
    )
    func metricsAreFoundOverCenturies(_ time: String, _ other: String) throws {
        let fixture = try ServedFixture(CorrelationFixture.dump.replacing(time, with: other))
        defer { fixture.stop() }
        let response = try fixture.response("/api/correlation/metrics/abc")
        #expect(response.status == 200)
        #expect(try response.json()["total"] == .number("6"))
    }

    @Test func metricsOfATraceAreFoundBeforeAPointInAFarFuture() throws {
        let far = CorrelationFixture.metrics
            .replacing("mcp_requests_total", with: "other_total")
            .replacing("1675079460000000000", with: "\(UInt64.max)")
        let fixture = try ServedFixture(CorrelationFixture.dump + "\n" + far)
        defer { fixture.stop() }
        let metrics = try fixture.json("/api/correlation/metrics/\(trace)")["metrics"]
        let series = metrics?["request_metrics"]?["data"]?["result"]?.elements ?? []
        #expect(series.map { $0["metric"]?["trace_id"] } == [.text(trace)])
    }

    @Test func aDamagedStoreDoesNotKeepBackTheOthers() throws {
        let fixture = try ServedFixture(stores: [
            ("front", CorrelationFixture.spans), ("back", CorrelationFixture.payment),
        ])
        defer { fixture.stop() }
        _ = fixture.folder.write("back.dossier", [UInt8](repeating: 0x5a, count: 4096))
        let document = try fixture.json("/api/correlation/trace/\(trace)")
        #expect(document["correlation_summary"]?["total_spans"] == .number("1"))
        let warnings = document["warnings"]?.elements.compactMap(\.text) ?? []
        #expect(!warnings.isEmpty)
        #expect(warnings.allSatisfy { $0.hasPrefix("the store back could not be read: ") })
        let found = try fixture.response("/api/correlation/traces/search")
        #expect(try found.json().elements.count == 2)
        #expect(found["warning"] != nil)
        #expect(try fixture.response("/stores/back/api/correlation/trace/abc").status == 500)
    }
}
