import Dossier
import DossierServer
import Glibc
import TestSupport
import Testing

/// What clients that follow are sent.
@Suite struct TailTests {
    @Test func spansAndLogRecordsComeAsTheyAreCommitted() async throws {
        let fixture = try TailFixture()
        defer { fixture.stop() }
        let (header, events) = try fixture.follow(headers: "Accept-Encoding: gzip\r\n")
        defer { events.close() }
        #expect(header.hasPrefix("HTTP/1.1 200 "))
        #expect(header.lowercased().contains("content-type: text/event-stream\r\n"))
        #expect(!header.lowercased().contains("content-encoding"))
        try await fixture.add(TailFixture.spans(["work"]))
        let span = try #require(events.next())
        #expect(span.name == "span")
        #expect(span.id == "test=1.0")
        let document = try JSON(span.data)
        #expect(document["name"]?.text == "work")
        #expect(document["resource"]?["attributes"]?.elements.count == 1)
        #expect(document["events"]?.elements.count == 1)
        #expect(try Self.spanSchema().violations(of: document) == [])
        try await fixture.add(TailFixture.logRecords(["hello"]))
        let record = try #require(events.next())
        #expect(record.name == "log")
        #expect(record.id == "test=1.1")
        #expect(try JSON(record.data)["body"]?["stringValue"]?.text == "hello")
    }

