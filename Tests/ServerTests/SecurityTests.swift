import DossierServer
import Testing

/// Who may ask, and from where.
@Suite struct SecurityTests {
    @Test(arguments: [
        ("localhost", 200), ("LOCALHOST:80", 200), ("127.0.0.1", 200), ("[::1]:4318", 200),
        ("localhost.", 403), ("evil.example", 403), ("localhost.evil.example", 403),
        ("localhost:1@evil.example", 403), ("localhost, evil.example", 403), ("0.0.0.0", 403),
        ("127.0.0.2", 403), ("[::1", 403), ("localhost:x", 403), ("", 403),
    ])
    func onlyOwnNamesAreAnswered(host: String, expected: Int) throws {
        let server = try RoutedServer()
        defer { server.stop() }
        #expect(status(try server.ask("GET /open", "Host: \(host)\r\n")) == expected)
    }

    @Test func aForeignHostIsRefusedBeforeTheBodyIsRead() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let answer = try server.ask(
            "POST /data",
            "Host: evil.example\r\nContent-Length: 1000000\r\n"
        )
        #expect(status(answer) == 403)
    }

    @Test func aTargetWithAHostIsAnsweredForThatHost() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        #expect(try server.ask("GET http://localhost/data/a?b").hasSuffix("\r\n\r\na\n"))
        #expect(status(try server.ask("GET HTTP://LOCALHOST:80/data")) == 200)
        #expect(status(try server.ask("GET http://localhost")) == 404)
        #expect(status(try server.ask("GET http://evil.example/data")) == 403)
        #expect(status(try server.ask("GET http:///data")) == 403)
        let foreign = try server.ask("GET http://localhost/data", "Host: evil.example\r\n")
        #expect(status(foreign) == 403)
    }

    @Test func namesThatAreAllowedAreAnswered() throws {
        let server = try RoutedServer(security: SecurityPolicy(hosts: ["Store.example"]))
        defer { server.stop() }
        #expect(status(try server.ask("GET /open", "Host: store.example:80\r\n")) == 200)
    }

    @Test(arguments: [
        "Origin: http://evil.example", "Origin: null", "Origin: http://localhost:1",
        "Origin: http://localhost\r\nOrigin: http://localhost",
    ])
    func pagesOfOtherOriginsCanNotWriteOrOpenWebSockets(origin: String) throws {
        let server = try RoutedServer()
        defer { server.stop() }
        let host = "Host: localhost\r\n"
        let type = "Content-Type: application/json\r\n"
        let post = try server.ask("POST /data", host + origin + "\r\n" + type)
        let socket = try server.ask(
            "GET /data",
            host + origin + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        )
        for answer in [post, socket] {
            #expect(status(answer) == 403)
            #expect(!answer.contains("Access-Control"))
        }
        #expect(status(try server.ask("POST /data", host + "Origin: http://localhost\r\n")) == 200)
    }

    @Test func pagesOfOtherOriginsCanNotReadUnlessTheyAreAllowed() throws {
        var security = SecurityPolicy(token: "0123456789abcdef")
        security.corsOrigins = ["http://grafana.example"]
        let server = try RoutedServer(security: security)
        defer { server.stop() }
        let ask =
            "Access-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: authorization\r\n"
        let foreign = try server.ask("OPTIONS /data", "Origin: http://evil.example\r\n" + ask)
        #expect(status(foreign) == 403)
        #expect(!foreign.contains("Access-Control"))
        let allowed = try server.ask("OPTIONS /data", "Origin: http://grafana.example\r\n" + ask)
        #expect(status(allowed) == 204)
        #expect(allowed.contains("Access-Control-Allow-Origin: http://grafana.example\r\n"))
        #expect(allowed.contains("Access-Control-Allow-Headers: authorization\r\n"))
        let token = "Authorization: Bearer 0123456789abcdef\r\n"
        let data = try server.ask("GET /data", token + "Origin: http://evil.example\r\n")
        #expect(status(data) == 200)
        #expect(!data.contains("Access-Control"))
    }

    @Test func pagesThatAreAllowedCanReadWhyTheyAreRefused() throws {
        var security = SecurityPolicy(token: "0123456789abcdef")
        security.corsOrigins = ["http://grafana.example"]
        let server = try RoutedServer(security: security)
        defer { server.stop() }
        let origin = "Origin: http://grafana.example\r\n"
        let token = "Authorization: Bearer 0123456789abcdef\r\n"
        let length = "Content-Type: application/json\r\nContent-Length: 101\r\n"
        let typeless = "Content-Length: 1\r\n"
        let refusals = [
            (401, try server.ask("GET /data", origin)),
            (404, try server.ask("GET /nothing", origin + token)),
            (405, try server.ask("POST /open", origin + token)),
            (413, try server.ask("POST /data", origin + token + length)),
            (415, try server.ask("POST /data", origin + token + typeless, body: "a")),
        ]
        for (expected, answer) in refusals {
            #expect(status(answer) == expected)
            #expect(answer.contains("Access-Control-Allow-Origin: http://grafana.example\r\n"))
        }
        let foreign = try server.ask("GET /data", "Origin: http://evil.example\r\n")
        #expect(!foreign.contains("Access-Control"))
    }

    @Test func whoMayNotAskIsNotToldWhichStoresThereAre() throws {
        var security = SecurityPolicy(token: "0123456789abcdef")
        security.corsOrigins = ["http://grafana.example"]
        let server = try RoutedServer(security: security)
        defer { server.stop() }
        let answer = try server.ask(
            "OPTIONS /stores/nothing/data",
            "Origin: http://grafana.example\r\nAccess-Control-Request-Method: GET\r\n"
        )
        #expect(status(answer) == 204)
    }

    @Test func aTokenIsAskedForBeforeAnythingIsTold() throws {
        let server = try RoutedServer(security: SecurityPolicy(token: "s3cret-token"))
        defer { server.stop() }
        func answer(_ target: String, _ field: String = "") throws -> String {
            try server.ask("GET " + target, field.isEmpty ? "" : "Authorization: \(field)\r\n")
        }
        let missing = try answer("/data")
        #expect(status(missing) == 401)
        #expect(missing.contains("WWW-Authenticate: Bearer\r\n"))
        for field in [
            "Bearer s3cret", "Bearer s3cret-tokens3cret-token", "Bearer", "Basic !", "s3cret-token",
            "Bearer S3CRET-TOKEN", "Basic czNjcmV0LXRva2Vu", "Bearer s3cret-token x",
        ] {
            #expect(try answer("/data", field) == missing, "\(field)")
        }
        for target in [
            "/data?token=s3cret-token", "/nothing", "/stores/a/data", "/stores/a/open", "/open/x",
        ] {
            #expect(try answer(target) == missing, "\(target)")
        }
        #expect(status(try answer("/open")) == 200)
        #expect(status(try answer("/data", "bearer s3cret-token")) == 200)
        // grafana:s3cret-token
        #expect(status(try answer("/data", "Basic Z3JhZmFuYTpzM2NyZXQtdG9rZW4=")) == 200)
        #expect(status(try server.ask("POST /data", "Content-Length: 1000000\r\n")) == 401)
    }

    @Test func tokensAreRandom() {
        let tokens = Set((0..<100).map { _ in SecurityPolicy.randomToken() })
        #expect(tokens.count == 100)
        #expect(tokens.allSatisfy { $0.utf8.count == 32 })
    }

    @Test(arguments: [
        "/../data", "/data/..", "/data/%2e%2e", "/data/..%2f..%2fetc", "/data/a%5cb", "/data/%00",
        "/data/%", "/data/%ff", "/data/.%2e", "/data?%zz",
    ])
    func pathsThatLeadAstrayAreRefused(target: String) throws {
        let server = try RoutedServer()
        defer { server.stop() }
        #expect(status(try server.ask("GET " + target)) == 400)
    }

    @Test func aPathIsDecodedOnce() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        #expect(try server.ask("GET /data/a%2Fb").hasSuffix("\r\n\r\na/b\n"))
        #expect(try server.ask("GET /data/%252e%252e").hasSuffix("\r\n\r\n%2e%2e\n"))
        #expect(status(try server.ask("GET //etc/passwd")) == 404)
    }

    @Test func everyAnswerForbidsWhatAPageOfItCouldDo() throws {
        let server = try RoutedServer()
        defer { server.stop() }
        for target in ["/data", "/nothing"] {
            let answer = try server.ask("GET " + target)
            for field in [
                "Content-Security-Policy: default-src 'none'; ", "X-Content-Type-Options: nosniff",
                "Referrer-Policy: no-referrer", "Cross-Origin-Opener-Policy: same-origin",
                "Cross-Origin-Resource-Policy: same-origin", "Cache-Control: no-store",
            ] {
                #expect(answer.contains("\r\n" + field), "\(target) \(field)")
            }
        }
    }
}
