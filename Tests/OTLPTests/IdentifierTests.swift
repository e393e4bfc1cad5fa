import DossierColumns
import DossierOTLP
import Testing

@Suite struct IdentifierTests {
    static let trace = "5b8efff798038103d269b633813fc60c"
    static let span = "eee19b7ec3c1b174"

    @Test(
        "Every spelling of a trace id is the same trace",
        arguments: [
            trace, "5B8EFFF798038103D269B633813FC60C", "5b8eFFF798038103d269B633813fc60C",
            "W47/95gDgQPSabYzgT/GDA==", #"W47\/95gDgQPSabYzgT\/GDA=="#, "W47/95gDgQPSabYzgT/GDA",
            "W47_95gDgQPSabYzgT_GDA==", "NWI4ZWZmZjc5ODAzODEwM2QyNjliNjMzODEzZmM2MGM=",
            "NUI4RUZGRjc5ODAzODEwM0QyNjlCNjMzODEzRkM2MEM=",
            "e5bf1e7df7fbf7cd37f35d37776ebd6fadf7f35ddf73ad1c",
            "0x5b8efff798038103d269b633813fc60c", "0X5B8EFFF798038103D269B633813FC60C",
            "5b8efff7-9803-8103-d269-b633813fc60c", " 5b8efff798038103d269b633813fc60c ",
            "1-5b8efff7-98038103d269b633813fc60c", "121702245401190319682828931810593850892",
            "00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b174-01",
            "5b8efff798038103-d269b633813fc60c",
        ]
    )
    func traceIDSpellings(_ spelling: String) throws {
        let reading = try DumpReading(Request.spans(#"{"traceId":"\#(spelling)"}"#))
        #expect(reading.batches[0].traces.ids == [TraceID(hex: Self.trace)])
        #expect(reading.lines == [Request.spans(#"{"traceId":"\#(Self.trace)"}"#)])
    }

    @Test(
        "Every spelling of a span id is the same span",
        arguments: [
            span, "EEE19B7EC3C1B174", "7uGbfsPBsXQ=", "7uGbfsPBsXQ", "ZWVlMTliN2VjM2MxYjE3NA==",
            "RUVFMTlCN0VDM0MxQjE3NA==", "79e7b5f5bede7377356f5ef8", "0xeee19b7ec3c1b174",
            "0XEEE19B7EC3C1B174", "eee19b7e-c3c1b174", "17213210219539181940",
            "00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b174-01",
        ]
    )
    func spanIDSpellings(_ spelling: String) throws {
        let members = #""spanId":"\#(spelling)","parentSpanId":"\#(spelling)""#
        #expect(
            try Request.spanComingBack(members)
                == #""spanId":"\#(Self.span)","parentSpanId":"\#(Self.span)""#
        )
    }

    @Test func anIDMayBeANumberOrAListOfBytes() throws {
        let bytes = "[91,142,255,247,152,3,129,3,210,105,182,51,129,63,198,12]"
        let ids =
            [("12345", "00000000000000000000000000003039"), (bytes, Self.trace)]
            + [("17213210219539181940", "0000000000000000eee19b7ec3c1b174")]
        for (text, hex) in ids {
            let reading = try DumpReading(Request.spans(#"{"traceId":\#(text)}"#))
            #expect(reading.lines == [Request.spans(#"{"traceId":"\#(hex)"}"#)])
            #expect(reading.outcome.anomalies.isEmpty)
        }
        #expect(try Request.spanComingBack(#""spanId":42"#) == #""spanId":"000000000000002a""#)
        #expect(try Request.spanComingBack(#""spanId":"0x2a""#) == #""spanId":"000000000000002a""#)
    }

    @Test func aNumberOrListThatIsNoIDIsKeptAsText() throws {
        for text in ["1.5", "-3", "[1,2]", "[\"a\"]", "99999999999999999999"] {
            let reading = try DumpReading(Request.spans(#"{"spanId":\#(text)}"#))
            let quoted = text.replacing("\"", with: "\\\"")
            #expect(reading.lines == [Request.spans(#"{"spanId":"\#(quoted)"}"#)])
        }
    }

    @Test func aShortTraceIDIsThePaddedTraceAndComesBackAsItWas() throws {
        let reading = try DumpReading(Request.spans(#"{"traceId":"aBc","spanId":"3"}"#))
        #expect(reading.batches[0].traces.ids.map(\.hex) == ["00000000000000000000000000000abc"])
        #expect(reading.batches[0].spans.columns[SpanColumn.spanID] == [3])
        #expect(reading.lines == [Request.spans(#"{"traceId":"aBc","spanId":"3"}"#)])
    }

    @Test func aTraceIDOf64BitsIsThePaddedTrace() throws {
        let reading = try DumpReading(Request.logs(#"{"traceId":"\#(Self.span)"}"#))
        #expect(
            reading.batches[0].traces.ids.map(\.hex) == ["0000000000000000eee19b7ec3c1b174"]
        )
        #expect(reading.lines == [Request.logs(#"{"traceId":"\#(Self.span)"}"#)])
    }

    @Test(
        "What is no id belongs to no trace and comes back as it was",
        arguments: [
            "zzz", "00000000000000000000000000000000", "0", "5b8efff798038103d269b633813fc60c0",
            "not an id, but text with é", #"\ud800"#, #"\u0000"#, "AAAAAAAAAAAAAAAAAAAAAA==",
            "{5b8efff7-9803-8103-d269-b633813fc60c}",
        ]
    )
    func noID(_ text: String) throws {
        for key in ["traceId", "spanId", "parentSpanId"] {
            let reading = try DumpReading(Request.spans(#"{"\#(key)":"\#(text)"}"#))
            #expect(reading.lines == [Request.spans(#"{"\#(key)":"\#(text)"}"#)])
            if key == "traceId" { #expect(reading.batches[0].traces.ids.isEmpty) }
        }
    }

    @Test(
        "An id that is missing, null or empty is left out",
        arguments: ["", #""traceId":"","spanId":"""#, #""traceId":null,"spanId":null"#]
    )
    func missingIDs(_ members: String) throws {
        #expect(try Request.spanComingBack(members).isEmpty)
        #expect(try Request.logRecordComingBack(members).isEmpty)
    }

    @Test func irregularIDsOfLinksAndExemplarsComeBackToo() throws {
        let link = #""links":[{"traceId":"xyz","spanId":"7"}]"#
        #expect(try Request.spanComingBack(link) == link)
        let exemplar = #""exemplars":[{"spanId":"7","traceId":"xyz"}]"#
        #expect(try Request.pointComingBack(exemplar) == exemplar)
    }

    @Test func theLastOfARepeatedIDCounts() throws {
        #expect(
            try Request.spanComingBack(#""spanId":"\#(Self.span)","spanId":"zzz""#)
                == #""spanId":"zzz""#
        )
    }
}
