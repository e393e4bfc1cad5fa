import TestSupport
import Testing

/// Traces as Jaeger's JSON API has them.
@Suite struct JaegerTraceTests {
    private func trace(_ id: String, _ fixture: JaegerFixture) throws -> JSON {
        let (status, json) = try fixture.get("/api/traces/\(id)")
        #expect(status == 200)
        return try #require(json["data"]?.elements.first)
    }

    @Test func spansHaveTagsBetweenTheFieldsOfOpenTelemetry() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let spans = try #require(trace(JaegerFixture.long, fixture)["spans"]?.elements)
        #expect(spans.count == 3)
        let expected = try JSON.parsed(
            """
            {"traceID":"\(JaegerFixture.long)","spanID":"0000000000000001",\
            "operationName":"GET /buy","references":[],"startTime":1700000000000000,\
            "duration":249999,"tags":[\
            {"key":"otel.scope.name","type":"string","value":"web"},\
            {"key":"otel.scope.version","type":"string","value":"2"},\
            {"key":"http.status_code","type":"int64","value":500},\
            {"key":"big","type":"int64","value":"9223372036854775807"},\
            {"key":"ratio","type":"float64","value":72.5},\
            {"key":"cached","type":"bool","value":true},\
            {"key":"ids","type":"string","value":"[1,\\"b\\"]"},\
            {"key":"raw","type":"binary","value":"AAAwOQ=="},\
            {"key":"span.kind","type":"string","value":"server"},\
            {"key":"w3c.tracestate","type":"string","value":"k=v"}],\
            "logs":[{"timestamp":1700000000100000,"fields":[\
            {"key":"event","type":"string","value":"retry"},\
            {"key":"attempt","type":"int64","value":2}]}],\
            "processID":"p1","warnings":null}
            """
        )
        #expect(spans[0] == expected)
    }

    @Test func theParentIsTheFirstReferenceAndLinksFollow() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let trace = try trace(JaegerFixture.long, fixture)
        let failed = try #require(trace["spans"]?.elements.last)
        #expect(
            try failed["references"]
                == .parsed(
                    """
                    [{"refType":"CHILD_OF","traceID":"\(JaegerFixture.long)",\
                    "spanID":"0000000000000002"},{"refType":"FOLLOWS_FROM",\
                    "traceID":"0000000000000abc","spanID":"000000000000000a"}]
                    """
                )
        )
        #expect(
            failed["tags"]?.elements.compactMap { $0["key"]?.text } == [
                "span.kind", "otel.status_code", "error", "otel.status_description",
            ]
        )
        #expect(
            try trace["processes"]
                == .parsed(
                    """
                    {"p1":{"serviceName":"shop","tags":[\
                    {"key":"host.name","type":"string","value":"a"}]},\
                    "p2":{"serviceName":"stock/eu","tags":[]}}
                    """
                )
        )
    }

    @Test(arguments: ["abc", "0000000000000ABC", "AAAAAAAACrw=", "AAAAAAAAAAAAAAAAAAAKvA"])
    func anIDIsFoundInEverySpelling(_ text: String) throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        #expect(try trace(text, fixture)["traceID"]?.text == "0000000000000abc")
    }

    @Test func anUnknownTraceIsNotFound() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let (status, json) = try fixture.get("/api/traces/123")
        #expect(status == 404)
        #expect(
            try json
                == .parsed(
                    """
                    {"data":null,"total":0,"limit":0,"offset":0,\
                    "errors":[{"code":404,"msg":"trace not found"}]}
                    """
                )
        )
    }

    @Test func severalIDsGiveTheTracesThatThereAreAndAnErrorForEachOther() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let (status, json) = try fixture.get("/api/traces?traceID=abc&traceID=123")
        #expect(status == 200)
        #expect(json["data"]?.elements.map { $0["traceID"]?.text } == ["0000000000000abc"])
        #expect(json["errors"]?.elements.map { $0["traceID"]?.text } == ["0000000000000123"])
    }

    @Test func aFileOfOTLPIsTransformedWithEverySpan() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let span = #"{"traceId":"\#(JaegerFixture.long)","spanId":"0000000000000009","name":"a"}"#
        let (status, json) = try fixture.post(
            "/api/transform",
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(span),\#(span)]}]}]}"#
        )
        #expect(status == 200)
        #expect(json["data"]?.elements.first?["spans"]?.elements.count == 2)
        #expect(try fixture.post("/api/transform", "<xml/>").status == 400)
    }
}
