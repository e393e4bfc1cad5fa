import DossierColumns
import DossierOTLP
import Testing

/// Rust's serde writes a member of its own for what OTLP-JSON leaves out: those shapes are read.
@Suite struct WrappedValueTests {
    @Test(
        "A value that is wrapped once more is the value",
        arguments: [
            (#"{"value":{"stringValue":"a"}}"#, #"{"stringValue":"a"}"#),
            (#"{"value":{"StringValue":"a"}}"#, #"{"stringValue":"a"}"#),
            (#"{"IntValue":5}"#, #"{"intValue":"5"}"#),
            (#"{"value":{"value":{"doubleValue":1.5}}}"#, #"{"doubleValue":1.5}"#),
            (#"{"value":{"bytesValue":[104,105]}}"#, #"{"bytesValue":"aGk="}"#),
            (#"{"value":null}"#, "{}"),
            (
                #"{"value":{"arrayValue":{"values":[{"value":{"intValue":4}},{"boolValue":true}]}}}"#,
                #"{"arrayValue":{"values":[{"intValue":"4"},{"boolValue":true}]}}"#
            ),
            (
                #"{"ArrayValue":{"values":[{"value":{"ArrayValue":{"values":[]}}}]}}"#,
                #"{"arrayValue":{"values":[{"arrayValue":{"values":[]}}]}}"#
            ),
            (
                #"{"value":{"kvlistValue":{"values":[{"key":"a","value":{"value":{"intValue":1}}}]}}}"#,
                #"{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"1"}}]}}"#
            ),
        ]
    )
    func wrappedValue(_ value: String, _ expected: String) throws {
        #expect(try Request.valueComingBack(value) == expected)
        let body = try Request.logRecordComingBack(#""body":\#(value)"#)
        #expect(body == (expected == "{}" ? "" : #""body":\#(expected)"#))
        let set = #""attributes":[{"key":"k","value":\#(value)}],"asInt":"1""#
        let point = try Request.pointComingBack(set)
        #expect(point == #""attributes":[{"key":"k","value":\#(expected)}],"asInt":"1""#)
    }

    @Test func deepWrappingIsNotFollowed() throws {
        for depth in [9, 100_000] {
            let value =
                String(repeating: #"{"value":"#, count: depth) + #"{"intValue":1}"#
                + String(repeating: "}", count: depth)
            let span = #"{"traceId":"5b8efff798038103d269b633813fc60c","attributes":["#
            let input = Request.spans(span + #"{"key":"k","value":\#(value)}]}"#)
            #expect(
                try DumpReading(input).outcome.anomalies.all.map(\.kind) == [.attributeValueMember]
            )
        }
    }

    @Test(
        "A metric's data may be a member of `data`",
        arguments: [#""data":{"gauge":"#, #""data":{"Gauge":"#, #""unit":"1","data":{"gauge":"#]
    )
    func wrappedData(_ head: String) throws {
        let metric =
            #"{"name":"m",\#(head){"dataPoints":[{"timeUnixNano":"5","value":{"asDouble":4.5}},"#
            + #"{"timeUnixNano":"6","value":{"AsInt":-3}}]}}}"#
        let reading = try DumpReading(Request.metrics(metric, metric, metric))
        #expect(reading.outcome.anomalies.isEmpty)
        #expect(reading.batches[0].dataPoints.rowCount == 6)
        let unit = head.contains("unit") ? #""unit":"1","# : ""
        let points = #"{"timeUnixNano":"5","asDouble":4.5},{"timeUnixNano":"6","asInt":"-3"}"#
        let expected =
            #"{"name":"m",\#(unit)"gauge":{"dataPoints":[\#(points),\#(points),\#(points)]}}"#
        #expect(reading.lines == [Request.metrics(expected)])
    }

    @Test func wrappedDataOfOtherKindsHasWhatFollowsThePoints() throws {
        let kinds = [
            ("Sum", "sum", #""aggregationTemporality":2,"isMonotonic":true"#, #""asInt":"1""#),
            (
                "ExponentialHistogram", "exponentialHistogram", #""aggregationTemporality":1"#,
                #""count":"1""#
            ),
            ("histogram", "histogram", #""aggregationTemporality":1"#, #""count":"1""#),
        ]
        for (key, name, rest, value) in kinds {
            func data(_ time: Int) -> String {
                #"{"dataPoints":[{"timeUnixNano":"\#(time)",\#(value)}],\#(rest)}"#
            }
            let metrics = (1...3).map { #"{"name":"m\#($0)","data":{"\#(key)":\#(data($0))}}"# }
            let again = #"{"name":"m1","data":{"\#(key)":\#(data(4))},"description":"d"}"#
            let reading = try DumpReading(
                Request.metrics(metrics[0], metrics[1], metrics[0], again)
            )
            #expect(reading.outcome.anomalies.isEmpty)
            #expect(reading.rejected.isEmpty)
            let line = try #require(reading.lines.first)
            #expect(line.contains(#"{"name":"m2","\#(name)":\#(data(2))}"#), "\(line)")
            #expect(line.contains(#"{"name":"m1","description":"d","\#(name)":\#(data(4))}"#))
        }
    }

    @Test func exemplarsMayBeWrappedToo() throws {
        let point = #""asInt":"1","exemplars":[{"value":{"asDouble":2.5}},{"value":{"AsInt":7}}]"#
        #expect(
            try Request.pointComingBack(point)
                == #""asInt":"1","exemplars":[{"asDouble":2.5},{"asInt":"7"}]"#
        )
    }
}
