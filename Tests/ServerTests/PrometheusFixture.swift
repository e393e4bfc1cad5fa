import Dossier
import DossierServer
import TestSupport
import Testing

/// A server of stores of metrics, asked by Prometheus' API.
final class PrometheusFixture {
    private let folder = TemporaryFolder()
    let server: HTTPServer
    let files: [DossierFile]

    /// Serves a store of each dump in OTLP-JSON.
    init(
        _ dumps: String...,
        rules: String? = nil,
        options: QueryOptions = QueryOptions()
    ) throws {
        var stores: [ServedStore] = []
        for (number, dump) in dumps.enumerated() {
            let store = folder.file("\(number).dossier")
            _ = try Ingestion(store: store).run([folder.write("\(number).jsonl", dump.utf8)])
            stores.append(ServedStore(name: "\(number)", file: try DossierFile(store)))
        }
        var served = DossierServer(stores: stores, security: SecurityPolicy())
        files = stores.map(\.file)
        served.metricOptions = options
        served.rules = try rules.map {
            try RuleSet([RuleText(name: "rules.yml", text: $0)], options: options)
        }
        server = try served.start([HTTPServer.Address(host: "127.0.0.1", port: 0)])
    }

    struct Answer {
        let status: Int
        let head: String
        let body: String
    }

    /// The answer to a request below `/api/v1`; with a form, by POST.
    func ask(_ target: String, form: String? = nil, method: String = "GET") throws -> Answer {
        let port = server.addresses[0].port
        let client = try #require(TestClient(port: port))
        defer { client.close() }
        var head = "\(form == nil ? method : "POST") /api/v1/\(target) HTTP/1.1\r\n"
        head += "Host: localhost:\(port)\r\nConnection: close\r\n"
        if let form {
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
            head += "Content-Length: \(form.utf8.count)\r\n"
        }
        client.send("\(head)\r\n\(form ?? "")")
        let response = client.receiveAll()
        let end = try #require(response.firstRange(of: "\r\n\r\n"))
        let status = try #require(Int(response.dropFirst(9).prefix(3)))
        let answerHead = String(response[..<end.lowerBound])
        let rest = String(response[end.upperBound...])
        let isChunked = answerHead.lowercased().contains("transfer-encoding: chunked")
        return Answer(status: status, head: answerHead, body: isChunked ? Self.joined(rest) : rest)
    }

    /// The text of a body in chunks, all of which are ASCII.
    private static func joined(_ chunks: String) -> String {
        var rest = Array(chunks.utf8)[...]
        var body: [UInt8] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\r")),
            let count = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16), count > 0
        {
            rest = rest[end...].dropFirst(2)
            body += rest.prefix(count)
            rest = rest.dropFirst(count + 2)
        }
        return String(decoding: body, as: UTF8.self)
    }

    /// What an answer has as its data.
    func data(_ target: String, form: String? = nil) throws -> String {
        let answer = try ask(target, form: form)
        let start = "{\"status\":\"success\",\"data\":"
        #expect(answer.status == 200, "\(target): \(answer.body)")
        #expect(answer.body.hasPrefix(start), "\(target): \(answer.body)")
        return String(answer.body.dropFirst(start.count).dropLast(2))
    }

    func stop() {
        server.stop()
    }
}

/// Metrics from 1,700,000,000 s on: a gauge `load` of two hosts every 10 s for a minute, the second
/// host's from 30 s on, and a histogram with an exemplar.
enum PrometheusDump {
    static let start = 1_700_000_000

    static func metrics(value: Int = 0) -> String {
        let points =
            (0...6).map { point("a", $0 * 10, $0 + value) }
            + (3...6).map { point("b", $0 * 10, $0 + value) }
        return """
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":\
            {"stringValue":"shop"}}]},"scopeMetrics":[{"scope":{},"metrics":[\
            {"name":"load","description":"how busy","gauge":{"dataPoints":[\
            \(points.joined(separator: ","))]}},\
            {"name":"took","unit":"s","histogram":{"aggregationTemporality":2,"dataPoints":[\
            {"timeUnixNano":"\(start)000000000","count":"3","sum":4,"bucketCounts":["1","2","0"],\
            "explicitBounds":[0.5,2],"exemplars":[{"timeUnixNano":"\(start)000000000",\
            "asDouble":1.5,"traceId":"0af7651916cd43dd8448eb211c80319c",\
            "spanId":"b7ad6b7169203331","filteredAttributes":[{"key":"user.id","value":\
            {"intValue":"7"}}]}]}]}}]}]}]}
            """
    }

    private static func point(_ host: String, _ seconds: Int, _ value: Int) -> String {
        """
        {"attributes":[{"key":"host.name","value":{"stringValue":"\(host)"}}],\
        "timeUnixNano":"\(start + seconds)000000000","asInt":"\(value)"}
        """
    }
}
