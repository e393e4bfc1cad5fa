/// How rules and their alerts stand at the end of the data.
public struct RuleListing: Sendable {
    /// Rules that are evaluated together.
    public struct Group: Sendable {
        /// The name of the group.
        public let name: String
        /// The name that its file was given.
        public let file: String
        /// How far its evaluations lie apart.
        public let interval: Duration
        /// The most series or alerts that a rule may yield; 0 for no limit.
        public let limit: Int
        /// In the order of the file.
        public let rules: [Rule]
    }

    /// One rule.
    public struct Rule: Sendable {
        /// What it does with its result.
        public let kind: RuleEvaluationReport.Rule.Kind
        /// The name of the series or alert.
        public let name: String
        /// The text of the expression.
        public let expression: String
        /// How long the condition of an alert must hold before it fires.
        public let hold: Duration
        /// How long an alert goes on firing when its condition no longer holds.
        public let keepFiring: Duration
        /// Templates if it alerts, in the order of their names.
        public let labels: [SeriesLabel]
        /// Templates, in the order of the file.
        public let annotations: [SeriesLabel]
        /// How often it was evaluated.
        public let evaluationCount: Int
        /// The evaluations that failed, by their message.
        public let failures: [RuleEvaluationReport.Failure]
        /// Those that are pending or firing, by when they became so.
        public let alerts: [Alert]
    }

    /// An alert that is pending or firing.
    public struct Alert: Sendable {
        /// With `alertname`, in the order of their names.
        public let labels: [SeriesLabel]
        /// With templates filled in.
        public let annotations: [SeriesLabel]
        /// Whether its condition has held for long enough.
        public let isFiring: Bool
        /// When its condition began to hold.
        public let pendingAt: Timestamp
        /// What the expression came to when it last held; nil for a native histogram.
        public let value: Double?
    }

    /// In the order of the files.
    public let groups: [Group]
    /// The end of the data; nil if there are none.
    public let end: Timestamp?
    /// What is missing.
    public let warnings: [String]

    /// The alerts of all rules.
    public var alerts: [Alert] { groups.flatMap(\.rules).flatMap(\.alerts) }
}
