import TestSupport
import Testing

/// Names and values of attributes over Tempo's API.
@Suite struct TempoTagTests {
    private static let cart = TempoFixture.dump(
        service: "cart",
        [
            TempoFixture.span("a1", "1", second: 0, more: TempoFixture.details),
            TempoFixture.span("b1", "2", name: "SELECT", second: 60),
        ]
    )
    private static let payment = TempoFixture.dump(
        service: "payment",
        [TempoFixture.span("c1", "3", name: "POST /", second: 30)]
    )

    private static func values(_ response: TempoFixture.Response) throws -> [String] {
        try response.json["tagValues"]?.elements.map { value in
            value.text ?? "\(value["type"]?.text ?? "") \(value["value"]?.text ?? "")"
        } ?? []
    }

    private static func scopes(_ response: TempoFixture.Response) throws -> [String: [String]] {
        let scopes = try response.json["scopes"]?.elements ?? []
        return Dictionary(
            scopes.map { scope in
                (scope["name"]?.text ?? "", scope["tags"]?.elements.compactMap(\.text) ?? [])
            },
            uniquingKeysWith: +
        )
    }

    @Test func tagsAreListedByScope() throws {
        let fixture = try TempoFixture([Self.cart, Self.payment])
        let scopes = try Self.scopes(try fixture.ask("/api/v2/search/tags"))
        #expect(scopes["span"] == ["code", "cold", "load", "region"])
        #expect(scopes["resource"] == ["service.name"])
        #expect(scopes["event"] == ["attempt"])
        #expect(scopes["intrinsic"]?.contains("rootServiceName") == true)
    }

    @Test(arguments: [
        ("scope=span", ["span"]), ("scope=intrinsic", ["intrinsic"]), ("scope=link", []),
        ("scope=none&limit=1", ["event", "intrinsic", "resource", "span"]),
        ("q={name=\"SELECT\"}&scope=span", []),
        ("q={name=\"SELECT\"}&scope=resource", ["resource"]),
        ("start=1600000070&end=1600000090&scope=span", []),
        ("start=1600000000&end=1600000090&scope=span", ["span"]),
    ])
    func tagsAreNarrowed(query: String, expected: [String]) throws {
        let fixture = try TempoFixture([Self.cart])
        let scopes = try Self.scopes(try fixture.ask("/api/v2/search/tags?\(query)"))
        #expect(scopes.keys.sorted() == expected)
    }

    @Test func anUnknownScopeIsRefused() throws {
        let fixture = try TempoFixture([Self.cart])
        #expect(try fixture.ask("/api/v2/search/tags?scope=bogus").status == 400)
        #expect(try fixture.ask("/api/v2/search/tags?limit=x").status == 400)
    }

    @Test func theFirstVersionListsAllTags() throws {
        let fixture = try TempoFixture([Self.cart])
        let names = try fixture.ask("/api/search/tags").json["tagNames"]?.elements ?? []
        let expected = [
            "attempt", "code", "cold", "load", "name", "region", "root.name", "root.service.name",
            "service.name", "status.code",
        ]
        #expect(names.compactMap(\.text) == expected)
    }

    @Test(arguments: [
        ("resource.service.name", ["string cart", "string payment"]),
        (".service.name", ["string cart", "string payment"]), ("span.code", ["int 503"]),
        ("span.load", ["float 0.5"]), ("span.cold", ["bool true"]), ("event.attempt", ["int 2"]),
        ("span.service.name", []), ("span:statusMessage", ["string it broke"]),
        ("name", ["string GET /", "string SELECT", "string POST /"]),
        ("event:name", ["string retry"]), ("rootServiceName", ["string cart", "string payment"]),
        ("instrumentation:name", ["string cart-library", "string payment-library"]),
        ("status", ["keyword error", "keyword ok", "keyword unset"]), ("duration", []),
        ("resource%252Eservice%252Ename", ["string cart", "string payment"]),
        ("span.a b", []), ("span.\"a b\"", []),
    ])
    func valuesHaveTypes(tag: String, expected: [String]) throws {
        let fixture = try TempoFixture([Self.cart, Self.payment])
        #expect(try Self.values(try fixture.ask("/api/v2/search/tag/\(tag)/values")) == expected)
    }

    @Test(arguments: [
        ("q={resource.service.name=\"cart\"}", ["string GET /", "string SELECT"]),
        ("q={span.region=\"north\"}", ["string GET /"]),
        ("q={span.region=\"north\" && span.x = }", ["string GET /"]),
        ("q={span.region=\"north\" && span.x = \"}", ["string GET /"]),
        ("q={span.region=\"north\" %26%26 (name=", ["string GET /"]),
        ("q={span.region=\"north\" || span.x = }", ["string GET /", "string SELECT"]),
        ("q={", ["string GET /", "string SELECT"]), ("q={}", ["string GET /", "string SELECT"]),
        ("q={span.region=\"north\"} | rate()", ["string GET /"]),
        ("start=1600000070&end=1600000090", ["string SELECT"]), ("limit=1", ["string GET /"]),
    ])
    func valuesAreNarrowedByWhatCanBeReadOfAQuery(query: String, expected: [String]) throws {
        let fixture = try TempoFixture([Self.cart])
        let query = query.replacing(" && ", with: " %26%26 ")
        let response = try fixture.ask("/api/v2/search/tag/name/values?\(query)")
        #expect(try Self.values(response) == expected)
    }

    @Test(
        "Values are those of spans that ran in the window, whenever they started",
        arguments: [
            ("start=1600000025&end=1600000028", true), ("start=1600000000&end=1600000020", true),
            ("start=1600000030&end=1600000040", true), ("start=1600000031&end=1600000040", false),
            ("start=1600000000&end=1600000019", false),
        ]
    )
    func valuesAreOfTheWindow(window: String, isFound: Bool) throws {
        let long = TempoFixture.span("a1", "1", second: 0, milliseconds: 10_000)
        let fixture = try TempoFixture([TempoFixture.dump(service: "cart", [long])])
        for (tag, value) in [
            ("name", "GET /"), ("rootName", "GET /"), ("rootServiceName", "cart"),
            ("resource.service.name", "cart"),
        ] {
            let response = try fixture.ask("/api/v2/search/tag/\(tag)/values?\(window)")
            #expect(try Self.values(response) == (isFound ? ["string \(value)"] : []), "\(tag)")
        }
    }

    @Test(arguments: [
        ("q={name=\"SELECT\"}", ["string SELECT"]), ("q={name=\"none\"}", []), ("q={1=2}", []),
        ("q={} | count() > 1", []),
    ])
    func rootsAreThoseOfTheTracesThatAreFound(query: String, expected: [String]) throws {
        let fixture = try TempoFixture([Self.cart])
        let response = try fixture.ask("/api/v2/search/tag/rootName/values?\(query)")
        #expect(try Self.values(response) == expected)
    }

    @Test func aNameWithoutAScopeIsRefused() throws {
        let fixture = try TempoFixture([Self.cart])
        for tag in ["foo", "foo.bar", "span."] {
            #expect(try fixture.ask("/api/v2/search/tag/\(tag)/values").status == 400)
        }
    }

    @Test(arguments: [
        ("service.name", ["cart"]), ("code", ["503"]), ("name", ["GET /", "SELECT"]),
        ("root.service.name", ["cart"]), ("nothing", []),
    ])
    func theFirstVersionHasNoTypes(tag: String, expected: [String]) throws {
        let fixture = try TempoFixture([Self.cart])
        #expect(try Self.values(try fixture.ask("/api/search/tag/\(tag)/values")) == expected)
    }
}
