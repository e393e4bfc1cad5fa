import DossierServer

/// Decides on requests to a server with a token.
enum RequestTarget {
    static func admit(_ bytes: UnsafeRawBufferPointer) {
        let parts = bytes.split(separator: 0, maxSplits: 4, omittingEmptySubsequences: false)
        let texts = parts.map { String(decoding: $0, as: UTF8.self) }
        let names = ["", "Host", "Authorization", "Origin"]
        let fields = zip(names, texts).dropFirst().map { (name: $0, value: $1) }
        let verdict = admission.verdict(.get, texts[0], HTTPFields(fields))
        if case .answer(let admitted) = verdict {
            for part in admitted.request.path.flatMap({ $0.split(separator: "/") }) {
                precondition(part != ".." && !part.contains("\\"), texts[0])
            }
        }
        if parts.count > 4 { readForm(Array(parts[4])) }
    }

    private static func readForm(_ bytes: [UInt8]) {
        guard let form = try? FormFields(parsing: bytes) else { return }
        let written = form.all.map { "\(encoded($0.name))=\(encoded($0.value))" }
        let again = try? FormFields(parsing: written.joined(separator: "&").utf8)
        precondition(again?.all.map(\.name) == form.all.map(\.name))
        precondition(again?.all.map(\.value) == form.all.map(\.value))
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
        }
        .joined()
    }

    private static let admission = Admission(
        stores: [],
        router: Router([
            Route(.get, "/open", isPublic: true) { _ in .text("") },
            Route(.get, "/data/{id}") { _ in .text("") },
        ]),
        security: SecurityPolicy(token: "t")
    )
}
