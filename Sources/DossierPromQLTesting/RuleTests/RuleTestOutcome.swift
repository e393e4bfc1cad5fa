/// What became of a test of rules.
package struct RuleTestOutcome: Hashable, Sendable {
    /// Empty if it has none.
    package let name: String
    /// What did not hold, as promtool words it; empty if all did.
    package let failures: [String]

    package init(name: String, failures: [String]) {
        self.name = name
        self.failures = failures
    }
}
