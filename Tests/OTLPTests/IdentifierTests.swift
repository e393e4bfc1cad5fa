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
            "RUVFMTlCN0VDM0MxQjE3NA==", "79e7b5f5bede7377356f5ef8",
        ]
    )
    func spanIDSpellings(_ spelling: String) throws {
        let members = #""spanId":"\#(spelling)","parentSpanId":"\#(spelling)""#
        #expect(
            try Request.spanComingBack(members)
                == #""spanId":"\#(Self.span)","parentSpanId":"\#(Self.span)""#
        )
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
