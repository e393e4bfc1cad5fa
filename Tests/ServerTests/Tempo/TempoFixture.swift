import Dossier
import DossierServer
import TestSupport
import Testing

/// A server of small stores of spans, asked over Tempo's API; stopped when it goes.
final class TempoFixture {
    private let folder = TemporaryFolder()
    private let server: HTTPServer

    /// Serves a store of each dump in OTLP-JSON.
    init(_ dumps: [String]) throws {
        var stores: [ServedStore] = []
        for (number, dump) in dumps.enumerated() {
            let input = folder.write("dump\(number).jsonl", dump.utf8)
            let store = folder.file("store\(number).dossier")
            _ = try Ingestion(store: store).run([input])
            stores.append(ServedStore(name: "store\(number)", file: try DossierFile(store)))
        }
        server = try DossierServer(stores: stores, security: SecurityPolicy())
            .start([HTTPServer.Address(host: "127.0.0.1", port: 0)])
    }

    deinit {
        server.stop()
    }

    struct Response {
        var status: Int
        var header: String
        var body: String

        /// The body as JSON.
        var json: JSON {
            get throws { try JSON(body) }
        }
    }

    /// The response to a request, of whose target only blanks are escaped.
    func ask(
        _ target: String,
        method: String = "GET",
        accept: String = "application/json"
    ) throws -> Response {
        let port = server.addresses[0].port
        let client = try #require(TestClient(port: port))
        defer { client.close() }
        client.send(
            "\(method) /tempo\(target.replacing(" ", with: "%20")) HTTP/1.1\r\nHost: localhost:\(port)\r\n"
                + "Accept: \(accept)\r\nConnection: close\r\n\r\n"
        )
        let text = client.receiveAll()
        let end = try #require(text.firstRange(of: "\r\n\r\n"))
        let header = String(text[..<end.lowerBound])
        return Response(
            status: try #require(Int(header.split(separator: " ")[1])),
            header: header,
            body: String(text[end.upperBound...])
        )
    }

    // MARK: - Dumps

    /// A request with spans of one service.
    static func dump(service: String, _ spans: [String]) -> String {
        """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":\
        {"stringValue":"\(service)"}}]},"scopeSpans":[{"scope":{"name":"\(service)-library"},\
        "spans":[\(spans.joined(separator: ","))]}]}]}
        """
    }

    /// A span of a trace, from a second after 2020-09-13T12:27:00Z on.
    static func span(
        _ trace: String,
        _ span: String,
        parent: String = "",
        name: String = "GET /",
        second: Int,
        milliseconds: Int = 250,
        more: String = ""
    ) -> String {
        let start = (1_600_000_020 + second) * 1_000_000_000
        return """
            {"traceId":"\(String(repeating: "0", count: 32 - trace.utf8.count))\(trace)",\
            "spanId":"\(String(repeating: "0", count: 16 - span.utf8.count))\(span)",\
            "parentSpanId":"\(parent)","name":"\(name)","kind":2,\
            "startTimeUnixNano":"\(start)",\
            "endTimeUnixNano":"\(start + milliseconds * 1_000_000)"\(more)}
            """
    }

    /// Further members of a span: an attribute of each type, and an event.
    static let details = """
        ,"attributes":[{"key":"region","value":{"stringValue":"north"}},\
        {"key":"code","value":{"intValue":"503"}},{"key":"load","value":{"doubleValue":0.5}},\
        {"key":"cold","value":{"boolValue":true}}],"events":[{"name":"retry",\
        "attributes":[{"key":"attempt","value":{"intValue":"2"}}]}],\
        "status":{"code":2,"message":"it broke"}
        """
}
