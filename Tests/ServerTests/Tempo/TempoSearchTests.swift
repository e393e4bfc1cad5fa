import TestSupport
import Testing

/// Searches over Tempo's API.
@Suite struct TempoSearchTests {
    private static let cart = TempoFixture.dump(
        service: "cart",
        [
            TempoFixture.span("a1", "1", second: 0, more: TempoFixture.details),
            TempoFixture.span("a1", "2", parent: "0000000000000001", name: "SELECT", second: 1),
            TempoFixture.span("b1", "3", second: 60, milliseconds: 5000),
        ]
    )
    private static let payment = TempoFixture.dump(
        service: "payment",
        [
            TempoFixture.span("c1", "4", second: 30),
            TempoFixture.span("a1", "5", parent: "0000000000000001", name: "POST /", second: 2),
        ]
    )

    private static func ids(_ response: TempoFixture.Response) throws -> [String] {
        try response.json["traces"]?.elements.compactMap { $0["traceID"]?.text } ?? []
    }

    @Test(arguments: [
        ("", ["b1", "a1"]), ("q={}", ["b1", "a1"]), ("q={status=error}", ["a1"]),
        ("q={}&limit=1", ["b1"]), ("tags=region=north", ["a1"]),
        ("tags=region=north name=SELECT", ["a1"]), ("tags=region=south", []),
        ("tags=service.name=cart code=503", ["a1"]), ("tags=error=true", ["a1"]),
        ("tags=name=\"GET /\"&minDuration=2s", ["b1"]), ("maxDuration=2s", ["a1"]),
        ("region=north", ["a1"]), ("region=north&start=1600000000&end=1600000070", ["a1"]),
        ("start=1600000000&end=1600000070", ["a1"]), ("start=1600000080&end=1600000082", ["b1"]),
        ("q={}&start=1&end=2", []),
    ])
    func tracesAreFound(query: String, expected: [String]) throws {
        let fixture = try TempoFixture([Self.cart])
        #expect(try Self.ids(try fixture.ask("/api/search?\(query)")) == expected)
    }

    @Test(arguments: [
        ("q={ .a = }", ""), ("q={} | rate()", ""),
        ("limit=0", "invalid limit: must be a positive number"), ("limit=-1", "invalid limit"),
        ("limit=x", "invalid limit"), ("spss=-1", "invalid spss"), ("start=a", "invalid start"),
        ("end=b", "invalid end"), ("q={}&start=10", "http parameter start must be before end"),
        ("q={}&start=10&end=10", "http parameter start must be before end"),
        ("q={}&tags=a=b", "can't specify tags and q in the same query"),
        ("tags=a=b a=c", "invalid tags: tag a has been set twice"),
        ("tags=a=\"b", "invalid tags"), ("tags==b", "invalid tags"),
        ("minDuration=5", "invalid minDuration"), ("maxDuration=ten", "invalid maxDuration"),
        ("minDuration=10s&maxDuration=5s", "invalid maxDuration: must be greater than minDuration"),
    ])
    func whatIsWrongIsSaidAsText(query: String, reason: String) throws {
        let fixture = try TempoFixture([Self.cart])
        let response = try fixture.ask("/api/search?\(query)")
        #expect(response.status == 400)
        #expect(response.header.contains("Content-Type: text/plain"))
        #expect(response.body.contains(reason))
    }

    @Test func spansPerSpansetAreLimited() throws {
        let fixture = try TempoFixture([Self.cart])
        for (limit, count) in [("spss=1", 1), ("", 2), ("spss=0", 2)] {
            let trace = try fixture.ask("/api/search?q={.service.name=\"cart\"}&\(limit)").json[
                "traces"
            ]?.elements.last
            #expect(trace?["spanSet"]?["spans"]?.elements.count == count)
            #expect(trace?["spanSet"]?["matched"] == .number("2"))
        }
    }

    @Test func tracesOfSeveralStoresComeNewestFirst() throws {
        let fixture = try TempoFixture([Self.cart, Self.payment])
        #expect(try Self.ids(try fixture.ask("/api/search?q={}")) == ["b1", "c1", "a1"])
        #expect(try Self.ids(try fixture.ask("/api/search?q={}&limit=2")) == ["b1", "c1"])
    }

    @Test func aSpanInSeveralStoresMatchesOnce() throws {
        let fixture = try TempoFixture([Self.cart, Self.cart, Self.payment])
        for (limit, count) in [("spss=1", 1), ("", 3), ("spss=0", 3)] {
            let trace = try fixture.ask("/api/search?q={}&\(limit)").json["traces"]?.elements.last
            #expect(trace?["spanSet"]?["spans"]?.elements.count == count)
            #expect(trace?["spanSet"]?["matched"] == .number("3"))
        }
    }

    @Test func aTraceInSeveralStoresIsFoundOnce() throws {
        let fixture = try TempoFixture([Self.cart, Self.payment])
        let trace = try fixture.ask("/api/search?q={}").json["traces"]?.elements.last
        #expect(trace?["spanSets"]?.elements.count == 1)
        #expect(trace?["spanSet"]?["matched"] == .number("3"))
        #expect(trace?["rootServiceName"]?.text == "cart")
        #expect(trace?["durationMs"] == .number("2250"))
        #expect(trace?["serviceStats"]?.members.map(\.key) == ["cart", "payment"])
    }
}
