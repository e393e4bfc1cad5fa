import DossierPromQL

/// What a rule writes, as far as it is known before it is evaluated.
struct RuleOutput: Sendable {
    static let alerts = Array("ALERTS".utf8)
    static let alertStates = Array("ALERTS_FOR_STATE".utf8)
    static let alertName = Array("alertname".utf8)

    /// The names of the metrics.
    let names: [[UInt8]]
    /// Labels that every series has, or has not if the value is empty.
    private let fixed: [[UInt8]: [UInt8]]

    init(of rule: Rule) {
        let name = Array(rule.name.utf8)
        switch rule.kind {
        case .recording:
            names = [name]
            fixed = Dictionary(
                rule.labels.map { (Array($0.name.utf8), Array($0.text.utf8)) },
                uniquingKeysWith: { $1 }
            )
        case .alerting:
            names = [Self.alerts, Self.alertStates]
            fixed = [Self.alertName: name]
        }
    }

    /// Whether a selector with these conditions could select a series of the rule.
    func mayBeSelected(by matchers: [SeriesMatcher]) -> Bool {
        names.contains { name in
            matchers.allSatisfy { matcher in
                if matcher.name == LabelName.metricName { return matcher.matches(name) }
                return fixed[matcher.name].map(matcher.matches) ?? true
            }
        }
    }
}
