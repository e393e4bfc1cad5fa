import DossierPromQLSyntax

/// The arguments of `label_join`.
struct LabelJoin {
    let target: [UInt8]
    private let separator: [UInt8]
    private let sources: [[UInt8]]

    /// Takes target, separator and sources.
    init(_ texts: [[UInt8]]) throws {
        (target, separator) = (texts[0], texts[1])
        sources = Array(texts.dropFirst(2))
        for (index, name) in (sources + [target]).enumerated()
        where !LabelSyntax.isValid(ByteString(name)) {
            let kind = index == sources.count ? "destination" : "source"
            throw EvaluationError(
                "invalid \(kind) label name in label_join(): \(ByteString(name))"
            )
        }
    }

    func apply(_ labels: Labels) -> Labels {
        let parts = sources.map { labels[$0] ?? [] }
        return labels.setting(target, Array(parts.joined(separator: separator)))
    }
}
