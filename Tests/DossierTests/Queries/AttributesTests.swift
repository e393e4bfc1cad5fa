import Dossier
import TestSupport
import Testing

/// The attributes of a store, and their values.
@Suite struct AttributesTests {
    private let fixture = StoreFixture()

    private func text(_ key: String, _ value: String) -> String {
        #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
    }

    private func int(_ key: String, _ value: Int) -> String {
        #"{"key":"\#(key)","value":{"intValue":"\#(value)"}}"#
    }

    private func ingest(
        _ spans: [(name: String, attributes: [String])],
        as name: String = "dump.jsonl"
    ) throws {
        let spans = spans.enumerated().map { number, span in
            let event = #"{"name":"e","attributes":[\#(text("step", span.name))]}"#
            return #"{"traceId":"0a00000000000000000000000000000\#(number % 9 + 1)","#
                + #""spanId":"000000000000001\#(number % 9)","name":"\#(span.name)","#
                + #""events":[\#(event)],"attributes":["#
                + span.attributes.joined(separator: ",") + "]}"
        }
        let point = #"{"timeUnixNano":"8","asInt":"1","attributes":[\#(text("step", "x"))]}"#
        try fixture.ingest(
            name,
            """
            {"resourceSpans":[{"resource":{"attributes":[\(text("service.name", "cart"))]},\
            "scopeSpans":[{"scope":{"name":"lib","attributes":[\(int("level", 1))]},\
            "spans":[\(spans.joined(separator: ","))]}]}]}
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":\
            {"dataPoints":[\(point)]}}]}]}]}

            """.utf8
        )
    }

    private func texts(_ attributes: [AttributeSummary]) -> [String] {
        attributes.map { attribute in
            let values = attribute.values.map { "\(AttributeText.text($0.value))×\($0.rowCount)" }
            return "\(attribute.key) \(attribute.row.rawValue) \(attribute.level.rawValue) "
                + "\(attribute.type.rawValue) \(attribute.rowCount)/\(attribute.distinctCount): "
                + values.joined(separator: " ")
        }
    }

    @Test func keysHaveTypesCountsAndFrequentValues() throws {
        try ingest([
            ("a", [int("size", 1), text("user", "u")]), ("b", [int("size", 2)]),
            ("c", [int("size", 2), text("user", "u")]), ("d", [text("size", "big")]),
        ])
        let listing = try fixture.open().attributes()
        #expect(
            texts(listing.attributes) == [
                "level span scope int 4/1: 1×4", "service.name span resource string 4/1: cart×4",
                "size span own string 1/1: big×1", "size span own int 3/2: 2×2 1×1",
                "step event own string 4/4: a×1 b×1 c×1", "step series own string 1/1: x×1",
                "user span own string 2/1: u×2",
            ]
        )
        #expect(!listing.isNarrowed)
    }

    @Test func anExpressionNarrowsSpansWithTheirEvents() throws {
        try ingest([("a", [int("size", 1)]), ("b", [int("size", 2)]), ("c", [int("size", 2)])])
        var query = AttributeQuery()
        query.expression = try TraceQLExpression(parsing: "{ span.size = 2 }")
        let listing = try fixture.open().attributes(query)
        #expect(
            texts(listing.attributes) == [
                "level span scope int 2/1: 1×2", "service.name span resource string 2/1: cart×2",
                "size span own int 2/1: 2×2", "step event own string 2/2: b×1 c×1",
            ]
        )
        #expect(listing.isNarrowed)
        query.expression = try TraceQLExpression(parsing: "{ } | rate()")
        #expect(throws: DossierError.self) { try fixture.open().attributes(query) }
    }

    @Test func keysAreListedByTheirStart() throws {
        try ingest([("a", [int("http.size", 1), text("http.path", "/"), text("user", "u")])])
        let file = try fixture.open()
        #expect(try file.attributeKeys(startingWith: "http.") == ["http.path", "http.size"])
        #expect(try file.attributeKeys(of: [.series]) == ["step"])
        let narrowed = try TraceQLExpression(parsing: "{ name = `b` }")
        #expect(try file.attributeKeys(where: narrowed) == [])
    }

    @Test func moreValuesThanTheBoundAreSaid() throws {
        try ingest((0..<30).map { ("s", [text("id", "i\($0 % 20)")]) })
        var query = AttributeQuery()
        query.key = "id"
        query.distinctLimit = 20
        let exact = try #require(fixture.open().attributes(query).attributes.first)
        #expect(exact.distinctCount == 20 && !exact.hasMoreValues && exact.rowCount == 30)
        query.distinctLimit = 19
        let bounded = try #require(fixture.open().attributes(query).attributes.first)
        #expect(bounded.distinctCount == 19 && bounded.hasMoreValues && bounded.rowCount == 30)
    }

    @Test func valuesThatAreToldApartAreCountedInAllBlocks() throws {
        try ingest((0..<15).map { ("s", [text("id", "a\($0)"), int("n", $0 + 1)]) })
        // More others than are told apart, and then known ones.
        try ingest(
            (0..<29).map { number in
                let (id, size) = number < 25 ? ("A\(number)", number + 100) : ("a0", 1)
                return ("s", [text("id", id), int("n", size)])
            },
            as: "more.jsonl"
        )
        var query = AttributeQuery()
        query.distinctLimit = 20
        query.valueLimit = 1
        for key in ["id", "n"] {
            query.key = key
            let found = try #require(fixture.open().attributes(query).attributes.first)
            #expect(found.values.map(\.rowCount) == [5])
            #expect(found.distinctCount == 20 && found.hasMoreValues && found.rowCount == 44)
        }
    }

    @Test func valuesOfAKeyAreByFrequency() throws {
        try ingest((0..<12).map { ("s", [text("id", $0 < 7 ? "x" : "y"), int("n", $0)]) })
        let file = try fixture.open()
        #expect(texts(try file.attributeValues(of: "id")) == ["id span own string 12/2: x×7 y×5"])
        let limited = try file.attributeValues(of: "n", limit: 2)
        #expect(texts(limited) == ["n span own int 12/12: 0×1 1×1"])
    }
}
