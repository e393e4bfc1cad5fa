import Dossier
import DossierServer
import Glibc
import TestSupport
import Testing

/// How a WebSocket is opened, and what comes over it.
@Suite struct WebSocketTests {
    private static let target =
        "/loki/api/v1/tail?query=%7Bservice_namespace%3D%22shop%22%7D&limit=2"

    private static func request(_ target: String, _ headers: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\(headers)\r\n"
    }

    @Test func theKeyIsAnsweredAsTheStandardSays() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let socket = try #require(FrameClient(port: fixture.served.port))
        defer { socket.client.close() }
        let header = socket.open(Self.request(Self.target))
        #expect(header.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
        #expect(header.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
    }

    @Test func entriesComeAsTheyAreCommitted() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let socket = try #require(FrameClient(port: fixture.served.port))
        defer { socket.client.close() }
        _ = socket.open(Self.request(Self.target))
        let history = try #require(socket.frame())
        #expect(history.opcode == 1)
        #expect(history.text.contains("n=10") && history.text.contains("n=11"))
        #expect(!history.text.contains("n=9"))
        let folder = fixture.served.folder
        let more = folder.write("more.jsonl", LokiFixture.dump(12..<15).utf8)
        _ = try Ingestion(store: folder.file("test.dossier")).run([more])
        let news = try #require(socket.frame())
        let streams = try JSON(Array(news.text.utf8))["streams"]?.elements ?? []
        #expect(streams.count == 3)
        #expect(news.text.contains("n=12") && !news.text.contains("n=11 "))
    }

    @Test func aSlowReaderIsToldWhichEntriesItMissed() throws {
        var limits = ServerLimits()
        limits.tailLag = .seconds(1)
        let fixture = try ServedFixture(LokiFixture.dump(0..<1), limits: limits)
        defer { fixture.stop() }
        let socket = try #require(FrameClient(port: fixture.port))
        defer { socket.client.close() }
        _ = socket.open(Self.request(Self.target))
        _ = try #require(socket.frame())
        // A message has 5000 entries at most; more bytes than connections hold are in the first.
        let padding = String(repeating: "x", count: 3000)
        let records = (0..<5010).map { number in
            #"{"timeUnixNano":"\#(1_700_000_000 + number)000000000","body":{"stringValue":"\#(padding)"}}"#
        }
        let resource =
            #"{"attributes":[{"key":"service.namespace","value":{"stringValue":"shop"}}]}"#
        let dump = """
            {"resourceLogs":[{"resource":\(resource),"scopeLogs":[{"logRecords":\
            [\(records.joined(separator: ","))]}]}]}
            """
        let more = fixture.folder.write("more.jsonl", dump.utf8)
        _ = try Ingestion(store: fixture.folder.file("test.dossier")).run([more])
        sleep(3)
        let first = try #require(socket.frame())
        #expect(first.payload.count > 5000 * padding.utf8.count)
        let next = try JSON(try #require(socket.frame()).payload)
        #expect(next["streams"]?.elements.count == 0)
        let dropped = next["dropped_entries"]?.elements ?? []
        #expect(dropped.count == 10)
        #expect(dropped.first?["timestamp"]?.text == "1700005000000000000")
        #expect(dropped.first?["labels"]?["service_namespace"]?.text == "shop")
    }

    @Test func pingsAreAnsweredAndClosingIsConfirmed() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let socket = try #require(FrameClient(port: fixture.served.port))
        defer { socket.client.close() }
        _ = socket.open(Self.request(Self.target))
        _ = socket.frame()
        socket.send(9, Array("hello".utf8))
        let pong = try #require(socket.frame())
        #expect(pong.opcode == 10)
        #expect(pong.text == "hello")
        socket.send(8, [0x03, 0xE8])
        let close = try #require(socket.frame())
        #expect(close.opcode == 8)
        #expect(close.payload == [0x03, 0xE8])
        #expect(socket.frame() == nil)
    }

    @Test func aFrameThatIsNotMaskedEndsTheConnection() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let socket = try #require(FrameClient(port: fixture.served.port))
        defer { socket.client.close() }
        _ = socket.open(Self.request(Self.target))
        _ = socket.frame()
        socket.client.send([0x81, 0x01, 0x61])
        let close = try #require(socket.frame())
        #expect(close.opcode == 8)
        // 1002, a protocol error.
        #expect(close.payload == [0x03, 0xEA])
    }

    @Test func aStopIsToldToClients() throws {
        let fixture = try LokiFixture()
        let socket = try #require(FrameClient(port: fixture.served.port))
        defer { socket.client.close() }
        _ = socket.open(Self.request(Self.target))
        _ = socket.frame()
        fixture.served.stop()
        let close = try #require(socket.frame())
        #expect(close.opcode == 8)
        // 1001, going away.
        #expect(close.payload == [0x03, 0xE9])
    }

    @Test(arguments: [
        (Self.target, "Origin: http://evil.example\r\n", "403"),
        ("/loki/api/v1/tail?query=%7B", "", "400"),
        ("/loki/api/v1/tail?query=%7Ba%3D%22b%22%7D&delay_for=6", "", "400"),
        ("/loki/api/v1/labels", "", "200"), ("/loki/api/v1/none", "", "404"),
    ])
    func aRefusedUpgradeIsAnsweredAsAnyRequest(
        _ target: String,
        _ headers: String,
        _ status: String
    ) throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let client = try #require(TestClient(port: fixture.served.port))
        defer { client.close() }
        client.send(Self.request(target, headers))
        #expect(client.receiveAll().hasPrefix("HTTP/1.1 \(status) "))
    }

    @Test func otherRequestsAreToldToUpgradeAndKeepTheirConnection() throws {
        let fixture = try LokiFixture()
        defer { fixture.served.stop() }
        let client = try #require(TestClient(port: fixture.served.port))
        defer { client.close() }
        client.send("GET \(Self.target) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.send("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        let answers = client.receiveAll()
        #expect(answers.hasPrefix("HTTP/1.1 426 "))
        #expect(answers.lowercased().contains("upgrade: websocket"))
        #expect(answers.contains(#"{"status":"healthy"}"#))
    }

    @Test func withoutTheTokenNoSocketIsOpened() throws {
        let fixture = try ServedFixture(
            LokiFixture.dump(0..<1),
            security: SecurityPolicy(token: "0123456789abcdef")
        )
        defer { fixture.stop() }
        for (headers, status) in [
            ("", "401"), ("Authorization: Bearer 0123456789abcdef\r\n", "101"),
        ] {
            let socket = try #require(FrameClient(port: fixture.port))
            defer { socket.client.close() }
            let header = socket.open(Self.request(Self.target, headers))
            #expect(header.hasPrefix("HTTP/1.1 \(status) "))
        }
    }
}

