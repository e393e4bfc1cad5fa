/// What a query found worth a remark, each remark once.
final class ReferenceAnnotations {
    enum Kind: String {
        case warning
        case info
    }

    private let text: [UInt8]
    private var seen: Set<String> = []
    private(set) var all: [TestedResult.Annotation] = []

    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    func add(_ kind: Kind, _ message: String, at range: SourceRange) {
        guard seen.insert("\(kind) \(message)").inserted else { return }
        let (line, column) = range.startPosition(in: text)
        all.append(
            TestedResult.Annotation(
                isWarning: kind == .warning,
                text: "PromQL \(kind): \(message) (\(line):\(column))"
            )
        )
    }
}

extension ReferenceEvaluator {
    func warn(_ message: String, at range: SourceRange) {
        annotations.add(.warning, message, at: range)
    }

    func inform(_ message: String, at range: SourceRange) {
        annotations.add(.info, message, at: range)
    }

    /// A message with the name of the metric, if it has one.
    func named(_ message: String, _ labels: Labels) -> String {
        guard let name = labels[Self.name] else { return message }
        return "\(message) for metric name \(ByteString(name).quoted)"
    }

    func warnOfMix(_ labels: Labels, at range: SourceRange) {
        warn(named("encountered a mix of histograms and floats", labels), at: range)
    }

    func warnOfSchemas(_ labels: Labels, at range: SourceRange) {
        let message =
            "vector contains a mix of histograms with exponential and custom buckets schemas"
        warn(named(message, labels), at: range)
    }
}
