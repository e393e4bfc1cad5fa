import DossierPromQLSyntax
import DossierRegularExpressions

/// The arguments of `label_replace`.
package struct LabelReplacement {
    let target: [UInt8]
    private let template: [UInt8]
    private let source: [UInt8]
    private let pattern: RegularExpression

    /// Takes target, template, source and pattern.
    package init(_ texts: [[UInt8]]) throws {
        (target, template, source) = (texts[0], texts[1], texts[2])
        do {
            pattern = try RegularExpression(anchoring: ByteString(texts[3]))
        } catch {
            throw EvaluationError(
                "invalid regular expression in label_replace(): \(ByteString(texts[3]))"
            )
        }
        guard LabelSyntax.isValid(ByteString(target)) else {
            throw EvaluationError(
                "invalid destination label name in label_replace(): \(ByteString(target))"
            )
        }
    }

    /// Nil if the pattern does not match.
    package func apply(_ labels: Labels) -> Labels? {
        let value = labels[source] ?? []
        guard let groups = pattern.firstMatch(in: value) else { return nil }
        return labels.setting(target, pattern.expand(template, from: value, groups: groups))
    }
}
