import Dossier
import DossierServer
import Glibc
import TestSupport
import Testing

/// A server of stores that take requests while clients follow; stopped by `stop()`.
final class TailFixture {
    let folder = TemporaryFolder()
    private let stores: [ServedStore]
    private let server: HTTPServer

    var port: Int { server.addresses[0].port }

    init(
        _ names: [String] = ["test"],
        tailLag: Duration = .seconds(10),
        queryThreads: Int = 8
    ) throws {
        stores = try names.enumerated().map { [folder] number, name in
            let path = folder.file("\(number).dossier")
            let ingestion = try LiveIngestion(store: path)
            return ServedStore(name: name, file: try DossierFile(path), ingestion: ingestion)
        }
        var served = DossierServer(stores: stores, security: SecurityPolicy())
        served.limits.tailLag = tailLag
        served.limits.queryThreads = queryThreads
        // A test may wait for a thread for minutes before it reads.
        served.limits.stallTime = .seconds(3600)
        server = try served.start([HTTPServer.Address(host: "127.0.0.1", port: 0)])
    }

    /// Commits OTLP-JSON.
    func add(_ request: String, to store: Int = 0) async throws {
        let ingestion = try #require(stores[store].ingestion)
        _ = try await ingestion.add(Array(request.utf8), .json)
        try await ingestion.settle()
    }

    /// Opens a connection that follows; gives the header of the answer when the server has begun.
    func follow(
        _ query: String = "",
        headers: String = ""
    ) throws -> (header: String, events: EventClient) {
        let client = try #require(TestClient(port: port))
        let target = "/api/tail" + (query.isEmpty ? "" : "?" + query)
        client.send("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
        let header = client.receive(until: "\r\n\r\n")
        let events = EventClient(client)
        let start = events.nextBlock()
        #expect(start?.name == "")
        return (header, events)
    }

    func stop() {
        server.stop()
        for store in stores { store.ingestion?.close() }
    }

    private static let traceID = "5b8efff798038103d269b633813fc60c"

    /// Spans of one trace, a request of the service `shop`; their ids are made of their names.
    static func spans(_ names: [String], below parent: String? = nil) -> String {
        let spans = names.map { name in
            """
            {"traceId":"\(traceID)","spanId":"\(spanID(name))",\
            "parentSpanId":"\(parent.map(spanID) ?? "")","name":"\(name)",\
            "startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000001000000000",\
            "events":[{"timeUnixNano":"1700000000500000000","name":"step"}]}
            """
        }
        return """
            {"resourceSpans":[{\(resource),"scopeSpans":[{"spans":[\(spans.joined(separator: ","))]}]}]}
            """
    }

    private static func spanID(_ name: String) -> String {
        let digits = name.utf8.map { String($0, radix: 16) }.joined()
        return String((digits + String(repeating: "0", count: 16)).prefix(16))
    }

    /// Log records of the service `shop`, a second apart.
    static func logRecords(_ bodies: [String]) -> String {
        let records = bodies.enumerated().map { number, body in
            """
            {"timeUnixNano":"\(1_700_000_000 + number)000000000",\
            "body":{"stringValue":"\(body)"}}
            """
        }
        return """
            {"resourceLogs":[{\(resource),"scopeLogs":[{"logRecords":[\(records.joined(separator: ","))]}]}]}
            """
    }

    private static let resource = """
        "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]}
        """
}

/// The client's end of a stream of events.
final class EventClient {
    struct Event {
        /// Empty for a block of fields without data.
        var name = ""
        var id = ""
        var data: [UInt8] = []

        /// The name, and the name of a span or the body of a log record.
        var text: String {
            let document = try? JSON(data)
            let content = document?["name"]?.text ?? document?["body"]?["stringValue"]?.text
            return "\(name) \(content ?? "")"
        }
    }

    private let client: TestClient
    private var received: [UInt8] = []
    private var body: [UInt8] = []

    init(_ client: TestClient) {
        self.client = client
    }

    /// The next event; nil if the server has closed, or nothing has come for 20 seconds.
    ///
    /// Comments, by which a server that has no news keeps the connection, are left out.
    func next() -> Event? {
        while let block = nextBlock() {
            if !block.data.isEmpty { return block }
        }
        return nil
    }

    /// The next block of fields, with or without data.
    func nextBlock() -> Event? {
        while true {
            if let end = body.firstRange(of: Array("\n\n".utf8)) {
                let block = Array(body[..<end.lowerBound])
                body.removeFirst(end.upperBound)
                return Self.event(block[...])
            }
            guard more() else { return nil }
        }
    }

    private static func event(_ block: ArraySlice<UInt8>) -> Event {
        var event = Event()
        for line in block.split(separator: UInt8(ascii: "\n")) {
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("event: ") { event.name = String(text.dropFirst(7)) }
            if text.hasPrefix("id: ") { event.id = String(text.dropFirst(4)) }
            if text.hasPrefix("data: ") { event.data = Array(line.dropFirst(6)) }
        }
        return event
    }

    /// How many events of a name come before the client is told how many it missed, and that.
    func countUntilMissed(of name: String) -> (count: Int, missed: [UInt8])? {
        var count = 0
        while let event = next() {
            if event.name == "missed" { return (count, event.data) }
            count += event.name == name ? 1 : 0
        }
        return nil
    }

    /// Waits, without reading, until so many bytes have come; false if they don't within five minutes.
    func waitForBytes(_ count: Int) -> Bool {
        for _ in 0..<30_000 {
            if client.waitingByteCount >= count { return true }
            usleep(10_000)
        }
        return false
    }

    /// All that comes until the server closes, with the framing of chunks.
    func rest() -> String {
        String(decoding: received, as: UTF8.self) + client.receiveAll()
    }

    func close() {
        client.close()
    }

    /// Takes what comes next off its chunks.
    private func more() -> Bool {
        let bytes = client.receive()
        received += bytes
        while let lineEnd = received.firstIndex(of: UInt8(ascii: "\n")) {
            let size = String(decoding: received[..<lineEnd].dropLast(), as: UTF8.self)
            guard let count = Int(size, radix: 16), count > 0,
                received.count >= lineEnd + 1 + count + 2
            else { break }
            body += received[(lineEnd + 1)..<(lineEnd + 1 + count)]
            received.removeFirst(lineEnd + 1 + count + 2)
        }
        return !bytes.isEmpty
    }
}
