import DossierRegularExpressions

extension ColumnEvaluator {
    func replaceLabel(_ node: FunctionCall) throws -> [ValueColumn] {
        let replacement = try LabelReplacement(
            node.arguments.dropFirst().map { try plain.string(of: $0) }
        )
        return try relabelled(node.arguments[0], replacement.target) { labels in
            replacement.apply(labels)
        }
    }

    func joinLabels(_ node: FunctionCall) throws -> [ValueColumn] {
        let join = try LabelJoin(
            node.arguments.dropFirst().map { try plain.string(of: $0) }
        )
        return try relabelled(node.arguments[0], join.target) { labels in join.apply(labels) }
    }

    private func relabelled(
        _ expression: PromQLExpression,
        _ target: [UInt8],
        _ change: (Labels) -> Labels?
    ) throws -> [ValueColumn] {
        var columns = try vector(of: expression)
        for index in columns.indices {
            guard let labels = change(columns[index].labels) else { continue }
            columns[index].labels = labels
            if target == ReferenceEvaluator.name { columns[index].isNameDropped = false }
        }
        return try columns.merged(isStrict: true)
    }
}

/// The arguments of `label_replace`.
struct LabelReplacement {
    let target: [UInt8]
    private let template: [UInt8]
    private let source: [UInt8]
    private let pattern: RegularExpression

    /// Takes target, template, source and pattern.
    init(_ texts: [[UInt8]]) throws {
        (target, template, source) = (texts[0], texts[1], texts[2])
        do {
            pattern = try RegularExpression(anchoring: ByteString(texts[3]))
        } catch {
            throw ReferenceEngine.Failure(
                "invalid regular expression in label_replace(): \(ByteString(texts[3]))"
            )
        }
        guard LabelSyntax.isValid(ByteString(target)) else {
            throw ReferenceEngine.Failure(
                "invalid destination label name in label_replace(): \(ByteString(target))"
            )
        }
    }

    /// Nil if the pattern does not match.
    func apply(_ labels: Labels) -> Labels? {
        let value = labels[source] ?? []
        guard let groups = pattern.firstMatch(in: value) else { return nil }
        return labels.setting(target, pattern.expand(template, from: value, groups: groups))
    }
}

/// The arguments of `label_join`.
struct LabelJoin {
    let target: [UInt8]
    private let separator: [UInt8]
    private let sources: [[UInt8]]

    /// Takes target, separator and sources.
    init(_ texts: [[UInt8]]) throws {
        (target, separator) = (texts[0], texts[1])
        sources = Array(texts.dropFirst(2))
        for (place, name) in (sources + [target]).enumerated()
        where !LabelSyntax.isValid(ByteString(name)) {
            let kind = place == sources.count ? "destination" : "source"
            throw ReferenceEngine.Failure(
                "invalid \(kind) label name in label_join(): \(ByteString(name))"
            )
        }
    }

    func apply(_ labels: Labels) -> Labels {
        let parts = sources.map { labels[$0] ?? [] }
        return labels.setting(target, Array(parts.joined(separator: separator)))
    }
}
