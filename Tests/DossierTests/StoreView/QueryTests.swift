import Dossier
import Testing

@testable import DossierCLI

@Suite struct QueryTests {
    private static let start = MetricDump.start * 1000

    private func file() throws -> (ViewFixture, DossierFile) {
        var dump = MetricDump()
        dump.add(
            "http.requests",
            unit: "1",
            "sum",
            (0...8).map { MetricDump.point(Double($0) * 15, #""asInt":"\#($0 * 30)""#) },
            #","aggregationTemporality":2,"isMonotonic":true"#
        )
        dump.add(
            "size",
            unit: "By",
            "exponentialHistogram",
            [
                MetricDump.point(
                    0,
                    #""count":"3","sum":5,"scale":0,"zeroCount":"1","#
                        + #""positive":{"offset":0,"bucketCounts":["2"]}"#
                )
            ],
            #","aggregationTemporality":2"#
        )
        let view = try ViewFixture(dump)
        return (view, try view.fixture.open())
    }

    private func json(_ result: QueryResult) -> String {
        String(decoding: result.json(), as: UTF8.self)
    }

    @Test func answersAtOneTimeAsPrometheusDoes() throws {
        let (_, file) = try file()
        let time = Self.start + 120_000
        #expect(
            json(try file.query("http_requests_total / 120", at: time))
                == #"{"status":"success","data":{"resultType":"vector","result":["#
                + #"{"metric":{"instance":"shop-1","job":"shop"},"value":[1700000120,"2"]}]}}"#
                + "\n"
        )
        #expect(
            json(try file.query("1e-7 + 0", at: time + 5))
                == #"{"status":"success","data":{"resultType":"scalar","#
                + #""result":[1700000120.005,"1e-07"]}}"# + "\n"
        )
    }

    /// A long answer is put into words by parts.
    @Test func partsOfLongAnswerMakeOneDocument() throws {
        let (_, file) = try file()
        let numbers = 10...29
        let text =
            numbers.map { #"label_replace(vector(\#($0)), "a", "\#($0)", "", "")"# }
            .joined(separator: " or ")
        let times = stride(from: Self.start, through: Self.start + 100_000, by: 20)
        let series = numbers.map { number in
            let values = times.map { time in
                let fraction = time % 1000
                let padded = String("00\(fraction)".suffix(3))
                return "[\(time / 1000)\(fraction == 0 ? "" : "." + padded),\"\(number)\"]"
            }
            return #"{"metric":{"a":"\#(number)"},"values":["#
                + values.joined(separator: ",") + "]}"
        }
        let result = try file.query(text, range: Self.start...(Self.start + 100_000), step: 20)
        #expect(
            json(result)
                == #"{"status":"success","data":{"resultType":"matrix","result":["#
                + series.joined(separator: ",") + "]}}\n"
        )
    }

