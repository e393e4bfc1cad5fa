import TestSupport

/// A response as a client reads it.
struct TestResponse {
    let status: Int
    /// The body, put together from its chunks.
    let body: String
    private let fields: [(name: String, value: String)]

    /// Reads a whole response with its header.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        let end = bytes.indices.first { bytes[$0...].starts(with: [13, 10, 13, 10]) }
        let head = String(decoding: bytes[..<(end ?? bytes.count)], as: UTF8.self)
        let lines = head.split(separator: "\r\n" as Character)
        status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
            return (name: parts[0].lowercased(), value: String(value))
        }
        self.fields = fields
        let rest = end.map { Array(bytes[($0 + 4)...]) } ?? []
        let isChunked = fields.contains { $0 == ("transfer-encoding", "chunked") }
        body = String(decoding: isChunked ? Self.joined(rest) : rest, as: UTF8.self)
    }

    /// A header field, by its name in lower case.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The body as JSON.
    func json() throws -> JSON { try JSON(body) }

    private static func joined(_ chunks: [UInt8]) -> [UInt8] {
        var body: [UInt8] = []
        var rest = chunks[...]
        while let end = rest.firstIndex(of: 13) {
            let digits = String(decoding: rest[..<end], as: UTF8.self)
            guard let count = Int(digits, radix: 16), count > 0 else { break }
            let chunk = rest[end...].dropFirst(2).prefix(count)
            body += chunk
            rest = rest[chunk.endIndex...].dropFirst(2)
        }
        return body
    }
}

extension ServedFixture {
    /// The response to a GET request.
    func response(_ target: String) throws -> TestResponse { TestResponse(try get(target)) }

    /// The JSON document that answers a GET request with a status.
    func json(_ target: String) throws -> JSON { try response(target).json() }
}
