/// What became of rules over a range of times.
public struct RuleEvaluationReport: Sendable {
    /// One message of a rule that failed, and how often it did.
    public struct Failure: Sendable {
        /// The message.
        public let message: String
        /// The first evaluation that failed so.
        public let firstAt: Timestamp
        /// How many evaluations failed so.
        public let count: Int
    }

    /// What became of one rule.
    public struct Rule: Sendable {
        /// What a rule does with its result.
        public enum Kind: String, CaseIterable, Sendable {
            /// Records it as a series.
            case recording
            /// Raises alerts.
            case alerting
        }

        /// The name that its file was given.
        public let file: String
        /// The group of the rule.
        public let group: String
        /// The name of the rule.
        public let name: String
        /// What it does with its result.
        public let kind: Kind
        /// How often it was evaluated.
        public let evaluationCount: Int
        /// The samples it yielded, stale markers among them: of the series it records, or of
        /// `ALERTS` and `ALERTS_FOR_STATE`.
        public let sampleCount: Int
        /// Samples that were dropped, as their series had one at that time.
        public let droppedSampleCount: Int
        /// The evaluations that failed, by their message.
        public let failures: [Failure]

        /// How many evaluations failed.
        public var failureCount: Int { failures.reduce(0) { $0 + $1.count } }
    }

    /// An alert, from when its condition began to hold to when it was over.
    public struct Alert: Sendable {
        /// The name of the alert.
        public let name: String
        /// The name that its file was given.
        public let file: String
        /// The group of its rule.
        public let group: String
        /// With `alertname`, in the order of their names.
        public let labels: [SeriesLabel]
        /// In the order of the file, with templates filled in.
        public let annotations: [SeriesLabel]
        /// What the expression came to when it last held; nil for a native histogram.
        public let value: Double?
        /// When its condition began to hold.
        public let pendingAt: Timestamp
        /// When it began to fire; nil if the condition did not hold for long enough.
        public let firingAt: Timestamp?
        /// When it was neither pending nor firing any more; nil if it still was at the end.
        public let resolvedAt: Timestamp?
        /// What else the store has of that time.
        public let evidence: AlertEvidence
    }

    /// What was written to the store.
    public struct Written: Sendable {
        /// The series written.
        public let seriesCount: Int
        /// The samples written.
        public let sampleCount: Int
        /// Samples that are native histograms, which are not written.
        public let omittedHistogramCount: Int
        /// Rules whose results were in the store already.
        public let unchangedRuleCount: Int
    }

    /// The first evaluation.
    public let start: Timestamp
    /// No evaluation was later.
    public let end: Timestamp
    /// In the order of the files.
    public let rules: [Rule]
    /// By when they became pending.
    public let alerts: [Alert]
    /// Metrics that the rules read and that have series with the same labels, which are kept apart.
    public internal(set) var separations: [SeriesSeparation] = []
    /// What was written to the store; nil if results were not to be written.
    public internal(set) var written: Written?

    /// How many evaluations of rules failed.
    public var failureCount: Int { rules.reduce(0) { $0 + $1.failureCount } }
}

/// What else a store has of the time in which an alert was pending or firing.
public struct AlertEvidence: Sendable {
    /// The service that traces and log records are of; nil if the labels of the alert name none
    /// that the store has.
    public let service: String?
    /// The trace that the alert is about, if a label names one: then the rest is about it alone.
    public let trace: TraceID?
    /// How many traces there are.
    public let traceCount: Int
    /// How many of them have an error.
    public let errorTraceCount: Int
    /// The first of them, those with errors before the others.
    public let traces: [TraceID]
    /// How many log records of severity ERROR or above there are.
    public let errorLogCount: Int
    /// The first of them.
    public let errorLogs: [LogRecord]
}
