import DossierPromQL
import DossierPromQLSyntax

extension RuleFile {
    /// A rule that is in the file more than once, whose results would mix.
    package struct Duplicate: Sendable {
        package var name: String
        /// `{a="b"}`; empty if it has none.
        package var labels: String
    }

    /// The rules that are there more than once, each named once for every repetition.
    package var duplicates: [Duplicate] {
        var seen: Set<Labels> = []
        var duplicates: [Duplicate] = []
        for rule in groups.flatMap(\.rules) {
            let labels = Labels(
                rule.labels.map { Label(name: Array($0.name.utf8), value: Array($0.text.utf8)) }
            )
            let kind = rule.kind == .alerting ? "alert" : "record"
            let key = labels.setting(LabelSyntax.metric.bytes, Array("\(kind) \(rule.name)".utf8))
            guard !seen.insert(key).inserted else { continue }
            duplicates.append(
                Duplicate(name: rule.name, labels: labels.isEmpty ? "" : labels.description)
            )
        }
        return duplicates
    }
}
