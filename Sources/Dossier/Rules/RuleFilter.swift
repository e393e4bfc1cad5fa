internal import DossierMetricView
internal import DossierPromQL

/// Which rules of a listing are wanted; a set that is empty stands for all.
package struct RuleFilter: Sendable {
    /// What the rules do with their results; nil for both.
    package var kind: RuleEvaluationReport.Rule.Kind?
    /// Names of rules.
    package var names: Set<String> = []
    /// Names of groups.
    package var groups: Set<String> = []
    /// Names of files.
    package var files: Set<String> = []
    /// The labels of a rule satisfy one of them.
    private var selectors: [[SeriesMatcher]] = []

    package init() {}

    /// Takes selectors of labels, such as `{severity="page"}`.
    package mutating func setSelectors(_ texts: [String]) throws(DossierError) {
        selectors = try translatingErrors { try texts.map { try SeriesMatcher.list(parsing: $0) } }
    }

    fileprivate func keeps(_ rule: RuleListing.Rule) -> Bool {
        guard kind.map({ $0 == rule.kind }) ?? true, names.isEmpty || names.contains(rule.name)
        else { return false }
        guard !selectors.isEmpty else { return true }
        let labels = Labels(rule.labels.map { Label(name: $0.name, value: $0.value) })
        return selectors.contains { matchers in matchers.allSatisfy { $0.matches(labels) } }
    }
}

extension RuleListing {
    /// The rules that a filter keeps, without groups that have none of them.
    package func filtered(by filter: RuleFilter) -> RuleListing {
        let kept = groups.compactMap { group -> Group? in
            guard filter.groups.isEmpty || filter.groups.contains(group.name),
                filter.files.isEmpty || filter.files.contains(group.file)
            else { return nil }
            let rules = group.rules.filter(filter.keeps)
            guard !rules.isEmpty else { return nil }
            return Group(
                name: group.name,
                file: group.file,
                interval: group.interval,
                limit: group.limit,
                rules: rules
            )
        }
        return RuleListing(groups: kept, end: end, warnings: warnings)
    }
}
