import DossierServer
import TestSupport
import Testing

/// What Loki's API answers.
@Suite struct LokiTests {
    private let all = #"{service_namespace="shop"}"#

    @Test func aWindowThatIsLeftOutIsThatOfTheStore() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let answer = try fixture.json("query_range", [("query", all)])
        #expect(answer.lokiLines.count == 12)
        let counts = try fixture.json(
            "query_range",
            [("query", "sum(count_over_time({service_name=~`.+`}[1s]))")]
        )
        let points = counts["data"]?["result"]?.elements.first?["values"]?.elements ?? []
        #expect(points.count == 12)
        #expect(
            try fixture.json("query", [("query", "sum(count_over_time(\(all)[1h]))")])["data"]?[
                "result"
            ]?.elements.first?["value"]?.elements[1].text == "12"
        )
    }

    @Test func theStartBelongsToTheWindowAndTheEndDoesNot() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        for (start, end) in [
            ("1600000002", "1600000004"), ("1600000002000000000", "1600000004000000000"),
            ("1600000001.5", "1600000003.000000001"),
            ("2020-09-13T12:26:42Z", "2020-09-13T12:26:43.5Z"),
        ] {
            let answer = try fixture.json(
                "query_range",
                [("query", all), ("start", start), ("end", end), ("direction", "FORWARD")]
            )
            #expect(answer.lokiLines == ["request n=2 took=20ms", "request n=3 took=30ms"])
        }
    }

    @Test func theLimitIsThatOfAllStreamsTogether() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let newest = try fixture.json("query_range", [("query", all), ("limit", "4")])
        #expect(newest.lokiLines == (8..<12).map { "request n=\($0) took=\($0)0ms" })
        let oldest = try fixture.json(
            "query_range",
            [("query", all), ("limit", "4"), ("direction", "forward")]
        )
        #expect(oldest.lokiLines == (0..<4).map { "request n=\($0) took=\($0)0ms" })
    }

    @Test(arguments: ["forward", "backward"])
    func entriesOfSeveralStoresLieAnIntervalApart(direction: String) throws {
        // In pages of 100 entries of each store.
        let fixture = try LokiFixture([0..<200, 100..<300])
        defer { fixture.served.stop() }
        for (interval, limit) in [(7, 20), (1, 250), (50, 100)] {
            let answer = try fixture.json(
                "query_range",
                [
                    ("query", all), ("direction", direction), ("interval", "\(interval)s"),
                    ("limit", "\(limit)"),
                ]
            )
            let times =
                direction == "forward"
                ? Array(stride(from: 0, to: 300, by: interval))
                : Array(stride(from: 299, through: 0, by: -interval))
            let expected = times.prefix(limit).sorted().map { "request n=\($0) took=\($0)0ms" }
            #expect(answer.lokiLines == expected, "\(interval) \(limit)")
        }
    }

    @Test func labelsAreCategorizedForThoseWhoAsk() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let answer = try fixture.json(
            "query_range",
            [("query", all + " | logfmt"), ("limit", "1")],
            headers: "X-Loki-Response-Encoding-Flags: categorize-labels\r\n"
        )
        #expect(answer["data"]?["encodingFlags"]?.texts == ["categorize-labels"])
        let stream = try #require(answer["data"]?["result"]?.elements.first)
        #expect(stream["stream"]?.members.map(\.key) == ["service_name", "service_namespace"])
        let details = try #require(stream["values"]?.elements.first?.elements.last)
        #expect(details["structuredMetadata"]?["http_route"]?.text == "/r1")
        #expect(details["structuredMetadata"]?["detected_level"]?.text == "error")
        #expect(details["parsed"]?["n"]?.text == "11")
    }

    @Test func withoutCategoriesEachSetOfLabelsIsAStream() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let answer = try fixture.json(
            "query_range",
            [("query", all + " | logfmt | keep service_name, n"), ("limit", "2")]
        )
        let streams = answer["data"]?["result"]?.elements ?? []
        #expect(answer["data"]?["encodingFlags"] == nil)
        #expect(
            try Set(streams) == [
                JSON(
                    """
                    {"stream":{"n":"10","service_name":"svc-1"},\
                    "values":[["1600000010000000000","request n=10 took=100ms"]]}
                    """
                ),
                JSON(
                    """
                    {"stream":{"n":"11","service_name":"svc-2"},\
                    "values":[["1600000011000000000","request n=11 took=110ms"]]}
                    """
                ),
            ]
        )
    }

    @Test func aMetricHasItsValuesAsTextsAndItsTimesInSeconds() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let (status, body) = try fixture.get(
            "query",
            [
                ("query", "sum by (service_name) (rate(\(all)[8s])) > 0.3"),
                ("time", "1600000011.001"),
            ]
        )
        #expect(status == 200)
        let expected = """
            {"status":"success","data":{"resultType":"vector","result":[\
            {"metric":{"service_name":"svc-1"},"value":[1600000011.001,"0.375"]},\
            {"metric":{"service_name":"svc-2"},"value":[1600000011.001,"0.375"]}],"stats":{}}}

            """
        #expect(body == expected)
    }

    /// An endpoint, its parameters, and what the answer says is wrong.
    private typealias BadRequest = (path: String, query: [(String, String)], message: String)

    private static let badRequests: [BadRequest] = [
        ("query_range", [("query", "{a=`b`}"), ("start", "x")], "could not parse 'start'"),
        ("query_range", [("query", "{a=`b`}"), ("since", "x")], "could not parse 'since'"),
        ("query_range", [("query", "{a=`b`}"), ("limit", "0")], "limit must be a positive value"),
        ("query_range", [("query", "{a=`b`}"), ("limit", "5001")], "max entries limit"),
        ("query_range", [("query", "{a=`b`}"), ("step", "0")], "zero or negative"),
        ("query_range", [("query", "{a=`b`}"), ("direction", "up")], "invalid direction"),
        (
            "query_range",
            [("query", "rate({a=`b`}[1m])"), ("start", "0"), ("end", "11001"), ("step", "1")],
            "exceeded maximum resolution"
        ),
        ("query_range", [("query", "{a=`b`"), ("limit", "1")], "parse error at line 1, col "),
        ("query_range", [("query", "{a=~`.*`}")], "at least one regexp or equality matcher"),
        ("query", [("query", "{a=`b`}")], "log queries are not supported"),
        ("index/volume", [("query", "{a=`b`}"), ("aggregateBy", "x")], "invalid aggregation"),
        ("detected_fields", [("query", "rate({a=`b`}[1m])")], "only log queries"),
    ]

    @Test(arguments: badRequests.indices)
    func badParametersAreToldAsText(_ index: Int) throws {
        let (path, query, message) = Self.badRequests[index]
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let (status, body) = try fixture.get(path, query)
        #expect(status == 400)
        #expect(body.contains(message), "\(body)")
    }

    @Test func labelsAndStreamsAreThoseOfTheWindow() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let first = [("start", "1600000000"), ("end", "1600000002")]
        #expect(
            try fixture.json("labels")["data"]?.texts == ["service_name", "service_namespace"]
        )
        #expect(
            try fixture.json("label/service_name/values", first)["data"]?.texts
                == ["svc-0", "svc-1"]
        )
        let selected = [("query", "{service_name=~`svc-[02]`}")]
        #expect(
            try fixture.json("label/service_name/values", selected)["data"]?.texts
                == ["svc-0", "svc-2"]
        )
        let series = try fixture.json(
            "series",
            [("match", "{service_name=`svc-0`}"), ("match[]", "{service_name=~`svc-[01]`}")]
        )
        #expect(series["data"]?.elements.map { $0["service_name"]?.text } == ["svc-0", "svc-1"])
        #expect(try fixture.json("series", [("match", " { }")])["data"]?.elements.count == 3)
        #expect(try fixture.json("labels", [("end", "1")])["data"]?.texts == [])
    }

    @Test func volumesAreBytesOfLines() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let stats = try fixture.json("index/stats", [("query", "{service_name=`svc-1`}")])
        #expect(stats["streams"] == .number("1"))
        #expect(stats["entries"] == .number("4"))
        let first = String(Int64.min)
        for window in [[("start", first), ("end", "1600000012")], [("start", first)]] {
            let query = [("query", all), ("step", "1000000000")] + window
            let range = try fixture.json("index/volume_range", query)
            #expect(range["data"]?["result"]?.elements.isEmpty == false)
        }
        // Of 1, 4, 7 and 10.
        #expect(stats["bytes"] == .number(String(3 * 21 + 23)))
        let volume = try fixture.json(
            "index/volume",
            [("query", all), ("targetLabels", "service_name"), ("limit", "2")]
        )
        let result = try #require(volume["data"]?["result"]?.elements)
        #expect(result.map { $0["metric"]?["service_name"]?.text } == ["svc-1", "svc-2"])
        #expect(result.map { $0["value"]?.elements[1].text } == ["86", "86"])
        let range = try fixture.json(
            "index/volume_range",
            [("query", all), ("start", "1600000000"), ("end", "1600000012"), ("step", "6")]
        )
        let series = try #require(range["data"]?["result"]?.elements)
        #expect(series.count == 1)
        #expect(series[0]["metric"]?.members.map(\.key) == ["service_namespace"])
        #expect(
            series[0]["values"]?.elements.map(\.elements) == [
                [.number("1600000000"), .text("126")], [.number("1600000006"), .text("130")],
            ]
        )
        let names = try fixture.json("index/volume", [("query", all), ("aggregateBy", "labels")])
        #expect(
            names["data"]?["result"]?.elements.map { $0["metric"]?.members.map(\.key) }
                == [["service_namespace"]]
        )
    }

    @Test func fieldsHaveTheKindOfTheirValues() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let answer = try fixture.json("detected_fields", [("query", all)])
        let fields = Dictionary(
            uniqueKeysWithValues: (answer["fields"]?.elements ?? []).map {
                ($0["label"]?.text ?? "", $0)
            }
        )
        #expect(fields["n"]?["type"]?.text == "int")
        #expect(fields["n"]?["cardinality"] == .number("12"))
        #expect(fields["n"]?["parsers"]?.texts == ["logfmt"])
        #expect(fields["took"]?["type"]?.text == "duration")
        #expect(fields["http_route"]?["type"]?.text == "string")
        #expect(fields["http_route"]?["parsers"] == .null)
        #expect(answer["limit"] == .number("1000"))
        let values = try fixture.json("detected_field/http_route/values", [("query", all)])
        #expect(Set(values["values"]?.texts ?? []) == ["/r0", "/r1"])
        let labels = try fixture.json("detected_labels")["detectedLabels"]?.elements ?? []
        #expect(labels.map { $0["cardinality"] } == [.number("3"), .number("1")])
    }

    @Test func patternsAreCountedByLevelAndTime() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let answer = try fixture.json("patterns", [("query", all), ("step", "1h")])
        let patterns = try #require(answer["data"]?.elements)
        #expect(patterns.map { $0["level"]?.text } == ["info", "error"])
        #expect(
            patterns.map { $0["samples"]?.elements.map { $0.elements[1] } }
                == [[.number("9")], [.number("3")]]
        )
    }

    @Test func grafanasHealthCheckHasOneSample() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let answer = try fixture.json(
            "query",
            [("query", "vector(1)+vector(1)"), ("time", "4000000000")]
        )
        let result = try #require(answer["data"]?["result"]?.elements)
        #expect(result.map { $0["value"]?.elements } == [[.number("4000000000"), .text("2")]])
    }

    /// Grafana asks for the rows around one of a stream by two queries, both of which have that time.
    @Test func contextOfALineHasTheLineInBothDirections() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let stream = #"{service_name="svc-0"}"#
        let before = try fixture.json(
            "query_range",
            [
                ("query", stream), ("start", "1599992806000000000"),
                ("end", "1600000006000000001"), ("limit", "2"), ("direction", "BACKWARD"),
            ]
        )
        let behind = try fixture.json(
            "query_range",
            [
                ("query", stream), ("start", "1600000006000000000"),
                ("end", "1600007206000000000"), ("limit", "2"), ("direction", "FORWARD"),
            ]
        )
        #expect(before.lokiLines == ["request n=3 took=30ms", "request n=6 took=60ms"])
        #expect(behind.lokiLines == ["request n=6 took=60ms", "request n=9 took=90ms"])
    }

    @Test func theVolumeOfExploreIsCountedByLevel() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let query =
            "sum by (level, detected_level) (count_over_time(\(all) | drop __error__[12s]))"
        let answer = try fixture.json(
            "query_range",
            [
                ("query", query), ("start", "1600000000000000000"),
                ("end", "1600000012000000000"), ("step", "12000ms"), ("direction", "backward"),
            ],
            headers: "X-Query-Tags: Source=logvolhist\r\nX-Scope-OrgID: 1\r\n"
        )
        let series = try #require(answer["data"]?["result"]?.elements)
        #expect(series.map { $0["metric"]?["detected_level"]?.text } == ["error", "info"])
    }

    @Test func aFormIsAnsweredAsAQueryString() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let client = try #require(TestClient(port: fixture.served.port))
        defer { client.close() }
        let form = "match%5B%5D=%7Bservice_name%3D%22svc-2%22%7D"
        client.send(
            "POST /loki/loki/api/v1/series HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: \(form.utf8.count)\r\n\r\n\(form)"
        )
        #expect(client.receiveAll().contains(#""service_name":"svc-2""#))
    }
}
