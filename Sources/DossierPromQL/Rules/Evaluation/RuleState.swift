/// What is known of a rule between evaluations.
package struct RuleState: Sendable {
    package let rule: Rule
    /// By their labels; of alerting rules.
    package internal(set) var alerts: [Labels: Alert] = [:]
    /// The series that the last evaluation wrote.
    package internal(set) var written: Set<Labels> = []
    /// Why the last evaluation failed; nil if it did not.
    package internal(set) var lastError: String?
    /// Whether the state from before a restart was looked for; alerts write no series before.
    package var isRestored = true

    package init(_ rule: Rule) {
        self.rule = rule
    }

    /// The alerts that fire, in the order of their labels.
    package var firing: [Alert] {
        alerts.values.filter { $0.state == .firing }.sorted { $0.labels < $1.labels }
    }

    /// Takes over what another state knows, of the same rule before a reload.
    mutating func adopt(_ other: RuleState) {
        alerts = other.alerts
        written = other.written
        isRestored = other.isRestored
    }
}
