import DossierServer
import Synchronization
import TestSupport
import Testing

/// How requests reach routes, and answers clients.
@Suite struct TransportTests {
    @Test func aServerSaysThatItIsHealthy() throws {
        let fixture = try ServedFixture(#"{"resourceSpans":[]}"#)
        defer { fixture.stop() }
        let response = try fixture.get("/health")
        #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(response.hasSuffix("\r\n\r\n{\"status\":\"healthy\"}\n"))
    }

    @Test func requestsThatComeTogetherAreAnsweredInTurn() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let requests = (0..<20).map { "GET /data/\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
        let last = "GET /data/end HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        let answer = try server.send(requests.joined() + last)
        let bodies = answer.matches(of: /\r\n\r\n([0-9a-z]+)\n/).map { String($0.1) }
        #expect(bodies == (0..<20).map(String.init) + ["end"])
    }

    @Test func manyRefusedRequestsThatComeTogetherAreAnswered() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let request = "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
        let last = "GET /data HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        let answer = try server.send(String(repeating: request, count: 2000) + last)
        #expect(answer.ranges(of: "HTTP/1.1 404 ").count == 2000)
        #expect(answer.hasSuffix("\r\n\r\ndata\n"))
    }

    @Test func aRefusedRequestDoesNotEndAConnection() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let answer = try server.send(
            "POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
                + "GET /data HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        #expect(status(answer) == 404)
        #expect(answer.hasSuffix("\r\n\r\ndata\n"))
    }

    @Test func aClientOfHTTP10GetsAnAnswerThatEndsWithTheConnection() throws {
        let server = try RoutedServer([
            Route(.get, "/bytes") { _ in .text("bytes\n") },
            Route(.get, "/stream") { _ in .json { try await $0.write(Array("[]\n".utf8)) } },
        ])
        defer { server.stop() }
        let bytes = try server.send("GET /bytes HTTP/1.0\r\nHost: localhost\r\n\r\n")
        #expect(bytes.hasSuffix("\r\n\r\nbytes\n"))
        let stream = try server.send(
            "GET /stream HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n"
        )
        #expect(stream.hasSuffix("\r\n\r\n[]\n"))
    }

    @Test func headGivesTheHeaderAlone() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let answer = try server.ask("HEAD /data")
        #expect(answer.contains("\r\nContent-Length: 5\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n"))
        #expect(try server.ask("HEAD /nothing").hasSuffix("\r\n\r\n"))
    }

    @Test func headOfAnAnswerInPartsHasNoBody() throws {
        let server = try RoutedServer([
            Route(.get, "/stream/{count}") { request in
                let part = [UInt8](repeating: 0x20, count: Int(request.capture("count")) ?? 0)
                return .json { try await $0.write(part) }
            }
        ])
        defer { server.stop() }
        let answers = try server.send(
            ["HEAD /stream/400000", "HEAD /stream/7", "GET /stream/7", "GET /stream/400000"].map {
                "\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n"
            }.joined()
        )
        let parts = answers.split(separator: "HTTP/1.1 200 OK\r\n")
        try #require(parts.count == 4)
        #expect(parts[0].hasSuffix("\r\n\r\n"))
        #expect(!parts[0].contains("chunked"))
        #expect(parts[1].contains("\r\nContent-Length: 7\r\n"))
        #expect(parts[1].hasSuffix("\r\n\r\n"))
        #expect(parts[2].contains("\r\nContent-Length: 7\r\n"))
        #expect(parts[2].hasSuffix("\r\n\r\n       "))
        #expect(parts[3].contains("\r\nTransfer-Encoding: chunked\r\n"))
        #expect(parts[3].hasSuffix(" \r\n0\r\n\r\n"))
    }

    @Test func anotherMethodIsToldWhichThereAre() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let answer = try server.ask("DELETE /data")
        #expect(status(answer) == 405)
        #expect(answer.contains("\r\nAllow: GET, HEAD, POST\r\n"))
        #expect(try server.ask("GET /v1/nothing").hasSuffix("\r\n\r\n404 page not found\n"))
    }

    @Test func anAnswerThatFailsHalfwayIsCutOff() throws {
        let server = try RoutedServer([
            Route(.get, "/broken") { _ in
                .json { writer in
                    let part = "[" + String(repeating: "1,", count: 200_000)
                    try await writer.write(Array(part.utf8))
                    throw HTTPFailure(500, "no more")
                }
            },
            Route(.get, "/broken/early") { _ in
                .json { writer in
                    try await writer.write(Array("[1,".utf8))
                    throw HTTPFailure(500, "no more")
                }
            },
        ])
        defer { server.stop() }
        #expect(try server.ask("GET /broken").hasSuffix("1,\r\n"))
        // Nothing has been sent yet.
        #expect(status(try server.ask("GET /broken/early")) == 500)
    }

    @Test func aServerThatStopsLetsAnswersEnd() async throws {
        let hasBegun = Atomic(false)
        let server = try RoutedServer([
            Route(.get, "/slow") { _ in
                hasBegun.store(true, ordering: .relaxed)
                try await Task.sleep(for: .milliseconds(300))
                return .text("slow\n")
            }
        ])
        let client = try server.connect()
        defer { client.close() }
        let idle = try server.connect()
        defer { idle.close() }
        client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while !hasBegun.load(ordering: .relaxed) {
            try await Task.sleep(for: .milliseconds(10))
        }
        server.stop()
        #expect(client.receiveAll().hasSuffix("\r\n\r\nslow\n"))
        #expect(idle.receiveAll() == "")
        #expect(TestClient(port: server.port) == nil)
    }

    @Test func anAddressThatIsTakenIsAnError() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let error = #expect(throws: HTTPServerError.self) {
            try HTTPServer(
                server.server.addresses,
                admission: Admission(stores: [], router: Router([]), security: SecurityPolicy())
            )
        }
        #expect(error?.description.contains("another program listens there") == true)
    }

    @Test func addressesAreRead() {
        #expect(HTTPServer.Address("[::1]:80") == HTTPServer.Address(host: "::1", port: 80))
        #expect(HTTPServer.Address("127.0.0.1:0")?.isLoopback == true)
        #expect(HTTPServer.Address("127.evil.example:1")?.isLoopback == false)
        #expect(HTTPServer.Address("[::]:1")?.isWildcard == true)
        for text in ["", "80", ":80", "::1:80", "[::1:80", "a:70000", "a:-1"] {
            #expect(HTTPServer.Address(text) == nil)
        }
    }
}
