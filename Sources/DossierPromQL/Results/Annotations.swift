import DossierPromQLSyntax

/// The warnings and infos of a query, each once.
final class Annotations {
    enum Kind: String {
        case warning
        case info
    }

    private let text: [UInt8]
    private var seen: Set<String> = []
    private(set) var all: [PromQLResult.Annotation] = []

    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    func add(_ kind: Kind, _ message: String, at range: SourceRange) {
        guard seen.insert("\(kind) \(message)").inserted else { return }
        let (line, column) = range.startPosition(in: text)
        all.append(
            PromQLResult.Annotation(
                isWarning: kind == .warning,
                text: "PromQL \(kind): \(message) (\(line):\(column))"
            )
        )
    }
}
