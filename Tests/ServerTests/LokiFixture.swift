import TestSupport
import Testing

/// A server of twelve log records, a second apart from 1600000000 on, by turns of three services.
final class LokiFixture {
    let served: ServedFixture

    init() throws {
        served = try ServedFixture(LokiFixture.dump(0..<12))
    }

    /// Serves a store of each range of records.
    init(_ stores: [Range<Int>]) throws {
        served = try ServedFixture(
            stores: stores.enumerated().map { ("\($0)", LokiFixture.dump($1)) }
        )
    }

    /// Records `request N of shop took N0ms`, of which every fourth is an error, the fields of which
    /// are read as logfmt.
    static func dump(_ numbers: Range<Int>) -> String {
        let resources = (0..<3).map { service in
            let records = numbers.filter { $0 % 3 == service }.map { number in
                """
                {"timeUnixNano":"\(1_600_000_000 + number)000000000","severityNumber":\
                \(number % 4 == 3 ? 17 : 9),"body":{"stringValue":\
                "request n=\(number) took=\(number)0ms"},"traceId":"\(traceID(number))",\
                "attributes":[{"key":"http.route","value":{"stringValue":"/r\(number % 2)"}}]}
                """
            }
            return """
                {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":\
                "svc-\(service)"}},{"key":"service.namespace","value":{"stringValue":"shop"}}]},\
                "scopeLogs":[{"logRecords":[\(records.joined(separator: ","))]}]}
                """
        }
        return #"{"resourceLogs":["# + resources.joined(separator: ",") + "]}"
    }

    static func traceID(_ number: Int) -> String {
        let digits = String(number + 1, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }

    /// The status and body of a response.
    func get(
        _ path: String,
        _ query: [(String, String)] = [],
        headers: String = ""
    ) throws -> (status: Int, body: String) {
        let fields = query.map { "\($0)=\(Self.escaped($1))" }.joined(separator: "&")
        let target = "/loki/api/v1/" + path + (fields.isEmpty ? "" : "?" + fields)
        let response = try served.get(target, headers: headers)
        let end = try #require(response.firstRange(of: "\r\n\r\n"))
        let status = try #require(Int(response.split(separator: " ")[1]))
        return (status, String(response[end.upperBound...]))
    }

    func json(
        _ path: String,
        _ query: [(String, String)] = [],
        headers: String = ""
    ) throws -> JSON {
        let (status, body) = try get(path, query, headers: headers)
        #expect(status == 200, "\(body)")
        return try JSON(Array(body.utf8))
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
            let digits = String(byte, radix: 16)
            return isPlain
                ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}

extension JSON {
    /// The lines of all streams of an answer, by their times.
    var lokiLines: [String] {
        let values = (self["data"]?["result"]?.elements ?? []).flatMap {
            $0["values"]?.elements ?? []
        }
        return values.compactMap { value -> (String, String)? in
            guard let time = value.elements.first?.text, let line = value.elements[1].text else {
                return nil
            }
            return (time, line)
        }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