/// The client's end of a WebSocket.
private final class FrameClient {
    struct Frame {
        let opcode: UInt8
        let payload: [UInt8]

        var text: String { String(decoding: payload, as: UTF8.self) }
    }

    let client: TestClient
    private var received: [UInt8] = []

    init?(port: Int) {
        guard let client = TestClient(port: port) else { return nil }
        self.client = client
    }

    /// Sends a request; gives the header of the response.
    func open(_ request: String) -> String {
        client.send(request)
        while true {
            let text = String(decoding: received, as: UTF8.self)
            if let end = text.firstRange(of: "\r\n\r\n") {
                received.removeFirst(text[..<end.upperBound].utf8.count)
                return String(text[..<end.upperBound])
            }
            guard more() else { return text }
        }
    }

    /// The next frame; nil if the server has closed.
    func frame() -> Frame? {
        while true {
            if let (start, count) = extent, received.count >= start + count {
                let payload = Array(received[start..<(start + count)])
                let frame = Frame(opcode: received[0] & 0x0F, payload: payload)
                received.removeFirst(start + count)
                return frame
            }
            guard more() else { return nil }
        }
    }

    /// Where the payload of the next frame starts, and its length; nil if too little has come.
    private var extent: (start: Int, count: Int)? {
        guard received.count >= 2 else { return nil }
        let width = [126: 2, 127: 8][received[1]] ?? 0
        guard received.count >= 2 + width else { return nil }
        guard width > 0 else { return (2, Int(received[1])) }
        return (2 + width, received[2..<(2 + width)].reduce(0) { $0 << 8 | Int($1) })
    }

    /// Sends a short frame, masked as those of clients are.
    func send(_ opcode: UInt8, _ payload: [UInt8]) {
        let mask: [UInt8] = [1, 2, 3, 4]
        let masked = payload.enumerated().map { $1 ^ mask[$0 % 4] }
        client.send([0x80 | opcode, 0x80 | UInt8(payload.count)] + mask + masked)
    }

    private func more() -> Bool {
        let bytes = client.receive()
        received += bytes
        return !bytes.isEmpty
    }
}
