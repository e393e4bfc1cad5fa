import Dossier
import Testing

/// Queries by Prometheus' API.
@Suite struct PrometheusQueryTests {
    private static let start = PrometheusDump.start

    private func fixture(_ options: QueryOptions = QueryOptions()) throws -> PrometheusFixture {
        try PrometheusFixture(PrometheusDump.metrics(), options: options)
    }

    @Test func aQueryWithoutATimeIsAtTheEndOfTheData() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        let expected =
            #"{"resultType":"vector","result":[{"metric":{},"value":[\#(Self.start + 60),"12"]}]}"#
        #expect(try fixture.data("query?query=sum(load)") == expected)
        #expect(try fixture.data("query?time=", form: "query=sum(load)") == expected)
    }

    @Test func aFormCountsBeforeTheQueryString() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        let answer = try fixture.data("query?query=2&time=5", form: "query=1%2B0")
        #expect(answer == #"{"resultType":"scalar","result":[5,"1"]}"#)
    }

    @Test func timesAreSecondsOrDates() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        for (time, printed) in [
            ("123.4", "123.4"), ("123.4567", "123.457"), ("1e3", "1000"), ("-1", "-1"),
            ("1970-01-01T00:02:03Z", "123"), ("1970-01-01T01:02:03+01:00", "123"),
            ("1970-01-01T01:02:03.5%2B01:00", "123.500"),
        ] {
            let expected = printed == "123.4" ? "123.400" : printed
            #expect(
                try fixture.data("query?query=1&time=\(time)")
                    == #"{"resultType":"scalar","result":[\#(expected),"1"]}"#
            )
        }
    }

    @Test(arguments: [
        ("0", "0", "0"), ("-7", "0.002", "-7"), ("NaN", "-0.25", "NaN"), ("Inf", "12.5", "+Inf"),
        ("-Inf", "1600000000.01", "-Inf"), ("7654321.25", "3", "7654321.25"),
        ("0.0000076543", "3", "0.0000076543"), ("7.6543e-9", "3", "7.6543e-09"),
        ("3e20", "3", "300000000000000000000"), ("3e21", "3", "3e+21"),
        ("0.1%2B0.2", "3", "0.30000000000000004"),
    ])
    func numbersAreWrittenAsGoWritesThem(_ value: String, _ time: String, _ text: String) throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        let point = time.split(separator: ".")
        let decimals = point.count > 1 ? "." + (point[1] + "000").prefix(3) : ""
        #expect(
            try fixture.data("query?query=\(value)&time=\(time)")
                == #"{"resultType":"scalar","result":[\#(point[0])\#(decimals),"\#(text)"]}"#
        )
    }

    @Test(arguments: ["features", "targets/metadata", "admin/tsdb/snapshot", "write"])
    func whatIsMissingIsToldAsPrometheusTellsErrors(_ path: String) throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        let expected = #"{"status":"error","errorType":"not_found","error":"/api/v1/\#(path) is"#
        for answer in [try fixture.ask(path), try fixture.ask(path, form: "a=b")] {
            #expect(answer.status == 404)
            #expect(answer.body.hasPrefix(expected), "\(answer.body)")
        }
    }

    @Test func aRangeHasAValueAtEachStep() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        let times = "start=\(Self.start)&end=\(Self.start + 60)&step=30s"
        let values = [0, 30, 60].map { #"[\#(Self.start + $0),"\#($0 / 10)"]"# }
        #expect(
            try fixture.data("query_range?query=max(load)&\(times)")
                == #"{"resultType":"matrix","result":[{"metric":{},"values":["#
                + values.joined(separator: ",") + "]}]}"
        )
    }

    @Test(arguments: [
        ("query?query=(", 400, "bad_data", #"invalid parameter \"query\": 1:"#),
        ("query?query=1&time=30s", 400, "bad_data", #"cannot parse \"30s\" to a valid timestamp"#),
        ("query?query=1&time=1e40", 400, "bad_data", "cannot parse"),
        ("query?query=1&time=0x10", 400, "bad_data", "cannot parse"),
        ("query?query=1&time=1%00x", 400, "bad_data", "cannot parse"),
        ("query_range?query=1&start=1&end=2&step=0x1", 400, "bad_data", "cannot parse"),
        ("query?query=1&limit=-1", 400, "bad_data", "limit must be non-negative"),
        ("query?query=1&lookback_delta=x", 400, "bad_data", "to a valid duration"),
        ("query?query=load%5B1h:1ms%5D&timeout=0", 503, "timeout", "timed out"),
        ("query?query=load%2Bon()load", 422, "execution", "many"),
        ("query_range?query=1&start=1&end=2", 400, "bad_data", #"parameter \"step\""#),
        ("query_range?query=1&start=1&end=2&step=0", 400, "bad_data", "step widths"),
        ("query_range?query=1&start=2&end=1&step=1", 400, "bad_data", #"parameter \"end\""#),
        ("query_range?query=1&end=1&step=1", 400, "bad_data", #"parameter \"start\""#),
        ("query_range?query=1&start=0&end=11001&step=1", 400, "bad_data", "11,000 points"),
        ("query_range?query=load%5B1m%5D&start=0&end=1&step=1", 400, "bad_data", "range query"),
        ("series", 400, "bad_data", "no match[]"),
        ("series?match[]=%7Bfoo=%22%22%7D", 400, "bad_data", "non-empty matcher"),
        ("labels?start=boop", 400, "bad_data", #"cannot parse \"boop\""#),
        ("rules?type=other", 400, "bad_data", "not supported value"),
    ])
    func whatIsWrongIsTold(_ target: String, _ status: Int, _ type: String, _ text: String) throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        let answer = try fixture.ask(target)
        #expect(answer.status == status, "\(answer.body)")
        #expect(answer.body.hasPrefix(#"{"status":"error","errorType":"\#(type)","error":""#))
        #expect(answer.body.contains(text), "\(answer.body)")
    }

    @Test func elevenThousandStepsPass() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        let answer = try fixture.data("query_range?query=1&start=0&end=11000&step=1")
        #expect(answer.contains(#"[11000,"1"]"#))
    }

    @Test func whatALimitCutsIsSaid() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        for target in ["query?query=load", "labels?x=1", "series?match[]=load"] {
            let cut = try fixture.ask("\(target)&limit=1")
            #expect(cut.body.contains(#""warnings":["results truncated due to limit"]"#))
            let whole = try fixture.ask("\(target)&limit=0")
            #expect(!whole.body.contains("warnings"))
        }
        #expect(try !fixture.ask("query?query=1&limit=1").body.contains("warnings"))
    }

    @Test func samplesCountForAsLongAsAsked() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        let target = "query?query=count(load)&time=\(Self.start + 65)"
        #expect(try fixture.data(target).contains(#""2""#))
        #expect(try fixture.data("\(target)&lookback_delta=4s").contains(#""result":[]"#))
    }

    @Test func statisticsComeIfAskedFor() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        #expect(try fixture.ask("query?query=1&stats=all").body.contains("evalTotalTime"))
        #expect(try !fixture.ask("query?query=1").body.contains("stats"))
    }

    @Test func expressionsAreFormatted() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        #expect(try fixture.data("format_query?query=foo/bar") == #""foo / bar""#)
        let long = "sum(\((0..<30).map { "metric_\($0)" }.joined(separator: "%2B")))"
        #expect(try fixture.data("format_query?query=\(long)").hasPrefix(#""sum(\n  "#))
    }

    @Test func expressionsAreTreesOfNodes() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        #expect(
            try fixture.data("parse_query?query=rate(x%5B1m%5D)%2B1")
                == #"{"type":"binaryExpr","op":"+","lhs":{"type":"call","func":{"name":"rate","#
                + #""argTypes":["matrix"],"variadic":0,"returnType":"vector"},"args":[{"type":"#
                + #""matrixSelector","range":60000,"name":"x","offset":0,"matchers":[{"name":"#
                + #""__name__","value":"x","type":"="}],"timestamp":null,"startOrEnd":null}]},"#
                + #""rhs":{"type":"numberLiteral","val":"1"},"matching":null,"bool":false}"#
        )
    }

    @Test func exemplarsBelongToTheBucketOfTheirValue() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        let query = "query_exemplars?query=rate(took_seconds_bucket%5B5m%5D)"
        let expected =
            #"[{"seriesLabels":{"__name__":"took_seconds_bucket","job":"shop","le":"2"},"#
            + #""exemplars":[{"labels":{"trace_id":"0af7651916cd43dd8448eb211c80319c","#
            + #""span_id":"b7ad6b7169203331","user.id":"7"},"value":"1.5","timestamp":"#
            + #"1700000000}]}]"#
        #expect(try fixture.data(query) == expected)
        #expect(try fixture.data("\(query)&start=1700000000&end=1700000000.5") == expected)
        #expect(try fixture.data("\(query)&start=1700000001") == "[]")
        #expect(try fixture.data("query_exemplars?query=1%2B1") == "[]")
    }

    @Test func optionsOfKnownPathsAreNoContent() throws {
        let fixture = try fixture()
        defer { fixture.stop() }
        for path in ["query", "label/x/values", "status/tsdb"] {
            #expect(try fixture.ask(path, method: "OPTIONS").status == 204)
        }
        #expect(try fixture.ask("nothing").status == 404)
        #expect(try fixture.ask("metadata", form: "x=1").head.contains("Allow: GET"))
    }
}
