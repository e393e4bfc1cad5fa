import TestSupport
import Testing

/// Searches for traces by both of Jaeger's APIs.
@Suite struct JaegerSearchTests {
    private static let bothIDs = ["0000000000000abc", JaegerFixture.long]

    private func ids(_ query: String, _ fixture: JaegerFixture) throws -> [String] {
        let (status, json) = try fixture.get("/api/traces?\(query)")
        #expect(status == 200)
        return (json["data"]?.elements ?? []).compactMap { $0["traceID"]?.text }
    }

    @Test func withoutAWindowAllTracesAreSearchedTheNewestFirst() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        #expect(try ids("service=stock/eu", fixture) == Self.bothIDs)
        #expect(try ids("service=stock/eu&limit=1", fixture) == ["0000000000000abc"])
        let start = JaegerFixture.start
        #expect(
            try ids("service=stock/eu&start=\(start)&end=\(start + 1_000_000)", fixture)
                == [JaegerFixture.long]
        )
    }

    @Test(
        arguments: [
            "http.status_code:500", "ratio:72.5", "cached:true", "host.name:a", "attempt:2",
            #"ids:[1,"b"]"#, "otel.scope.name:web", "span.kind:server", "event:retry",
        ]
    )
    func anAttributeIsFoundByItsTextWhereverItIs(_ tag: String) throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let escaped = tag.replacing("\"", with: "%22")
        #expect(try ids("service=shop&tag=\(escaped)", fixture) == [JaegerFixture.long])
    }

    @Test(
        arguments: [
            "service=shop&tag=http.status_code:500.0", "service=shop&tag=http.status_code:0500",
            "service=shop&tag=ids:1", "service=shop&operation=take",
            "service=shop&tag=error:true", "service=shop&operation=reserve&tag=cached:true",
            "service=shop&tag=reason:batch", "service=shop&minDuration=250ms",
            "service=none", "service=shop&start=0&end=1",
        ]
    )
    func allConditionsHaveToHoldOfOneSpan(_ query: String) throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        #expect(try ids(query, fixture).isEmpty)
    }

    @Test func aFailureIsFoundByTheTagThatStandsForIt() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let query = "service=stock/eu&tags=%7B%22error%22:%22true%22,%22reason%22:%22batch%22%7D"
        #expect(try ids(query, fixture) == [JaegerFixture.long])
        #expect(try ids("service=stock/eu&tag=error:false", fixture) == ["0000000000000abc"])
    }

    @Test func spansWithoutAServiceAreFoundByTheNameThatStandsForIt() throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let name = "OTLPResourceNoServiceName"
        #expect(try fixture.get("/api/services").json["data"]?.texts == [name, "shop", "stock/eu"])
        #expect(try ids("service=\(name)", fixture) == ["00000000000000ff"])
    }

    @Test(
        arguments: [
            ("service=a&start=x", "unable to parse param 'start'"),
            ("service=a&limit=-1", "unable to parse param 'limit'"),
            ("service=a&maxDuration=30", "unable to parse param 'maxDuration'"),
            (
                "service=a&minDuration=2s&maxDuration=1s",
                "'maxDuration' should be greater than 'minDuration'"
            ),
            ("service=a&tag=k", "malformed 'tag' parameter, expecting key:value, received: k"),
            (
                "service=a&tags=%7B%22x%22:1%7D",
                "malformed 'tags' parameter, cannot unmarshal JSON"
            ),
            ("limit=5", "parameter 'service' is required"),
        ]
    )
    func whatIsWrongIsSaidInJaegersWords(_ query: String, _ message: String) throws {
        let fixture = try JaegerFixture()
        defer { fixture.stop() }
        let (status, json) = try fixture.get("/api/traces?\(query)")
        #expect(status == 400)
        let problem = json["errors"]?.elements.first
        #expect(problem?["code"] == .number("400"))
        #expect(problem?["msg"]?.text?.hasPrefix(message) ?? false)
        #expect(json["data"] == .null)
    }
}
