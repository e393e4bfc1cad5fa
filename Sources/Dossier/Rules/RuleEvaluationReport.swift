public import DossierColumns

/// What became of rules over a range of times.
///
/// Times are milliseconds since the Unix epoch.
public struct RuleEvaluationReport: Sendable {
    /// One message of a rule that failed, and how often it did.
    public struct Failure: Sendable {
        public let message: String
        public let firstAt: Int64
        public let count: Int
    }

    /// What became of one rule.
    public struct Rule: Sendable {
        public enum Kind: String, Sendable {
            case recording, alerting
        }

        /// The name that its file was given.
        public let file: String
        public let group: String
        public let name: String
        public let kind: Kind
        public let evaluationCount: Int
        /// The samples it yielded, stale markers among them: of the series it records, or of
        /// `ALERTS` and `ALERTS_FOR_STATE`.
        public let sampleCount: Int
        /// Samples that were dropped, as their series had one at that time.
        public let droppedSampleCount: Int
        /// The evaluations that failed, by their message.
        public let failures: [Failure]

        public var failureCount: Int { failures.reduce(0) { $0 + $1.count } }
    }

    /// An alert, from when its condition began to hold to when it was over.
    public struct Alert: Sendable {
        public let name: String
        public let file: String
        public let group: String
        /// With `alertname`, in the order of their names.
        public let labels: [SeriesLabel]
        public let annotations: [SeriesLabel]
        /// What the expression came to when it last held; nil for a native histogram.
        public let value: Double?
        public let pendingAt: Int64
        /// Nil if the condition did not hold for long enough.
        public let firingAt: Int64?
        /// When it was neither pending nor firing any more; nil if it still was at the end.
        public let resolvedAt: Int64?
        public let evidence: AlertEvidence
    }

    /// What was written to the store.
    public struct Written: Sendable {
        public let seriesCount: Int
        public let sampleCount: Int
        /// Samples that are native histograms, which are not written.
        public let omittedHistogramCount: Int
        /// Rules whose results were in the store already.
        public let unchangedRuleCount: Int
    }

    public let start: Int64
    public let end: Int64
    /// In the order of the files.
    public let rules: [Rule]
    /// By when they became pending.
    public let alerts: [Alert]
    /// Nil if results were not to be written.
    public internal(set) var written: Written?

    public var failureCount: Int { rules.reduce(0) { $0 + $1.failureCount } }
}

/// What else a store has of the time in which an alert was pending or firing.
public struct AlertEvidence: Sendable {
    /// The service that traces and log records are of; nil if the labels of the alert name none
    /// that the store has.
    public let service: String?
    /// The trace that the alert is about, if a label names one: then the rest is about it alone.
    public let trace: TraceID?
    /// How many traces there are, and how many of them have an error.
    public let traceCount: Int
    public let errorTraceCount: Int
    /// The first of them, those with errors before the others.
    public let traces: [TraceID]
    /// How many log records of severity ERROR or above there are.
    public let errorLogCount: Int
    /// The first of them.
    public let errorLogs: [LogRecord]
}