    /// The schema of a span in the document of a trace.
    private static func spanSchema() throws -> JSONSchema {
        let document = try JSON(Repository.text("schema/trace-document.schema.json"))
        let schema = JSON.object([
            JSON.Member(key: "$ref", value: .text("#/$defs/span")),
            JSON.Member(key: "$defs", value: try #require(document["$defs"])),
        ])
        return try JSONSchema(String(decoding: schema.bytes, as: UTF8.self))
    }

    /// Conditions, and the events that come for spans `a` and `b` and log records `x` and `y`.
    private static let selections: [(query: String, events: [String])] = [
        ("", ["span a", "span b", "log x", "log y"]),
        ("traces=%7Bname%3D%22b%22%7D", ["span b"]),
        ("traces=%7B%7D", ["span a", "span b"]),
        ("logs=%7Bservice_name%3D%22shop%22%7D%20%7C%3D%20%22y%22", ["log y"]),
        ("lucene=x", ["log x"]),
        ("traces=%7Bname%3D%22a%22%7D&lucene=body:x", ["span a", "log x"]),
    ]

    @Test(arguments: selections.indices)
    func conditionsSelectWhatIsSent(_ index: Int) async throws {
        let (query, wanted) = Self.selections[index]
        let fixture = try TailFixture()
        defer { fixture.stop() }
        let (_, events) = try fixture.follow(query)
        defer { events.close() }
        try await fixture.add(TailFixture.spans(["a", "b"]))
        try await fixture.add(TailFixture.logRecords(["x", "y"]))
        var texts: [String] = []
        for _ in wanted { texts.append(try #require(events.next()).text) }
        #expect(texts.sorted() == wanted.sorted())
    }

    @Test func aSpanIsRelatedToThoseThatWereStoredBefore() async throws {
        let fixture = try TailFixture()
        defer { fixture.stop() }
        try await fixture.add(TailFixture.spans(["root"]))
        let query = "traces=%7Bname%3D%22root%22%7D%20%3E%20%7B%7D"
        let (_, events) = try fixture.follow(query)
        defer { events.close() }
        try await fixture.add(TailFixture.spans(["child"], below: "root"))
        #expect(events.next()?.text == "span child")
    }

    @Test func aLostConnectionGoesOnWhereItStopped() async throws {
        let fixture = try TailFixture()
        defer { fixture.stop() }
        let (_, first) = try fixture.follow()
        try await fixture.add(TailFixture.logRecords(["one"]))
        let last = try #require(first.next())
        first.close()
        try await fixture.add(TailFixture.logRecords(["two", "three"]))
        let (_, second) = try fixture.follow(headers: "Last-Event-ID: \(last.id)\r\n")
        defer { second.close() }
        let texts = [second.next()?.text, second.next()?.text]
        #expect(Set(texts) == ["log two", "log three"])
        try await fixture.add(TailFixture.logRecords(["four"]))
        #expect(second.next()?.text == "log four")
    }

    @Test func theLimitIsOfWhatWasThereBefore() async throws {
        let fixture = try TailFixture()
        defer { fixture.stop() }
        try await fixture.add(TailFixture.logRecords(["one", "two", "three"]))
        let (_, events) = try fixture.follow("limit=2")
        defer { events.close() }
        #expect([events.next()?.text, events.next()?.text] == ["log two", "log three"])
        try await fixture.add(TailFixture.logRecords(["four"]))
        #expect(events.next()?.text == "log four")
    }

    @Test func allStoresAreFollowed() async throws {
        let fixture = try TailFixture(["a b", "other"])
        defer { fixture.stop() }
        let (_, events) = try fixture.follow()
        defer { events.close() }
        try await fixture.add(TailFixture.logRecords(["one"]), to: 1)
        let first = try #require(events.next())
        #expect(first.id == "a%20b=0.0&other=0.1")
        try await fixture.add(TailFixture.logRecords(["two"]), to: 0)
        let second = try #require(events.next())
        #expect(second.id == "a%20b=0.1&other=0.1")
        let (_, resumed) = try fixture.follow(headers: "Last-Event-ID: \(first.id)\r\n")
        defer { resumed.close() }
        #expect(resumed.next()?.text == "log two")
    }

    @Test func aSlowReaderIsToldHowMuchItMissed() async throws {
        let fixture = try TailFixture(tailLag: .milliseconds(500))
        defer { fixture.stop() }
        let (_, events) = try fixture.follow()
        defer { events.close() }
        let padding = String(repeating: "x", count: 2000)
        let count = 8000
        try await fixture.add(TailFixture.logRecords((0..<count).map { "\($0) \(padding)" }))
        // The first part has come, and the rest comes later than it should.
        let hasBegun = events.waitForBytes(1 << 16)
        #expect(hasBegun)
        sleep(2)
        let (sent, missed) = try #require(events.countUntilMissed(of: "log"))
        #expect(try JSON(missed)["spans"] == .number("0"))
        #expect(sent < count)
        #expect(try JSON(missed)["logs"] == .number("\(count - sent)"))
        try await fixture.add(TailFixture.logRecords(["last"]))
        #expect(events.next()?.text == "log last")
    }

    @Test func clientsThatWaitTakeNoThread() async throws {
        let fixture = try TailFixture(queryThreads: 1)
        defer { fixture.stop() }
        let clients = try (0..<3).map { _ in try fixture.follow().events }
        defer { for client in clients { client.close() } }
        let client = try #require(TestClient(port: fixture.port))
        defer { client.close() }
        client.send("GET /api/stores HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(client.receiveAll().hasPrefix("HTTP/1.1 200 "))
        try await fixture.add(TailFixture.spans(["work"]))
        #expect(clients.map { $0.next()?.text } == ["span work", "span work", "span work"])
    }

    @Test func aStopEndsTheAnswer() throws {
        let fixture = try TailFixture()
        let (_, events) = try fixture.follow()
        let start = ContinuousClock.now
        fixture.stop()
        #expect(ContinuousClock.now - start < .seconds(6))
        #expect(events.rest().hasSuffix("0\r\n\r\n"))
        events.close()
    }

    @Test(arguments: [
        ("traces=%7B", "traces"), ("traces=%7B%7D%20%7C%20rate()", "traces"),
        ("logs=%7B", "logs"), ("logs=rate(%7Ba%3D%22b%22%7D%5B1m%5D)", "logs"),
        ("lucene=%28a", "lucene"), ("limit=-1", "limit"), ("limit=5001", "limit"),
        ("trace=%7B%7D", "trace"),
    ])
    func badParametersAreNamed(_ query: String, _ parameter: String) throws {
        let fixture = try ServedFixture(#"{"resourceSpans":[]}"#)
        defer { fixture.stop() }
        let response = try fixture.get("/api/tail?\(query)")
        #expect(response.hasPrefix("HTTP/1.1 400 "))
        #expect(response.contains(#""parameter":"\#(parameter)""#), "\(response)")
    }
}
