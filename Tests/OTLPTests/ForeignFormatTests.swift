import DossierColumns
import DossierOTLP
import Testing

/// Inputs that are no OTLP are refused by their name, and nothing of them is taken.
@Suite struct ForeignFormatTests {
    struct Sample: CustomTestStringConvertible {
        let name: String
        let content: String

        init(_ name: String, _ content: String) {
            self.name = name
            self.content = content
        }

        var testDescription: String { "\(name): \(content.prefix(40))" }
    }

    static let samples = [
        Sample(
            "Jaeger JSON",
            #"{"data":[{"traceID":"1","spans":[{"traceID":"1","spanID":"2","operationName":"a"}],"processes":{"p1":{}}}]}"#
        ),
        Sample(
            "Jaeger JSON",
            #"{"traceID":"1","spanID":"2","operationName":"a","startTimeMillis":5}"#
        ),
        Sample(
            "Zipkin JSON",
            #"[{"traceId":"1","id":"2","name":"a","timestamp":5,"localEndpoint":{"serviceName":"s"}}]"#
        ),
        Sample(
            "Zipkin JSON",
            #"[[{"traceId":"1","id":"2","name":"a","annotations":[{"value":"cs"}],"binaryAnnotations":[]}]]"#
        ),
        Sample(
            "Loki",
            #"{"status":"success","data":{"resultType":"streams","result":[{"stream":{},"values":[]}]}}"#
        ),
        Sample(
            "Prometheus",
            #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"2"]]}]}}"#
        ),
        Sample(
            "Elasticsearch",
            #"{"took":1,"_shards":{"total":1},"hits":{"total":1,"hits":[{"_index":"a","_source":{"message":"m"}}]}}"#
        ),
        Sample(
            "Elasticsearch",
            "{\"_index\":\"a\",\"_id\":\"1\",\"_source\":{}}\n{\"_index\":\"a\"}\n"
        ),
        Sample(
            "application's JSON log",
            "{\"level\":\"info\",\"msg\":\"a\"}\n{\"level\":\"warn\",\"msg\":\"b\"}\n"
        ),
        Sample("application's JSON log", #"{"@timestamp":"2026-01-15T10:00:00Z","message":"a"}"#),
        Sample("JSON that is not OTLP", #"{"a":1}"#), Sample("JSON that is not OTLP", "[{},{}]"),
        Sample(
            "Data Prepper",
            #"{"traceId":"1","spanId":"2","traceGroup":"a","startTime":"2026-01-15T10:00:00Z"}"#
        ),
        Sample("text that is not JSON", "GET / 200\nGET /a 404\n"),
        Sample("text that is not JSON", "GET / 200\nGET /a 4"),
        Sample("text that is not JSON", "null and void"), Sample("text that is not JSON", "{a: 1}"),
        Sample("JSON that is not OTLP", #""resourceSpans""#),
        Sample("JSON that is not OTLP", "[1,2,3]"), Sample("JSON that is not OTLP", "123"),
        Sample("JSON that is not OTLP, but the value null", "null\n"),
        Sample("JSON that is not OTLP, but the value null", "[null]"),
        Sample("Chrome trace", #"{"traceEvents":[{"name":"a","ph":"X","ts":1}]}"#),
        Sample("Chrome trace", #"[{"name":"a","ph":"B","ts":1,"pid":1,"tid":1}]"#),
        Sample(
            "Jaeger JSON",
            #"{"traceId":"AAAAAAAAAAAAAAAAAAAAEQ==","spanId":"AAAAAAAAAAM=","operationName":"a","startTime":"2026-01-15T10:00:00Z"}"#
        ),
        Sample(
            "Jaeger JSON",
            #"{"process":{"service_name":"a"},"spans":[{"trace_id":"AA==","operation_name":"b"}]}"#
        ),
        Sample(
            "Jaeger JSON",
            #"{"batches":[{"process":{"serviceName":"a"},"spans":[{"traceId":"AA==","operationName":"b"}]}]}"#
        ),
        Sample(
            "Python's console exporter",
            "{\n  \"name\": \"a\",\n  \"context\": {\"trace_id\": \"0x1\", \"span_id\": \"0x2\"},\n  \"kind\": \"SpanKind.SERVER\", \"parent_id\": null\n}\n"
        ),
        Sample(
            "Python's console exporter",
            #"{"body":"a","severity_number":9,"severity_text":"INFO","trace_id":"0x1","span_id":"0x2","trace_flags":1}"#
        ),
        Sample(
            "Python's console exporter",
            #"{"resource_metrics":[{"resource":{"attributes":{"service.name":"a"}},"scope_metrics":[]}]}"#
        ),
        Sample(
            "Go's console exporter",
            #"{"Name":"a","SpanContext":{"TraceID":"1","SpanID":"2"},"Parent":{},"SpanKind":1}"#
        ),
        Sample(
            "Go's console exporter",
            #"{"Timestamp":"2026-01-15T10:00:00Z","ObservedTimestamp":"","Severity":9,"SeverityText":"INFO","Body":{}}"#
        ),
        Sample(
            "Go's console exporter",
            #"{"Resource":[{"Key":"service.name"}],"ScopeMetrics":[{"Scope":{},"Metrics":[]}]}"#
        ),
        Sample(
            "JavaScript's console exporter",
            "{\n  resource: { attributes: {} },\n  instrumentationScope: { name: 'a' },\n  traceId: '1',\n  parentId: undefined\n}\n"
        ),
        Sample(
            "JavaScript's console exporter",
            "listening\n{\n  traceId: '1',\n  parentId: undefined,\n  name: 'a',\n  duration: 5\n}\n"
        ),
        Sample(
            "JavaScript's console exporter",
            "{\n  descriptor: { name: 'a' },\n  dataPointType: 3,\n  dataPoints: [ { value: 1 } ]\n}\n"
        ),
        Sample(
            "JavaScript's console exporter",
            #"{"traceId":"1","name":"a","id":"2","kind":0,"timestamp":5,"duration":6,"attributes":{},"status":{"code":0},"events":[]}"#
        ),
        Sample(".NET's console exporter", "Activity.TraceId:  1\nActivity.SpanId:  2\n"),
        Sample("Prometheus or OpenMetrics text", "# TYPE a counter\na_total{x=\"y\"} 5\n# EOF\n"),
        Sample(
            "debug exporter",
            "ResourceSpans #0\nResource SchemaURL: \nScopeSpans #0\nSpan #0\n"
        ),
        Sample("HTML or XML", "<!DOCTYPE html><html></html>"),
        Sample("SQLite", "SQLite format 3\0"), Sample("Parquet", "PAR1 and more"),
    ]

    @Test(arguments: samples) func isRefusedByName(_ sample: Sample) throws {
        let reading = try DumpReading(sample.content)
        let refusal = try #require(reading.outcome.refusal)
        #expect(refusal.contains(sample.name))
        #expect(reading.batches.isEmpty)
        #expect(reading.outcome.progress == nil)
        #expect(reading.outcome.rejectedCount == 0)
        #expect(!reading.outcome.isCutShort)
    }

    @Test func binaryDataIsRefusedAsSuch() throws {
        for seed in 0..<40 {
            let noise = InputFixtures.noise(20_000, seed: UInt64(seed))
            for start in [[], Array("{".utf8), Array("[{\"".utf8)] {
                let refusal = try #require(try DumpReading(start + noise).outcome.refusal)
                #expect(!refusal.contains("JSON"), "\(refusal)")
            }
        }
        let samples: [(String, [UInt8])] = [
            ("zlib", [0x78, 0x9c, 0xab, 0x56, 0x4a, 0x04]),
            ("UTF-16", Array("{\0\"\0a\0\"\0}\0".utf8)), ("UTF-16", Array("\0{\0\"\0a".utf8)),
            ("packets", [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0]),
            ("7-Zip", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
            ("binary", [0, 1, 2, 3, 4]),
        ]
        for (name, bytes) in samples {
            let outcome = try DumpReading(bytes).outcome
            #expect(outcome.refusal?.contains(name) == true, "\(outcome.refusal ?? "")")
        }
    }

    @Test func everyRefusalSaysWhatToDo() throws {
        for sample in Self.samples {
            #expect(!(try DumpReading(sample.content).outcome.remedy.isEmpty))
        }
    }

    @Test func batchesOfOTLPAreRead() throws {
        let entry = Request.spans(#"{"name":"a"}"#).dropFirst(#"{"resourceSpans":["#.count)
            .dropLast(2)
        let reading = try DumpReading(#"{"batches":[\#(entry),\#(entry)]}"#)
        #expect(reading.batches[0].spans.rowCount == 2)
    }

    @Test func aRefusedInputLeavesThoseBesideItAlone() throws {
        let line = Request.spans("{}")
        let inputs = [line, Self.samples[0].content, line].map { Array($0.utf8) }
        let reading = try DumpReading(inputs)
        #expect(reading.outcomes.map { $0.refusal == nil } == [true, false, true])
        #expect(reading.batches.count == 1)
        #expect(reading.batches[0].spans.rowCount == 2)
        #expect(reading.batches[0].progress.map(\.input) == [1, 3])
        #expect(reading.rejected.isEmpty)
    }

    @Test func muchForeignContentIsRefusedBeforeItsEnd() throws {
        let line = #"{"level":"info","msg":"\#(String(repeating: "a", count: 1000))"}"# + "\n"
        let input = String(repeating: line, count: 5000) + Request.spans("{}")
        let reading = try DumpReading(input)
        #expect(reading.outcome.refusal == "an application's JSON log")
        #expect(reading.outcome.encodedByteCount < 3 << 20)
    }

    @Test func oneLineOfTelemetryMakesAnInputOne() throws {
        let input = Self.samples[0].content + "\n" + Request.spans("{}") + "\n"
        let reading = try DumpReading(input)
        #expect(reading.outcome.refusal == nil)
        #expect(reading.batches[0].spans.rowCount == 1)
        #expect(reading.rejected.map(\.reason) == ["Jaeger JSON, not OTLP"])
    }

    @Test func anExportersResponseIsSkipped() throws {
        let reading = try DumpReading(#"{"partialSuccess":{}}"# + "\n" + Request.spans("{}"))
        #expect(reading.rejected.isEmpty)
        #expect(reading.batches[0].spans.rowCount == 1)
    }

    @Test func aLogThatMentionsAResponseIsKept() throws {
        let log = #"{"level":"warn","msg":"exported","response":{"partialSuccess":{}}}"#
        let reading = try DumpReading(log + "\n" + Request.spans("{}"))
        #expect(reading.rejected.map(\.bytes) == [Array(log.utf8)])
        #expect(try DumpReading(log).outcome.refusal == "an application's JSON log")
    }
}
