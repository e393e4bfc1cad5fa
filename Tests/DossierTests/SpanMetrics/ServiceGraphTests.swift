import Dossier
import DossierPromQL
import Testing

/// Requests between services, counted from spans.
@Suite struct ServiceGraphTests {
    private typealias Span = SpanDump.Span
    private static let graph = "traces_service_graph_request"

    /// The labels of each series but for its name, with the last value.
    private func last(_ view: ViewFixture, _ name: String) throws -> [String] {
        try view.lines([("__name__", Self.graph + name)]).map { line in
            let labels = line.split(separator: ", ", maxSplits: 1).last ?? ""
            let value = line.split(separator: " ").last?.split(separator: "@").first ?? ""
            return "\(labels.prefix { $0 != "}" }) \(value)"
        }
    }

    @Test func aRequestIsASpanWithItsParentInAnotherService() throws {
        let view = try ViewFixture([
            SpanDump(
                Span(service: "shop", id: 1, kind: 3, start: 0, end: 12),
                Span(service: "stock", id: 2, parent: 1, kind: 2, start: 1, end: 11),
                // A second one of the same client, which failed.
                Span(service: "stock", id: 3, parent: 1, kind: 2, status: 2, start: 1, end: 31),
                // Within a service; without a client; of another trace; of other kinds.
                Span(service: "shop", id: 4, parent: 1, kind: 2, start: 0, end: 5),
                Span(service: "stock", id: 5, kind: 2),
                Span(service: "stock", id: 6, parent: 9, kind: 2),
                Span(service: "stock", id: 7, parent: 1, trace: 2, kind: 2),
                Span(service: "stock", id: 8, parent: 1, kind: 1)
            )
        ])
        let key = #"client="shop", server="stock""#
        #expect(try last(view, "_total") == ["\(key) 2.0"])
        #expect(try last(view, "_failed_total") == ["\(key) 1.0"])
        #expect(try last(view, "_server_seconds_sum") == ["\(key) 40.0"])
        #expect(try last(view, "_client_seconds_sum") == ["\(key) 24.0"])
        #expect(try last(view, "_server_seconds_bucket").count == 9)
        // Each counts when both spans have ended.
        let total = try view.lines([("__name__", Self.graph + "_total")])
        #expect(total.map { $0.hasSuffix("} 0.0@-5.0 0.0@10.0 1.0@25.0 2.0@40.0") } == [true])
    }

    @Test func messagesAreRequestsOfTheirOwn() throws {
        let view = try ViewFixture([
            SpanDump(
                Span(service: "shop", id: 1, kind: 4),
                Span(service: "mail", id: 2, parent: 1, kind: 5, start: 20, end: nil),
                Span(service: "shop", id: 3, kind: 3, status: 2),
                Span(service: "mail", id: 4, parent: 3, kind: 2)
            )
        ])
        #expect(
            try last(view, "_total") == [
                #"client="shop", connection_type="messaging_system", server="mail" 1.0"#,
                #"client="shop", server="mail" 1.0"#,
            ]
        )
        #expect(
            try last(view, "_failed_total") == [
                #"client="shop", connection_type="messaging_system", server="mail" 0.0"#,
                #"client="shop", server="mail" 1.0"#,
            ]
        )
        #expect(try last(view, "_server_seconds_count") == [#"client="shop", server="mail" 1.0"#])
        #expect(try last(view, "_client_seconds_count").count == 2)
    }

    @Test func clientsAreFoundInOtherCommits() throws {
        let client = SpanDump(Span(service: "shop", id: 1, kind: 3))
        let server = SpanDump(Span(service: "stock", id: 2, parent: 1, kind: 2))
        let key = #"client="shop", server="stock""#
        for dumps in [[client, server], [server, client]] {
            #expect(try last(ViewFixture(dumps), "_total") == ["\(key) 1.0"])
        }
    }

    @Test func theFirstOfSeveralClientsWithOneIDCounts() throws {
        let view = try ViewFixture([
            SpanDump(
                Span(service: "late", id: 1, kind: 3, start: 2, end: 3),
                Span(service: "early", id: 1, kind: 3, start: 1, end: 3),
                Span(service: "unknown", id: 1, kind: 3, start: nil, end: 3),
                Span(service: "stock", id: 2, parent: 1, kind: 2, start: 2, end: 3)
            )
        ])
        #expect(try last(view, "_total") == [#"client="early", server="stock" 1.0"#])
    }

    @Test func circlesOfParentsEnd() throws {
        let view = try ViewFixture([
            SpanDump(
                Span(service: "shop", id: 1, parent: 2, kind: 3),
                Span(service: "stock", id: 2, parent: 1, kind: 2),
                Span(service: "stock", id: 3, parent: 3, kind: 2),
                // As Zipkin does it: both sides have one id.
                Span(service: "shop", id: 4, parent: 4, kind: 3),
                Span(service: "stock", id: 4, parent: 4, kind: 2)
            )
        ])
        #expect(try last(view, "_total") == [#"client="shop", server="stock" 2.0"#])
    }
}
