import DossierServer
import TestSupport
import Testing

/// Refusals that no API has decided on.
@Suite struct RefusalTests {
    private func ask(
        _ request: String,
        _ fixture: ServedFixture,
        fields: String = ""
    ) throws -> TestResponse {
        let client = try #require(TestClient(port: fixture.port))
        defer { client.close() }
        client.send("\(request) HTTP/1.0\r\nHost: localhost\r\n\(fields)\r\n")
        return TestResponse(client.receiveAll())
    }

    @Test(arguments: ["", "/stores/test"])
    func aWrongMethodIsToldInTheShapeOfTheAPI(_ store: String) throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        for (path, shape) in [
            (
                "/api/correlation/trace/abc",
                #"{"error":{"code":405,"message":"use GET or HEAD here"}}"#
            ),
            (
                "/api/services",
                #"{"data":null,"total":0,"limit":0,"offset":0,"#
                    + #""errors":[{"code":405,"msg":"use GET or HEAD here"}]}"#
            ),
            (
                "/api/v3/services",
                #"{"error":{"httpCode":405,"message":"use GET or HEAD here"}}"#
            ),
        ] {
            let answer = try ask("DELETE \(store)\(path)", fixture)
            #expect(answer.status == 405)
            #expect(answer["allow"] == "GET, HEAD")
            #expect(try answer.json() == JSON(shape), "\(answer.body)")
        }
        let answer = try ask("DELETE \(store)/tempo/api/search", fixture)
        #expect(answer.body == "use GET or HEAD here\n")
    }

    @Test func anExporterWithoutATokenIsToldInItsType() throws {
        let fixture = try ServedFixture(
            CorrelationFixture.dump,
            security: SecurityPolicy(token: "0123456789abcdef")
        )
        defer { fixture.stop() }
        for type in ["application/json", "application/x-protobuf"] {
            let answer = try ask(
                "POST /v1/traces",
                fixture,
                fields: "Content-Type: \(type)\r\nContent-Length: 0\r\n"
            )
            #expect(answer.status == 401)
            #expect(answer["www-authenticate"] == "Bearer")
            #expect(answer["content-type"] == type)
        }
    }

    @Test(arguments: ["", "/prometheus", "/jaeger", "/tempo", "/loki"])
    func healthIsToldToEveryoneBelowEachPrefix(_ prefix: String) throws {
        let fixture = try ServedFixture(
            CorrelationFixture.dump,
            security: SecurityPolicy(token: "0123456789abcdef")
        )
        defer { fixture.stop() }
        for path in ["/", "/health", "/ready", "/-/ready", "/-/healthy", "/api/echo"] {
            #expect(try ask("GET \(prefix)\(path)", fixture).status == 200, "\(path)")
        }
    }
}
