import Testing

/// Requests that one program could understand otherwise than another.
@Suite struct FramingTests {
    private static let post = "POST /data HTTP/1.1\r\nHost: localhost\r\nContent-Type: a/b\r\n"

    @Test(arguments: [
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
        "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab",
        "Content-Length: 2, 2\r\n\r\nab",
        "Content-Length: +2\r\n\r\nab",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1;a\nb\r\na\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1\r\naa\r\n0\r\n\r\n",
    ])
    func aBodyOfUnclearLengthIsRefusedAndTheConnectionClosed(rest: String) throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let answer = try server.send(Self.post + rest)
        #expect(status(answer) == 400)
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
    }

    @Test(arguments: [
        "GET /data HTTP/1.1\r\n\r\n",
        "GET /data HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET /data HTTP/1.1\r\nHost : localhost\r\n\r\n",
        "GET /data HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n c\r\n\r\n",
        "GET /data HTTP/1.1\nHost: localhost\n\n",
        "GET /data HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\n",
        "GET /data HTTP/1.1\r\nHost: localhost\r\nX-A: a\rb\r\n\r\n",
        "GET /data HTTP/1.1\r\nHost: localhost\r\nX-A: a\0b\r\n\r\n",
        "GET ftp://localhost/data HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /data HTTP/2.0\r\nHost: localhost\r\n\r\n",
        "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /data HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\r\n\r\n",
    ])
    func aRequestThatIsNotWellFormedIsRefusedAndTheConnectionClosed(request: String) throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let answer = try server.send(request + "GET /data HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(status(answer) == 400)
        #expect(answer.ranges(of: "HTTP/1.").count == 1)
    }

    @Test func aRequestHiddenBehindAnUpgradeIsNotAnswered() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let answer = try server.send(
            "GET /data HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
                + "GET /data HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )
        #expect(status(answer) == 200)
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
    }

    @Test func headersOfEightKiBWorkAndLongerOnesAreRefused() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let long = String(repeating: "a", count: 8 << 10)
        #expect(status(try server.ask("GET /data?q=" + long)) == 200)
        #expect(status(try server.ask("GET /data?q=" + long + long)) == 431)
        #expect(status(try server.ask("GET /data", "X-A: \(long)\r\nX-B: \(long)\r\n")) == 431)
        let many = (0..<200).map { "X-\($0): a\r\n" }.joined()
        #expect(status(try server.ask("GET /data", many)) == 431)
    }

    @Test func rawBracesQuotesAndBarsInTheTargetAreTaken() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        #expect(status(try server.ask(#"GET /data?q={a="b"}|c>d+e"#)) == 200)
    }
}
