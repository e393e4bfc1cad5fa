/// Error rate, durations and business operations of traces: what the user's recording rules on
/// traces ask for.
///
/// `docs/trace-statistics.md` says how each number is defined.
public struct TraceStatistics: Sendable {
    /// The requests of a trace that one service served.
    public struct Requests: Sendable {
        public let service: String
        /// Nil if metrics leave it open.
        public let count: Double?
        public let errorCount: Double?
        /// Errors by request; nil if a count is not known, or there are no requests.
        public let errorRate: Double?
        /// Seconds.
        public let averageDuration: Double?
        /// Seconds; from metrics it is interpolated within a bucket of the histogram.
        public let p95Duration: Double?
    }

    /// The business operations of a trace of one type, for one tenant.
    public struct Operations: Sendable {
        public let type: String
        public let tenant: String
        public let count: Double?
        /// By second, over the window of the report.
        public let rate: Double?
        /// Seconds.
        public let p95Duration: Double?
    }

    /// What one source says of a trace.
    public struct Aggregates: Sendable {
        /// In the order of the services.
        public let requests: [Requests]
        /// In the order of type and tenant.
        public let operations: [Operations]
    }

    /// The trace's id, as metrics are labelled with it.
    public let trace: String
    /// From the metrics labelled with the trace; nil if there are none.
    public let metrics: Aggregates?
    /// From the spans; nil if there are none that serve requests or are operations.
    public let spans: Aggregates?
}

/// Statistics of the traces of a store.
public struct TraceStatisticsReport: Sendable {
    /// How many traces a service takes part in.
    public struct UniqueTraces: Sendable {
        public let service: String
        /// Those that `mcp_requests_total` is labelled with.
        public let metrics: Int
        /// Those in which it served a request.
        public let spans: Int
    }

    /// Seconds that rates are over.
    public let window: Double
    /// In the order of their ids.
    public let traces: [TraceStatistics]
    /// In the order of the services.
    public let uniqueTraces: [UniqueTraces]
}
