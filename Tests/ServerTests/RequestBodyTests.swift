import DossierServer
import Testing

/// Bodies: of which types, how long, and when they are asked for.
@Suite struct RequestBodyTests {
    private static let form = "Content-Type: application/x-www-form-urlencoded\r\n"

    @Test func aFormComesBeforeTheQueryString() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let answer = try server.ask(
            "POST /data?a=2&b=%2B+",
            Self.form + "Content-Length: 3\r\n",
            body: "a=1"
        )
        #expect(answer.hasSuffix(#"["a=1", "a=2", "b=+ "] 3"# + "\n"))
    }

    @Test(arguments: [
        "text/plain", "multipart/form-data; boundary=a", "application/xml", "",
    ])
    func bodiesOfOtherTypesAreRefused(type: String) throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let field = type.isEmpty ? "" : "Content-Type: \(type)\r\n"
        let answer = try server.ask("POST /data", field + "Content-Length: 2\r\n", body: "{}")
        #expect(status(answer) == 415)
    }

    @Test func aPostWithoutABodyNeedsNoType() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        #expect(status(try server.ask("POST /data?a=1")) == 200)
    }

    @Test func aCompressedFormIsRefused() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let fields = Self.form + "Content-Encoding: gzip\r\nContent-Length: 3\r\n"
        #expect(status(try server.ask("POST /data", fields, body: "a=1")) == 415)
    }

    @Test func aFormOfTooManyFieldsIsRefused() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let answer = try server.ask("GET /data?" + String(repeating: "a&", count: 5000))
        #expect(status(answer) == 400)
    }

    @Test func aLongBodyIsRefusedBeforeItIsSent() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let fields = Self.form + "Content-Length: 1000000000\r\nExpect: 100-continue\r\n"
        let answer = try server.ask("POST /data", fields)
        #expect(status(answer) == 413)
    }

    @Test func aLongBodyInChunksIsRefusedWhenItIsTooLong() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let chunk = "40\r\n" + String(repeating: "a", count: 64) + "\r\n"
        let answer = try server.ask(
            "POST /data",
            Self.form + "Transfer-Encoding: chunked\r\n",
            body: chunk + chunk
        )
        #expect(status(answer) == 413)
    }

    @Test func aClientThatWaitsForLeaveGetsIt() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let client = try server.connect()
        defer { client.close() }
        client.send(
            "POST /data HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(Self.form)"
                + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n"
        )
        #expect(client.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        client.send("a=1")
        #expect(client.receiveAll().hasSuffix("[\"a=1\"] 3\n"))
    }

    @Test func aClientThatWaitsForLeaveIsToldOfAnUnknownPathAtOnce() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let fields = Self.form + "Content-Length: 3\r\nExpect: 100-continue\r\n"
        let answer = try server.ask("POST /nothing", fields)
        #expect(status(answer) == 404)
    }

    @Test func aBodyWhereNoneIsTakenIsRefused() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        #expect(status(try server.ask("GET /data", "Content-Length: 3\r\n", body: "abc")) == 413)
    }
}
