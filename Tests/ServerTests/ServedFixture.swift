import Dossier
import DossierServer
import TestSupport
import Testing

/// A server of a small store on a port that the system chooses, stopped by `stop()`.
final class ServedFixture {
    let folder = TemporaryFolder()
    let server: HTTPServer

    var port: Int { server.addresses[0].port }

    /// Serves a store of a dump in OTLP-JSON.
    init(
        _ dump: String,
        security: SecurityPolicy = SecurityPolicy(),
        limits: ServerLimits = ServerLimits()
    ) throws {
        let input = folder.write("dump.jsonl", dump.utf8)
        let store = folder.file("test.dossier")
        _ = try Ingestion(store: store).run([input])
        var served = DossierServer(
            stores: [ServedStore(name: "test", file: try DossierFile(store))],
            security: security
        )
        served.limits = limits
        server = try served.start([HTTPServer.Address(host: "127.0.0.1", port: 0)])
    }

    /// Serves several stores, each of a dump in OTLP-JSON.
    init(stores dumps: [(name: String, dump: String)]) throws {
        var stores: [ServedStore] = []
        for (name, dump) in dumps {
            let input = folder.write("\(name).jsonl", dump.utf8)
            let store = folder.file("\(name).dossier")
            _ = try Ingestion(store: store).run([input])
            stores.append(ServedStore(name: name, file: try DossierFile(store)))
        }
        let served = DossierServer(stores: stores, security: SecurityPolicy())
        server = try served.start([HTTPServer.Address(host: "127.0.0.1", port: 0)])
    }

    /// The whole response to a GET request, with its header.
    func get(_ target: String, headers: String = "") throws -> String {
        let client = try #require(TestClient(port: port))
        defer { client.close() }
        client.send(
            "GET \(target) HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n\(headers)\r\n"
        )
        return client.receiveAll()
    }

    func stop() {
        server.stop()
    }
}
