import DossierServer
import Testing

/// A server with routes of a test, on a port that the system chooses; stopped by `stop()`.
final class RoutedServer {
    let server: HTTPServer

    var port: Int { server.addresses[0].port }

    init(
        _ routes: [Route] = RoutedServer.routes,
        security: SecurityPolicy = SecurityPolicy(),
        limits: ServerLimits = ServerLimits(),
        accessLog: AccessLog? = nil
    ) throws {
        server = try HTTPServer(
            [HTTPServer.Address(host: "127.0.0.1", port: 0)],
            admission: Admission(stores: [], router: Router(routes), security: security),
            limits: limits,
            accessLog: accessLog
        )
    }

    /// A public path, one with data, one that takes a form, and one that takes JSON.
    static let routes = [
        Route(.get, "/open", isPublic: true) { _ in .text("open\n") },
        Route(.get, "/data") { _ in .text("data\n") },
        Route(.get, "/data/{id}") { .text($0.capture("id") + "\n") },
        Route(.post, "/data", bodyLimit: 100) { request in
            let form = try request.form()
            return .text("\(form.all.map { "\($0.name)=\($0.value)" }) \(request.body.count)\n")
        },
    ]

    /// What comes back for bytes until the server closes.
    func send(_ request: String) throws -> String {
        let client = try connect()
        defer { client.close() }
        client.send(request)
        return client.receiveAll()
    }

    /// The answer to one request.
    func ask(_ request: String, _ fields: String = "", body: String = "") throws -> String {
        let host = fields.contains("Host:") ? "" : "Host: localhost:\(port)\r\n"
        return try send(
            "\(request) HTTP/1.1\r\n\(host)Connection: close\r\n\(fields)\r\n\(body)"
        )
    }

    func connect() throws -> TestClient {
        try #require(TestClient(port: port))
    }

    func stop() {
        server.stop()
    }
}

/// The status code of an answer, nil if there is none.
func status(_ answer: String) -> Int? {
    guard answer.hasPrefix("HTTP/1.") else { return nil }
    return Int(answer.dropFirst(9).prefix(3))
}
