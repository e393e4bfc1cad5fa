import Dossier
import DossierServer
import TestSupport
import Testing

/// A store that could not be opened, beside one that could.
@Suite struct UnopenedStoreTests {
    private let folder = TemporaryFolder()
    private let server: HTTPServer

    init() throws {
        let whole = folder.file("whole.dossier")
        let input = folder.write(
            "dump.jsonl",
            (CorrelationFixture.dump + "\n" + LokiFixture.dump(0..<1)).utf8
        )
        _ = try Ingestion(store: whole).run([input])
        let broken = folder.write("broken.dossier", "no store".utf8)
        let failure = try #require(throws: DossierError.self) { try DossierFile(broken) }
        var served = DossierServer(
            stores: [ServedStore(name: "whole", file: try DossierFile(whole))],
            security: SecurityPolicy()
        )
        served.unopened = [UnopenedStore(name: "broken", error: failure)]
        server = try served.start([HTTPServer.Address(host: "127.0.0.1", port: 0)])
    }

    private func get(_ target: String) throws -> TestResponse {
        let client = try #require(TestClient(port: server.addresses[0].port))
        defer { client.close() }
        client.send("GET \(target) HTTP/1.0\r\nHost: localhost\r\n\r\n")
        return TestResponse(client.receiveAll())
    }

    @Test func everyAnswerFromAllStoresNamesIt() throws {
        defer { server.stop() }
        let trace = CorrelationFixture.trace
        for target in [
            "/api/v1/labels", "/api/v1/query?query=1", "/api/v1/status/tsdb",
            "/jaeger/api/services", "/jaeger/api/traces/\(trace)", "/tempo/api/v2/traces/\(trace)",
            "/tempo/api/metrics/query?q=%7B%7D%7Crate()",
            "/tempo/api/metrics/query_range?q=%7B%7D%7Crate()by(name)&maxSeries=1",
            "/loki/api/v1/labels", "/loki/api/v1/query_range?query=%7Bservice_name=~%22.%2B%22%7D",
            "/api/correlation/trace/\(trace)", "/api/correlation/metrics/\(trace)", "/api/stores",
        ] {
            let answer = try get(target)
            #expect(answer.status == 200, "\(target)")
            #expect(
                answer.body.contains("the store broken could not be opened: broken.dossier"),
                "\(target): \(answer.body)"
            )
            #expect(!answer.body.contains(folder.file("")), "\(target)")
        }
        for target in [
            "/api/correlation/traces/search", "/tempo/api/search?q=%7B%7D",
            "/tempo/api/search/tags", "/jaeger/api/v3/services",
        ] {
            let warning = try get(target)["warning"]
            #expect(warning?.contains("the store broken could not be opened") == true, "\(target)")
        }
    }

    @Test func whoAsksForItIsToldWhy() throws {
        defer { server.stop() }
        let answer = try get("/stores/broken/api/correlation/traces/search")
        #expect(answer.status == 500)
        let message = try answer.json()["error"]?["message"]?.text
        #expect(message?.hasPrefix("the store broken could not be opened: ") == true)
        #expect(try !get("/stores/whole/api/v1/labels").body.contains("warnings"))
    }
}
