import Dossier
import TestSupport
import Testing

/// The spans of a trace as OTLP, in JSON and in protobuf.
@Suite struct ResourceSpansTests {
    let fixture = StoreFixture()

    private func items(of trace: TraceID, as encoding: OTLPEncoding) throws -> [String] {
        let spans = try #require(try fixture.open().resourceSpans(ofTrace: trace, as: encoding))
        switch encoding {
        case .json:
            let elements = String(decoding: spans.elements, as: UTF8.self)
            return telemetryItems([try JSON("{\"resourceSpans\":[\(elements)]}")])
        case .protobuf:
            return telemetryItems([try #require(OTLPProtobufReader.tracesData(spans.elements))])
        }
    }

    @Test(arguments: [OTLPEncoding.json, .protobuf])
    func everyFieldComesBack(encoding: OTLPEncoding) throws {
        // What protobuf has no place for: half a character, and a URL inside of a resource.
        let dump = OTLPFixtures.traces.replacing("\\udce9", with: "")
            .replacing(",\"schemaUrl\":\"https://inside/1\"", with: "")
        try fixture.ingest("every.json", Array(dump.utf8))
        let trace = try #require(TraceID(hex: OTLPFixtures.traceID))
        #expect(
            differences(try items(of: trace, as: encoding), telemetryItems([try JSON(dump)]))
                == ([], [])
        )
    }

    @Test func halfACharacterIsMarkedInProtobuf() throws {
        try fixture.ingest("every.json", Array(OTLPFixtures.traces.utf8))
        let trace = try #require(TraceID(hex: OTLPFixtures.traceID))
        let items = try items(of: trace, as: .protobuf)
        #expect(items.count == 1)
        #expect(items[0].contains("😀 \u{fffd}"))
    }

    @Test func idsOfOtherLengthsAreThoseTheyStandForInProtobuf() throws {
        let dump = """
            {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"a1","spanId":"b2",\
            "parentSpanId":"nobody","name":"short"}]}]}]}
            """
        try fixture.ingest("short.json", Array(dump.utf8))
        let trace = try #require(TraceID(hex: String(repeating: "0", count: 30) + "a1"))
        let spans = try #require(try fixture.open().resourceSpans(ofTrace: trace, as: .protobuf))
        let span = OTLPProtobufReader.tracesData(spans.elements)?["resourceSpans"]?.elements.first?[
            "scopeSpans"
        ]?.elements.first?["spans"]?.elements.first
        #expect(span?["traceId"]?.text == trace.hex)
        #expect(span?["spanId"]?.text == "00000000000000b2")
        #expect(span?["parentSpanId"]?.text == "6e6f626f6479")
    }

    @Test(arguments: [OTLPEncoding.json, .protobuf])
    func allTracesOfAnIncidentComeBack(encoding: OTLPEncoding) throws {
        let dumps = (1...2).map { IncidentDump(seed: $0, traceCount: 8) }
        for (number, dump) in dumps.enumerated() {
            try fixture.ingest(dump.write(to: fixture.folder, prefix: "\(number)"))
        }
        let file = try fixture.open()
        for summary in try file.traces().traces {
            var export: [UInt8] = []
            try file.export([.traces], trace: summary.id) { export += $1 }
            let expected = telemetryItems(try JSON.lines(export))
            #expect(
                differences(try items(of: summary.id, as: encoding), expected) == ([], [])
            )
        }
    }

    @Test func aSpanThatCameAgainIsGivenOnce() throws {
        let twice = OTLPFixtures.traces + "\n" + OTLPFixtures.traces
        try fixture.ingest("twice.jsonl", Array(twice.utf8))
        let trace = try #require(TraceID(hex: OTLPFixtures.traceID))
        #expect(try items(of: trace, as: .json).count == 1)
        #expect(try items(of: trace, as: .protobuf).count == 1)
    }

    @Test func aTraceThatIsNotThereHasNone() throws {
        try fixture.ingest("every.jsonl", Array((OTLPFixtures.logs + "\n").utf8))
        let file = try fixture.open()
        let logged = try #require(TraceID(hex: OTLPFixtures.traceID))
        let unknown = try #require(TraceID(hex: String(repeating: "f", count: 32)))
        for trace in [logged, unknown] {
            let spans = try file.resourceSpans(ofTrace: trace, as: .json)
            #expect(spans == nil)
        }
    }
}
