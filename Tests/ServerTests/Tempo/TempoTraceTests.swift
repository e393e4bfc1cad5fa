import TestSupport
import Testing

/// A trace by its id, over Tempo's API.
@Suite struct TempoTraceTests {
    private static let dump = TempoFixture.dump(
        service: "cart",
        [
            TempoFixture.span("a1", "1", second: 0, more: TempoFixture.details),
            TempoFixture.span("a1", "2", parent: "0000000000000001", second: 1),
            TempoFixture.span("b1", "3", second: 60),
        ]
    )

    private static func spans(_ entries: JSON?) -> [JSON] {
        (entries?.elements ?? []).flatMap { $0["scopeSpans"]?.elements ?? [] }
            .flatMap { $0["spans"]?.elements ?? [] }
    }

    @Test func bothVersionsGiveTheSameJSON() throws {
        let fixture = try TempoFixture([Self.dump])
        let first = try fixture.ask("/api/traces/a1").json["resourceSpans"]
        let second = try fixture.ask("/api/v2/traces/a1").json["trace"]?["resourceSpans"]
        #expect(Self.spans(first).count == 2)
        #expect(first == second)
    }

    @Test(arguments: ["/api/traces/a1", "/api/v2/traces/a1"])
    func protobufIsGivenToThoseThatNameIt(path: String) throws {
        let fixture = try TempoFixture([Self.dump])
        let named = try fixture.ask(path, accept: "application/json, application/protobuf;q=0.1")
        #expect(named.status == 200)
        #expect(named.header.contains("Content-Type: application/protobuf"))
        for accept in ["*/*", "text/html", "application/json"] {
            let other = try fixture.ask(path, accept: accept)
            #expect(other.header.contains("Content-Type: application/json"))
        }
    }

    @Test(arguments: [
        ("a1", 200), ("A1", 200), ("0a1", 200), ("000000000000000000000000000000a1", 200),
        ("a2", 404), ("xyz", 400), ("0000000000000000000000000000000a1", 400),
        ("+1", 400), ("a1%20", 400),
    ])
    func idsAreHexadecimalOfAnyLength(id: String, status: Int) throws {
        let fixture = try TempoFixture([Self.dump])
        for path in ["/api/traces/", "/api/v2/traces/"] {
            #expect(try fixture.ask(path + id).status == status)
        }
    }

    @Test(arguments: [
        ("", 200), ("start=1600000000&end=1600000100", 200),
        ("start=1600000100&end=1600000200", 404), ("end=1600000100", 200),
        ("start=1600000000", 400), ("start=20&end=10", 400), ("start=10&end=10", 400),
        ("start=x", 400), ("start=-1&end=2", 400), ("start=1&end=99999999999", 400),
    ])
    func aWindowHasToTouchTheTrace(query: String, status: Int) throws {
        let fixture = try TempoFixture([Self.dump])
        #expect(try fixture.ask("/api/v2/traces/a1?\(query)").status == status)
    }

    @Test func aTraceInSeveralStoresIsOne() throws {
        let other = TempoFixture.dump(
            service: "payment",
            [TempoFixture.span("a1", "4", second: 2)]
        )
        // The first store is served twice.
        let fixture = try TempoFixture([Self.dump, other, Self.dump])
        let trace = try fixture.ask("/api/v2/traces/a1").json["trace"]
        let ids = Self.spans(trace?["resourceSpans"]).compactMap { $0["spanId"]?.text?.suffix(1) }
        #expect(ids == ["1", "2", "4"])
    }

    @Test func aSpanThatCameAgainIsGivenOnce() throws {
        let fixture = try TempoFixture([Self.dump + "\n" + Self.dump])
        let trace = try fixture.ask("/api/traces/a1").json
        #expect(Self.spans(trace["resourceSpans"]).count == 2)
    }

    @Test func tracesAreNotCompared() throws {
        let fixture = try TempoFixture([Self.dump])
        let asked = try fixture.ask("/api/v2/traces/diff")
        #expect(asked.status == 405)
        #expect(asked.header.contains("Allow: POST"))
    }

    @Test func theServerSaysThatItIsThere() throws {
        let fixture = try TempoFixture([Self.dump])
        #expect(try fixture.ask("/api/echo").body == "echo")
        #expect(try fixture.ask("/ready").status == 200)
        #expect(try fixture.ask("/api/status/buildinfo").json["version"]?.text != nil)
    }
}
