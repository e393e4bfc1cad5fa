import DossierColumns
import DossierOTLP
import TestSupport
import Testing

/// What a fault in the input costs, and what it does not.
@Suite struct MalformedInputTests {
    /// The rejected parts, as text with their offset.
    private func faults(_ reading: DumpReading) -> [String] {
        reading.rejected.map { "\($0.byteOffset): \(String(decoding: $0.bytes, as: UTF8.self))" }
    }

    private func offset(of part: String, in text: String) throws -> UInt64 {
        let range = try #require(text.firstRange(of: part))
        return UInt64(text[..<range.lowerBound].utf8.count)
    }

    @Test(
        "A wrong type deep in an item costs that item only",
        arguments: [
            #"{"name":{}}"#, #"{"traceId":true}"#, #"{"spanId":{"a":1}}"#, #"{"kind":1.5}"#,
            #"{"events":[{"timeUnixNano":"soon"}]}"#, #"{"events":[5]}"#, #"{"events":{}}"#,
            #"{"links":[{"traceId":{}}]}"#, #"{"status":5}"#, #"{"status":{"code":1.5}}"#,
            #"{"attributes":[{"key":"a","value":{"intValue":"x"}}]}"#, #"{"flags":-1.5}"#,
            #"{"attributes":["a"]}"#, #"{"droppedEventsCount":true}"#, "5", "null", "[]",
            #""text""#,
            #"{"attributes":[{"key":"a","value":{"kvlistValue":{"values":[{"value":{"boolValue":0}}]}}}]}"#,
        ]
    )
    func wrongTypeInASpan(_ bad: String) throws {
        let input = Request.spans(#"{"name":"a"}"#, bad, #"{"name":"b","events":[{"name":"c"}]}"#)
        let reading = try DumpReading(input)
        #expect(
            reading.lines == [
                Request.spans(#"{"name":"a"}"#, #"{"name":"b","events":[{"name":"c"}]}"#)
            ]
        )
        #expect(faults(reading) == ["\(try offset(of: ",\(bad),", in: input) + 1): \(bad)"])
        #expect(!reading.rejected[0].isTail)
        #expect(reading.outcome.rejectedCount == 1)
    }

    @Test func theReasonNamesThePlaceOfTheFault() throws {
        let input = Request.logs(#"{"body":{"stringValue":"a"},"timeUnixNano":"soon"}"#)
        let reading = try DumpReading(input)
        let position = try offset(of: "\"soon\"", in: input)
        #expect(
            reading.rejected.map(\.reason)
                == ["expected a whole number at byte \(position)"]
        )
    }

    @Test(
        "A bad data point costs that point only",
        arguments: [
            #"{"asInt":"x"}"#, #"{"asDouble":true}"#, #"{"timeUnixNano":{}}"#, "5", "null",
            #"{"attributes":[{"key":5,"value":6}]}"#, #"{"bucketCounts":["a"]}"#,
            #"{"explicitBounds":[null]}"#, #"{"exemplars":[{"traceId":true}]}"#,
            #"{"exemplars":[1]}"#,
            #"{"quantileValues":[[]]}"#, #"{"positive":{"offset":"x"}}"#, #"{"flags":"x"}"#,
        ]
    )
    func badPoint(_ bad: String) throws {
        func metrics(_ points: String) -> String {
            Request.metrics(
                #"{"name":"m","gauge":{"dataPoints":[\#(points)]}}"#,
                #"{"name":"n","gauge":{"dataPoints":[{"asInt":"3"}]}}"#
            )
        }
        let first = #"{"asInt":"1","exemplars":[{"asInt":"9"}]}"#
        let input = metrics("\(first),\(bad),{\"asInt\":\"2\"}")
        let reading = try DumpReading(input)
        #expect(reading.lines == [metrics("\(first),{\"asInt\":\"2\"}")])
        #expect(faults(reading) == ["\(try offset(of: ",\(bad),", in: input) + 1): \(bad)"])
    }

    @Test(
        "A fault in a metric's own members costs the metric",
        arguments: [
            #""name":{}"#, #""gauge":[]"#, #""gauge":{"dataPoints":{}}"#, #""unit":[]"#,
            #""sum":{"isMonotonic":5}"#, #""sum":{"aggregationTemporality":[]}"#,
            #""metadata":[5]"#,
        ]
    )
    func badMetric(_ member: String) throws {
        let bad = #"{"description":"bad",\#(member)}"#
        let good = #"{"name":"m","gauge":{"dataPoints":[{"asInt":"1"}]}}"#
        let reading = try DumpReading(Request.metrics(good, bad, good))
        #expect(reading.batches[0].dataPoints.rowCount == 2)
        #expect(reading.batches[0].seriesKeys.count == 1)
        #expect(reading.rejected.map(\.bytes) == [Array(bad.utf8)])
    }

    @Test(
        "A fault in the scope or resource costs its entry",
        arguments: [
            #""scope":5"#, #""scope":{"name":{}}"#, #""schemaUrl":{}"#,
            #""scope":{"attributes":[{"key":"a","value":5}]}"#,
        ]
    )
    func badScope(_ member: String) throws {
        let bad = #"{"spans":[{"name":"b"}],\#(member)}"#
        let good = #"{"scope":{},"spans":[{"name":"a"}]}"#
        let input = #"{"resourceSpans":[{"resource":{},"scopeSpans":[\#(good),\#(bad),\#(good)]}]}"#
        let reading = try DumpReading(input)
        #expect(reading.lines == [Request.spans(#"{"name":"a"}"#, #"{"name":"a"}"#)])
        #expect(faults(reading) == ["\(try offset(of: bad, in: input)): \(bad)"])
    }

    @Test(
        "A fault in the resource costs its entry",
        arguments: [
            #""resource":5"#, #""resource":{"attributes":5}"#, #""schemaUrl":[]"#,
            #""resource":{"entityRefs":[5]}"#, #""resource":{"droppedAttributesCount":"x"}"#,
        ]
    )
    func badResource(_ member: String) throws {
        let scopes =
            #""scopeMetrics":[{"metrics":[{"name":"b","gauge":{"dataPoints":[{"asInt":"1"}]}}]}]"#
        let bad = "{\(scopes),\(member)}"
        let good = #"{"resource":{},\#(scopes.replacing("\"b\"", with: "\"a\""))}"#
        let input = #"{"resourceMetrics":[\#(good),\#(bad),\#(good)]}"#
        let reading = try DumpReading(input)
        #expect(reading.batches[0].dataPoints.rowCount == 2)
        #expect(reading.batches[0].seriesKeys.count == 1)
        #expect(faults(reading) == ["\(try offset(of: bad, in: input)): \(bad)"])
    }

    @Test(
        "A value in place of a list or an entry is rejected",
        arguments: [
            #"{"resourceSpans":5}"#, #"{"resourceSpans":{"resource":{}}}"#,
            #"{"resourceSpans":[5]}"#,
            #"{"resourceSpans":[{"resource":{},"scopeSpans":"x"}]}"#,
            #"{"resourceSpans":[{"resource":{},"scopeSpans":[[]]}]}"#,
            #"{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":{}}]}]}"#,
        ]
    )
    func wrongList(_ line: String) throws {
        let good = Request.spans(#"{"name":"a"}"#)
        let reading = try DumpReading("\(good)\n\(line)\n\(good)")
        #expect(reading.batches[0].spans.rowCount == 2)
        #expect(reading.rejected.count == 1)
        #expect(reading.rejected[0].reason.hasPrefix("expected an "))
    }

    @Test(
        "A syntax error costs the rest of its value, and keeps the elements before it",
        arguments: [
            #"{"name":"c"x"#, #"{"name":c}"#, #"{"name"}"#, #"{name:"c"}"#, #"{"name":"c",}"#,
            #"{"flags":1.}"#, #"{"flags":1e}"#, #"{"flags":.5}"#, #"{"flags":+5}"#,
            #"{"flags":nul}"#,
            #"{"attributes":[,]}"#, #"{"attributes":[{}{}]}"#, #"{"name":"c""kind":1}"#, "]", "x",
            #"{"unknown":{"a":[}}}"#, #"{"name":'c'}"#, "{\"name\":\"c\n\"}", #"{"flags":tru}"#,
        ]
    )
    func syntaxError(_ bad: String) throws {
        let input = Request.spans(#"{"name":"a"}"#, #"{"name":"b"}"#, bad, #"{"name":"d"}"#)
        let next = Request.spans(#"{"name":"e"}"#)
        let reading = try DumpReading("\(input)\n\(next)\n")
        #expect(
            reading.lines == [
                Request.spans(#"{"name":"a"}"#, #"{"name":"b"}"#, #"{"name":"e"}"#)
            ]
        )
        #expect(reading.rejected.count == 1)
        let rejected = try #require(reading.rejected.first)
        let text = String(decoding: rejected.bytes, as: UTF8.self)
        #expect("\(input)\n".hasSuffix(text))
        #expect(text.contains(#"{"name":"d"}"#))
        #expect(rejected.byteOffset == UInt64(input.utf8.count + 1 - text.utf8.count))
        #expect(rejected.reason.hasSuffix("; 2 elements before it were read"))
        #expect(!reading.outcome.isCutShort)
    }

    @Test func elementsWhoseScopeIsNotKnownGoWithTheDamage() throws {
        let input = #"""
            {"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"name":"a"}]},{"spans":[{"name":"b"},{"name":x}],"scope":{}}]}]}
            """#
        let reading = try DumpReading(input)
        #expect(reading.lines == [Request.spans(#"{"name":"a"}"#)])
        #expect(faults(reading) == [#"83: {"spans":[{"name":"b"},{"name":x}],"scope":{}}]}]}"#])
    }

    @Test func elementsWhoseResourceIsNotKnownGoWithTheDamage() throws {
        let input = #"""
            {"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"name":"a"}]}]},{"scopeSpans":[{"scope":{},"spans":[{"name":"b"},{"name":x}]}],"resource":{}}]}
            """#
        let reading = try DumpReading(input)
        #expect(reading.lines == [Request.spans(#"{"name":"a"}"#)])
        #expect(reading.rejected.map(\.byteOffset) == [85])
        #expect(
            reading.rejected.map(\.reason) == [
                "expected a JSON value at byte 142; 1 elements before it were read"
            ]
        )
    }

    @Test func noSeriesIsLeftOfPointsThatWereGivenUp() throws {
        let metric = #"{"name":"m","gauge":{"dataPoints":[{"asInt":1}]}}"#
        let input = """
            {"resourceMetrics":[{"scopeMetrics":[{"scope":{},"metrics":[\(metric),{"name":"n"},x]}]}]}
            {"log":"{\\"resourceMetrics\\":[{\\"resource\\":{},\\"scopeMetrics\\":[{\\"scope\\":{},\
            \\"metrics\\":[{\\"name\\":\\"o\\",\\"gauge\\":{\\"dataPoints\\":[{\\"asInt\\":1}]}},x\\n"}
            \(Request.spans("{}"))
            """
        let reading = try DumpReading(input)
        #expect(reading.lines == [Request.spans("{}")])
        #expect(reading.batches[0].seriesKeys.isEmpty)
        #expect(reading.rejected.count == 2)
        // None of the elements in the string was kept.
        #expect(reading.rejected.last?.reason.contains("were read") == false)
    }

    @Test func aForeignLineAmongOthersIsRejectedAndNamed() throws {
        let jaeger = #"{"data":[{"traceID":"1","spans":[{"spanID":"2"}],"processes":{}}]}"#
        let line = Request.spans(#"{"name":"a"}"#)
        let reading = try DumpReading("\(line)\n\(jaeger)\n\(line)")
        #expect(reading.batches[0].spans.rowCount == 2)
        #expect(faults(reading) == ["\(line.utf8.count + 1): \(jaeger)"])
        #expect(reading.rejected[0].reason == "Jaeger JSON, not OTLP")
    }

    @Test func aForeignLineBeforeACutOneIsNotForgotten() throws {
        let line = Request.spans(#"{"name":"a"}"#, #"{"name":"b"}"#)
        let input = "{\"foreign\":1}\n\(line.dropLast(10))"
        let reading = try DumpReading(input)
        #expect(reading.lines == [Request.spans(#"{"name":"a"}"#)])
        #expect(reading.rejected.map(\.isTail).sorted { !$0 && $1 } == [false, true])
    }

    @Test(
        "Values that are entry and request at once lose no row and invent none",
        arguments: [
            #"{"resource":{},"scopeMetrics":[S],"resourceMetrics":[{"resource":{},"scopeMetrics":[S]}]}"#,
            #"{"resourceMetrics":[{"resource":{"droppedAttributesCount":1},"scopeMetrics":[S]}],"scopeMetrics":[S]}"#,
            #"{"scopeMetrics":[S],"x":{"resourceMetrics":[{"scopeMetrics":[S,S]}]},"resource":{}}"#,
            #"{"scopeMetrics":[S],"x":[{"scopeMetrics":[S,S]},{"scopeMetrics":[S]}],"scope_metrics":[S]}"#,
        ]
    )
    func mixedValues(_ pattern: String) throws {
        let scope =
            #"{"scope":{},"metrics":[{"name":"m","gauge":{"dataPoints":[{"asInt":"1"},{"asInt":"2"}]}},{"name":"n"}]}"#
        let reading = try DumpReading(pattern.replacing("S", with: scope))
        for line in reading.lines { _ = try JSON(line) }
        let points = reading.batches[0].dataPoints
        #expect(points.columns[DataPointColumn.series].allSatisfy { $0 == 0 || $0 == 1 || $0 == 2 })
        #expect(points.rowCount > 0)
        #expect(points.rowCount.isMultiple(of: 2))
    }

    @Test func bytesThatAreNotUTF8ComeBack() throws {
        let head = Array(Request.spans("").dropLast("]}]}]}".count).utf8)
        let span = Array("{\"name\":\"".utf8) + [0xff, 0xc3, 0x28, 0x80] + Array("\"}".utf8)
        let input = head + span + Array("]}]}]}".utf8)
        #expect(try DumpReading(input).exportedLines == [input])
    }

    @Test func zeroBytesBetweenValuesAreAnUnreadableLine() throws {
        let line = Array(Request.spans("{}").utf8)
        let reading = try DumpReading(
            line + [0x0a] + [UInt8](repeating: 0, count: 100) + [0x0a] + line
        )
        #expect(reading.batches[0].spans.rowCount == 2)
        #expect(reading.rejected.map(\.bytes.count) == [100])
    }

    @Test func aLongDamagedPartIsKeptInPieces() throws {
        let damaged = Request.spans("{}", String(repeating: "x", count: 9 << 20))
        let reading = try DumpReading("\(damaged)\n\(Request.spans("{}"))")
        #expect(reading.batches[0].spans.rowCount == 2)
        #expect(reading.rejected.map(\.bytes.count) == [4 << 20, 4 << 20, (1 << 20) + 7])
        #expect(reading.outcome.rejectedCount == 1)
        let start = reading.rejected[0].byteOffset
        #expect(reading.rejected.map(\.byteOffset) == [start, start + 4 << 20, start + 8 << 20])
    }
}
