import TestSupport
import Testing

/// Jaeger's API v3.
@Suite struct JaegerV3Tests {
    private static let window =
        "query.startTimeMin=2023-11-14T00:00:00Z&query.startTimeMax=2023-11-15T00:00:00Z"

    /// The ids of the spans that are found, in their order.
    private func spanIDs(_ query: String, _ fixture: JaegerFixture) throws -> [String] {
        let (_, json) = try fixture.get("/api/v3/traces?\(Self.window)&\(query)")
        let resources = json["result"]?["resourceSpans"]?.elements ?? []
        return resources.flatMap { $0["scopeSpans"]?.elements ?? [] }
            .flatMap { $0["spans"]?.elements ?? [] }.compactMap { $0["spanId"]?.text }
    }

    @Test func aTraceIsOTLPWithEmptyObjectsKept() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let (status, json) = try fixture.get("/api/v3/traces/abc")
        #expect(status == 200)
        #expect(
            try json
                == .parsed(
                    """
                    {"result":{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name",\
                    "value":{"stringValue":"stock/eu"}}]},"scopeSpans":[{"scope":{},"spans":[\
                    {"traceId":"00000000000000000000000000000abc","spanId":"000000000000000a",\
                    "name":"sync","startTimeUnixNano":"1700000060000000000",\
                    "endTimeUnixNano":"1700000060001000000","status":{}}]}]}]}}
                    """
                )
        )
    }

    @Test func aSearchGivesWholeTracesInOneList() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let query = "query.serviceName=shop&query.attributes=%7B%22cached%22:%22true%22%7D"
        #expect(
            try spanIDs(query, fixture)
                == ["0000000000000001", "0000000000000002", "0000000000000003"]
        )
        #expect(try spanIDs("query.service_name=stock/eu", fixture).count == 4)
        #expect(
            try spanIDs("query.service_name=shop&query.serviceName=stock/eu", fixture).count == 4
        )
    }

    @Test(
        arguments: [
            (
                #"{"op":"eq","args":[{"attr":{"key":"http.status_code","level":"span"}},"#
                    + #"{"scalar":{"value":500}}]}"#, 3
            ),
            (
                #"{"op":"and","args":[{"call":{"op":"gt","args":[{"field":{"name":"duration"}},"#
                    + #"{"scalar":{"value":"100ms"}}]}},{"call":{"op":"in","args":["#
                    + #"{"field":{"name":"kind"}},{"list":{"values":["server"]}}]}}]}"#, 3
            ),
            (
                #"{"op":"some","args":[{"nested":{"level":"event"}},{"call":{"op":"eq","args":["#
                    + #"{"attr":{"key":"attempt","level":"event"}},{"scalar":{"value":3}}]}}]}"#, 0
            ),
            (#"{"op":"eq","args":[{"attr":{"key":"reason"}},{"scalar":{"value":"batch"}}]}"#, 3),
            (#"{"op":"gte","args":[{"field":{"name":"duration"}},{"scalar":{"value":2.4e8}}]}"#, 3),
            (#"{"op":"gte","args":[{"field":{"name":"duration"}},{"scalar":{"value":2.5e8}}]}"#, 0),
            (
                #"{"op":"in","args":[{"attr":{"key":"http.status_code","level":"span"}},"#
                    + #"{"list":{"values":[\#((1...2000).map(String.init).joined(separator: ","))]}}]}"#,
                3
            ),
        ]
    )
    func aFilterIsCompiled(_ filter: String, _ spanCount: Int) throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let escaped = filter.replacing("\"", with: "%22")
        #expect(try spanIDs("query.filter=\(escaped)", fixture).count == spanCount)
    }

    @Test(
        arguments: [
            "{", "{}", #"{"op":"like","args":[{"attr":{"key":"a"}},{"scalar":{"value":1}}]}"#,
            #"{"op":"eq","args":[{"field":{"name":"colour"}},{"scalar":{"value":1}}]}"#,
            #"{"op":"eq","args":[{"field":{"name":"duration"}},{"scalar":{"value":1e300}}]}"#,
        ]
    )
    func aFilterThatIsNotSupportedIsRefused(_ filter: String) throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let escaped = filter.replacing("\"", with: "%22")
        let (status, json) = try fixture.get(
            "/api/v3/traces?\(Self.window)&query.filter=\(escaped)"
        )
        #expect(status == 400)
        let message = json["error"]?["message"]?.text ?? ""
        #expect(message.hasPrefix("malformed parameter query.filter: "))
    }

    @Test func summariesTellWhoFailedAndWhatIsMissing() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let query = "\(Self.window)&query.durationMin=200ms"
        let (_, json) = try fixture.get("/api/v3/trace-summaries?\(query)")
        #expect(
            try json
                == .parsed(
                    """
                    {"summaries":[{"traceId":"\(JaegerFixture.long)","rootServiceName":"shop",\
                    "rootOperationName":"GET /buy","minStartTimeUnixNano":"1700000000000000999",\
                    "maxEndTimeUnixNano":"1700000000250000000","spanCount":3,"errorSpanCount":1,\
                    "orphanSpanCount":0,"services":[\
                    {"name":"shop","spanCount":2,"errorSpanCount":0},\
                    {"name":"stock/eu","spanCount":1,"errorSpanCount":1}]}]}
                    """
                )
        )
        let lost = "\(Self.window)&query.operationName=lost"
        let summaries = try fixture.get("/api/v3/trace-summaries?\(lost)").json["summaries"]
        #expect(summaries?.elements.first?["orphanSpanCount"] == .number("1"))
        let none = "\(Self.window)&query.serviceName=none"
        #expect(try fixture.get("/api/v3/trace-summaries?\(none)").json == .object([]))
        #expect(try fixture.get("/api/v3/traces?\(none)").status == 404)
    }

    @Test func aKindThatIsNotSaidIsInternal() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let (_, json) = try fixture.get("/api/v3/operations?service=stock%2Feu")
        #expect(
            try json
                == .parsed(
                    """
                    {"operations":[{"name":"sync","spanKind":"internal"},\
                    {"name":"take","spanKind":"server"}]}
                    """
                )
        )
    }
}
