internal import Dossier
internal import DossierPrimitives

/// Who asked what: a JSON object on a line for each answer.
///
/// Header fields are never written, so that no token is; nor are values of parameters by which
/// clients send secrets by mistake.
package final class AccessLog: Sendable {
    /// One answer.
    struct Entry {
        /// The address of the client, without the port.
        var client: String?
        var method: String
        /// Path and query string as they were sent.
        var target: String
        /// The body, if it is a form.
        var form: [UInt8]?
        /// The stores that were asked.
        var stores: [String] = []
        /// 499 if the client had gone.
        var status: Int
        /// Of the body, as it was sent.
        var byteCount: Int
        var duration: Duration = .zero
    }

    private let write: @Sendable ([UInt8]) -> Void
    private let hasValues: Bool

    /// - Parameters:
    ///   - hasValues: Whether the values of query strings and forms are written.
    ///   - write: Takes lines, on any thread.
    package init(hasValues: Bool, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.hasValues = hasValues
        self.write = write
    }

    func add(_ entry: Entry) {
        let path = entry.target.utf8.prefix { $0 != UInt8(ascii: "?") }
        let query = entry.target.utf8.dropFirst(path.count + 1)
        var json = JSONWriter()
        json.object { json in
            json.string("time", (Timestamp.now - entry.duration).rfc3339(.milliseconds))
            if let client = entry.client { json.string("client", client) }
            json.string("method", entry.method)
            json.string("path", String(decoding: path, as: UTF8.self))
            if !query.isEmpty { json.string("query", fields(query)) }
            if let form = entry.form { json.string("form", fields(form)) }
            if !entry.stores.isEmpty {
                json.array("stores", entry.stores) { $0.string($1) }
            }
            json.integer("status", entry.status)
            json.integer("bytes", entry.byteCount)
            json.integer("microseconds", Int(entry.duration / .microseconds(1)))
        }
        write(json.takeBytes(endingLine: true))
    }

    /// A query string or form with the names, and the values that may be written.
    private func fields(_ text: some Collection<UInt8>) -> String {
        let fields = text.split(separator: UInt8(ascii: "&")).map { field in
            let name = field.prefix { $0 != UInt8(ascii: "=") }
            return hasValues && !Self.isSecret(name) ? Array(field) : Array(name)
        }
        return String(decoding: Array(fields.joined(separator: "&".utf8)), as: UTF8.self)
    }

    private static func isSecret(_ name: some Sequence<UInt8>) -> Bool {
        guard let name = PercentEncoding.decoded(name) else { return true }
        let text = String(decoding: name, as: UTF8.self).lowercased()
        return secretNames.contains { text.contains($0) }
    }

    private static let secretNames = ["token", "auth", "passw", "secret", "apikey", "api_key"]
}
