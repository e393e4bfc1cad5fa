import Dossier
import TestSupport
import Testing

/// Links from other traces, at the span that they lead to.
@Suite struct IncomingLinkTests {
    private static let producer = "0b000000000000000000000000000001"
    private static let consumer = "0b000000000000000000000000000002"
    private let fixture = StoreFixture()

    private static func span(
        _ trace: String,
        _ id: Int,
        _ name: String,
        service: String,
        links: [(trace: String, span: Int)] = []
    ) -> String {
        let links = links.map { link in
            """
            {"traceId":"\(link.trace)","spanId":"000000000000000\(link.span)",\
            "attributes":[{"key":"offset","value":{"intValue":"17"}}]}
            """
        }
        return """
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name",\
            "value":{"stringValue":"\(service)"}}]},"scopeSpans":[{"spans":[{"traceId":"\(trace)",\
            "spanId":"000000000000000\(id)","name":"\(name)",\
            "startTimeUnixNano":"170000000000000000\(id)",\
            "endTimeUnixNano":"1700000000000000100","links":[\(links.joined(separator: ","))]}]}]}]}

            """
    }

    private func check(_ file: DossierFile) throws {
        let id = try #require(TraceID(hex: Self.producer))
        let trace = try #require(try file.trace(id))
        let links = trace.incomingLinks
        #expect(links.map(\.name) == ["process", "audit"])
        #expect(links.map(\.serviceName) == ["orders", "auditor"])
        #expect(links.map(\.traceID?.hex) == [Self.consumer, Self.consumer])
        #expect(links.map(\.spanID?.hex.last) == ["3", "4"])
        #expect(links.map(\.targetSpanID?.hex.last) == ["1", "1"])
        #expect(links[0].attributes["offset"] == .int(17))
        let document = try JSON.lines(try #require(try file.traceJSON(id)))[0]
        #expect(document["incoming_links"]?.elements.count == 2)
    }

    @Test func areFoundWhereverTheyAre() throws {
        // The link comes before the span that it leads to.
        try fixture.ingest(
            "a.jsonl",
            Self.span(
                Self.consumer,
                3,
                "process",
                service: "orders",
                links: [(Self.producer, 1), (Self.consumer, 4)]
            ).utf8
        )
        try fixture.ingest(
            "b.jsonl",
            (Self.span(Self.producer, 1, "send", service: "shop", links: [(Self.producer, 2)])
                + Self.span(Self.producer, 2, "self", service: "shop")).utf8
        )
        try fixture.ingest(
            "c.jsonl",
            Self.span(
                Self.consumer,
                4,
                "audit",
                service: "auditor",
                links: [(Self.producer, 1)]
            ).utf8
        )
        try check(try fixture.open())
        #expect(try fixture.damage() == [])
        _ = try Compaction(store: fixture.store).run()
        try check(try fixture.open())
        #expect(try fixture.damage() == [])
    }
}
