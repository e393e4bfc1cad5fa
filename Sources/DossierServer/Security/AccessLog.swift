package import DossierPrimitives
internal import Synchronization

/// Who asked what: a JSON object on a line for each answer.
package final class AccessLog: Sendable {
    private let write: @Sendable ([UInt8]) -> Void
    private let hasQueries: Bool

    /// - Parameters:
    ///   - hasQueries: Whether the values of query strings are written.
    ///   - write: Takes lines, on any thread.
    package init(hasQueries: Bool, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.hasQueries = hasQueries
        self.write = write
    }

    func add(method: String, target: String, status: Int, time: Duration) {
        let (seconds, attoseconds) = time.components
        var json = JSONWriter()
        json.object { json in
            json.string("method", method)
            json.string("target", hasQueries ? target : Self.withoutValues(target))
            json.integer("status", status)
            json.integer("microseconds", seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
        }
        write(json.takeBytes(endingLine: true))
    }

    /// A target with the names of its query string, but not their values.
    private static func withoutValues(_ target: String) -> String {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count > 1 else { return target }
        let names = parts[1].split(separator: "&").map { $0.prefix { $0 != "=" } }
        return "\(parts[0])?\(names.joined(separator: "&"))"
    }
}