    @Test func answersOverTimeAsPrometheusDoes() throws {
        let (_, file) = try file()
        let range = Self.start...(Self.start + 30_000)
        #expect(
            json(try file.query("http_requests_total", range: range, step: 15_000))
                == #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":"#
                + #"{"__name__":"http_requests_total","instance":"shop-1","job":"shop"},"#
                + #""values":[[1700000000,"0"],[1700000015,"30"],[1700000030,"60"]]}]}}"# + "\n"
        )
        #expect(throws: (any Error).self) {
            try file.query("up", range: range, step: 0)
        }
        #expect(throws: (any Error).self) {
            try file.query("up[5m]", range: range, step: 15_000)
        }
    }

    @Test func findsRawNamesInQueries() throws {
        let (_, file) = try file()
        let result = try file.query(#"{"http.requests"} / 2"#, at: Self.start + 15_000)
        guard case .vector(let series) = result.value else {
            Issue.record("not a vector")
            return
        }
        #expect(series.map { $0.points.map(\.number) } == [[15]])
    }

    @Test func writesNativeHistogramsAsPrometheusDoes() throws {
        let (_, file) = try file()
        #expect(
            json(try file.query("size_bytes", at: Self.start))
                == #"{"status":"success","data":{"resultType":"vector","result":[{"metric":"#
                + #"{"__name__":"size_bytes","instance":"shop-1","job":"shop"},"#
                + #""histogram":[1700000000,{"count":"3","sum":"5","buckets":"#
                + #"[[3,"-1e-128","1e-128","1"],[0,"1","2","2"]]}]}]}}"# + "\n"
        )
    }

    @Test func listsMetricsSeriesAndLabels() throws {
        let (_, file) = try file()
        let metrics = try file.metrics().metrics
        #expect(metrics.map(\.name) == ["http_requests_total", "size_bytes"])
        #expect(metrics.map(\.type) == [.counter, .histogram])
        #expect(metrics.map(\.seriesCount) == [1, 1])
        #expect(
            try file.series(matching: [#"{__name__=~"http.*"}"#, "size_bytes"]).series
                .map(\.selector) == [
                    #"http_requests_total{instance="shop-1", job="shop"}"#,
                    #"size_bytes{instance="shop-1", job="shop"}"#,
                ]
        )
        #expect(try file.labelNames().values == ["__name__", "instance", "job"])
        #expect(try file.labelValues(of: "job").values == ["shop"])
        #expect(
            try file.metricTimeRange()
                == Timestamp(
                    milliseconds: Self.start
                )...Timestamp(milliseconds: Self.start + 120_000)
        )
    }

    @Test func seesWhatIsIngestedLater() throws {
        let (view, file) = try file()
        #expect(try file.metrics().metrics.count == 2)
        var dump = MetricDump()
        dump.add("later", "gauge", [MetricDump.point(0, #""asInt":"1""#)])
        try view.fixture.ingest("later.jsonl", dump.json.utf8)
        #expect(try file.metrics().metrics.count == 3)
    }

    @Test(
        arguments: [
            ("end", 2000), ("start", 1000), ("-1s", 1000), ("end-500ms", 1500), ("start+1s", 2000),
            ("1970-01-01T00:00:03Z", 3000), ("4.5", 4500), ("1970-01-01T00:00:03", 3000),
            ("1970-01-01 00:01", 60_000), ("1970-01-02", 86_400_000),
            ("1970-01-01T01:00:00+01:00", 0), ("end-250us", 1999),
        ] as [(String, Int64)]
    )
    func readsTimesOfQueries(_ text: String, _ expected: Int64) throws {
        let time = try #require(QueryTime(text))
        #expect(
            time.timestamp(in: Timestamp(seconds: 1)...Timestamp(seconds: 2)).milliseconds
                == expected
        )
    }

    @Test func timesWithoutAZoneAreInTheGivenOne() throws {
        let epoch = Timestamp(seconds: 0)...Timestamp(seconds: 0)
        let zone = try #require(TimeZoneName("+02:30"))
        for (text, expected) in [
            ("1970-01-02T02:30:00", 86_400_000), ("1970-01-02", 77_400_000),
            ("1970-01-02T02:30:00Z", 95_400_000),
        ] {
            let time = try #require(QueryTime(text))
            #expect(time.timestamp(in: epoch, zone: zone).milliseconds == Int64(expected))
        }
        #expect(TimeZoneName("UTC") == .utc)
        #expect(TimeZoneName("-5") == .offset(-18_000))
        #expect(TimeZoneName("+1:30") == .offset(5_400))
        #expect(TimeZoneName("-0230") == .offset(-9_000))
        for text in [
            "", "+25", "../etc", "Nowhere/Atall", "+1:99", "+12:3", "+:30", "+1:2:3", "+12:",
            "+12:345",
        ] {
            #expect(TimeZoneName(text) == nil)
        }
    }

    @Test func windowsHaveOneEndAtLeast() throws {
        let window = try #require(QueryTimeWindow("-5m..end"))
        #expect(window.start == .fromEnd(.seconds(-300)))
        #expect(window.end == .fromEnd(.zero))
        #expect(QueryTimeWindow("..1970-01-02T00:00:00Z")?.start == nil)
        for text in ["", "..", "a..b", "1970-01-02", "1..x"] {
            #expect(QueryTimeWindow(text) == nil)
        }
    }

    @Test(arguments: ["", "endx", "-", "start5m", "yesterday"])
    func refusesTimesThatAreNone(_ text: String) {
        #expect(QueryTime(text) == nil)
    }

    @Test func writesRowsOfCommaSeparatedValues() throws {
        let (_, file) = try file()
        let result = try file.query(
            #"label_replace(http_requests_total, "note", "a,\"b\"", "", "")"#,
            at: Self.start + 15_000
        )
        #expect(
            String(decoding: result.csv(), as: UTF8.self)
                == "__name__,instance,job,note,time,value\n"
                + "http_requests_total,shop-1,shop,\"a,\"\"b\"\"\",1700000015,30\n"
        )
    }

    @Test func labelsOfDifferentBytesAreDifferentColumns() throws {
        let (_, file) = try file()
        let composed = #"label_replace(vector(1), "\u00e9", "a", "", "")"#
        let result = try file.query(
            #"label_replace(\#(composed), "e\u0301", "b", "", "")"#,
            at: Self.start + 15_000
        )
        let header = "e\u{301},\u{e9},time,value\n"
        #expect(result.csv().elementsEqual((header + "b,a,1700000015,1\n").utf8))
    }
}
