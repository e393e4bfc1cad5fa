package import DossierPromQL
import DossierPromQLSyntax

/// What is known of a rule between evaluations.
package struct RuleState: Sendable {
    package let rule: Rule
    /// By their labels; of alerting rules.
    package internal(set) var alerts: [Labels: Alert] = [:]
    /// The series that the last evaluation wrote.
    package internal(set) var written: Set<Labels> = []
    /// Why the last evaluation failed; nil if it did not.
    package internal(set) var lastError: String?
    /// Those of an alerting rule, in the order of `rule.labels`.
    let labelTexts: [PreparedText]
    /// In the order of `rule.annotations`.
    let annotationTexts: [PreparedText]
    /// The labels that results are written with, by those that the expression gave them.
    var outputLabels: [Labels: Labels] = [:]

    package init(_ rule: Rule) {
        self.rule = rule
        labelTexts = rule.labels.map { PreparedText($0.text, of: rule) }
        annotationTexts = rule.annotations.map { PreparedText($0.text, of: rule) }
    }

    /// The alerts that fire, in the order of their labels.
    package var firing: [Alert] {
        alerts.values.filter { $0.state == .firing }.sorted { $0.labels < $1.labels }
    }

    /// So many labels of results are remembered that are not written any more.
    private static let outputLabelsMax = 65_536

    /// The labels that a recording rule writes a result with.
    mutating func recordedLabels(_ result: Labels) -> Labels {
        if let known = outputLabels[result] { return known }
        var labels = result.setting(LabelSyntax.metric.bytes, Array(rule.name.utf8))
        for label in rule.labels {
            labels = labels.setting(Array(label.name.utf8), Array(label.text.utf8))
        }
        if outputLabels.count > max(Self.outputLabelsMax, written.count * 2) {
            outputLabels.removeAll()
        }
        outputLabels[result] = labels
        return labels
    }
}
