import Dossier
import TestSupport
import Testing

/// Log bodies that repeat the ids of their records, in blocks large enough to store them by those.
@Suite struct TemplatedBodyTests {
    let fixture = StoreFixture()
    private static let count = 3000

    private func body(_ number: Int) -> String {
        number % 3 == 0
            ? "request of trace \(trace(number)) in span \(span(number)) took \(number % 700) ms"
            : "order \(number) of customer \(number % 50) stored"
    }

    private func trace(_ number: Int) -> String { digits(number / 10 + 1, 32) }
    private func span(_ number: Int) -> String { digits(number + 1, 16) }

    private func digits(_ number: Int, _ count: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "a", count: count - digits.count) + digits
    }

    @Test func bodiesAreFoundAndGivenBack() throws {
        try ingest()
        for _ in 0..<2 {
            let file = try fixture.open()
            for text in ["trace a", "took 69", "customer 7 ", trace(333), span(2700), "nowhere"] {
                var query = LogQuery()
                query.text = text
                let expected = (0..<Self.count).map(body).filter { $0.contains(text) }
                #expect(try file.logRecordCount(query) == expected.count)
                query.limit = 5
                let found = try file.logRecords(query).logRecords
                #expect(found.map(\.body) == expected.prefix(5).map { .string($0) })
            }
            let id = try #require(TraceID(hex: trace(1234)))
            let trace = try #require(try file.trace(id))
            #expect(trace.logRecords.map(\.body) == (1230..<1240).map { .string(body($0)) })
            try Compaction(store: fixture.store).run()
        }
    }

    @Test func whatIsNoPatternIsAnError() {
        let error = #expect(throws: (any Error).self) { try LogPattern("a(b") }
        #expect(error.map { "\($0)" } == "error parsing regexp: missing closing ): `a(b`")
    }

    private func ingest() throws {
        let records = (0..<Self.count).map { number in
            #"{"timeUnixNano":"\#(1_700_000_000_000_000_000 + number)","traceId":"\#(trace(number))","#
                + #""spanId":"\#(span(number))","body":{"stringValue":"\#(body(number))"}}"#
        }
        let line =
            #"{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":["#
            + records.joined(separator: ",") + "]}]}]}"
        try fixture.ingest("logs.json", Array(line.utf8))
    }
}
