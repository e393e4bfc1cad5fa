import TestSupport
import Testing

/// A served store with two services: `shop` calls `stock`, which fails; and a trace with an id of
/// 64 bits.
final class JaegerFixture {
    private let served: ServedFixture

    static let long = "5b8efff798038103d269b633813fc60c"

    init() throws {
        served = try ServedFixture(Self.dump)
    }

    func stop() { served.stop() }

    /// The status and the document of a response.
    func get(_ target: String) throws -> (status: Int, json: JSON) {
        try exchange("GET \(target) HTTP/1.0\r\nHost: localhost:\(served.port)\r\n\r\n")
    }

    func post(_ target: String, _ body: String) throws -> (status: Int, json: JSON) {
        try exchange(
            "POST \(target) HTTP/1.0\r\nHost: localhost:\(served.port)\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body
        )
    }

    private func exchange(_ request: String) throws -> (status: Int, json: JSON) {
        let client = try #require(TestClient(port: served.port))
        defer { client.close() }
        client.send(request)
        let response = client.receiveAll()
        let status = try #require(Int(response.split(separator: " ")[1]))
        let body = try #require(response.firstRange(of: "\r\n\r\n")).upperBound
        return (status, try JSON(String(response[body...])))
    }

    /// Microseconds of the first span.
    static let start = 1_700_000_000_000_000

    private static let dump = """
        {"resourceSpans":[
        {"resource":{"attributes":[
        {"key":"service.name","value":{"stringValue":"shop"}},
        {"key":"host.name","value":{"stringValue":"a"}}]},
        "scopeSpans":[{"scope":{"name":"web","version":"2"},"spans":[
        {"traceId":"\(long)","spanId":"0000000000000001","name":"GET /buy","kind":2,
        "traceState":"k=v","startTimeUnixNano":"1700000000000000999",
        "endTimeUnixNano":"1700000000250000000","attributes":[
        {"key":"http.status_code","value":{"intValue":"500"}},
        {"key":"big","value":{"intValue":"9223372036854775807"}},
        {"key":"ratio","value":{"doubleValue":72.5}},
        {"key":"cached","value":{"boolValue":true}},
        {"key":"ids","value":{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"b"}]}}},
        {"key":"raw","value":{"bytesValue":"AAAwOQ=="}}],
        "events":[{"timeUnixNano":"1700000000100000000","name":"retry","attributes":[
        {"key":"attempt","value":{"intValue":"2"}}]}]},
        {"traceId":"\(long)","spanId":"0000000000000002","parentSpanId":"0000000000000001",
        "name":"reserve","kind":3,"startTimeUnixNano":"1700000000010000000",
        "endTimeUnixNano":"1700000000200000000"}]}]},
        {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"stock/eu"}}]},
        "scopeSpans":[{"scope":{},"spans":[
        {"traceId":"\(long)","spanId":"0000000000000003","parentSpanId":"0000000000000002",
        "name":"take","kind":2,"startTimeUnixNano":"1700000000020000000",
        "endTimeUnixNano":"1700000000120000000","status":{"code":2,"message":"none left"},
        "links":[{"traceId":"00000000000000000000000000000abc","spanId":"000000000000000a",
        "attributes":[{"key":"reason","value":{"stringValue":"batch"}}]}]},
        {"traceId":"00000000000000000000000000000abc","spanId":"000000000000000a","name":"sync",
        "startTimeUnixNano":"1700000060000000000","endTimeUnixNano":"1700000060001000000"}]}]},
        {"resource":{},"scopeSpans":[{"scope":{},"spans":[
        {"traceId":"000000000000000000000000000000ff","spanId":"000000000000000b","name":"lost",
        "parentSpanId":"00000000000000ee","startTimeUnixNano":"1700000070000000000",
        "endTimeUnixNano":"1700000070001000000"}]}]}]}
        """.replacing("\n", with: "")
}

extension JSON {
    /// The texts of a list.
    var texts: [String] { elements.compactMap(\.text) }

    /// JSON that a test writes down.
    static func parsed(_ text: String) throws -> JSON { try JSON(text) }
}
