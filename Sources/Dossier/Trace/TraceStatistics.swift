/// Error rate, durations and business operations of traces: what the user's recording rules on
/// traces ask for.
///
/// `docs/trace-statistics.md` says how each number is defined.
public struct TraceStatistics: Sendable {
    /// The requests of a trace that one service served.
    public struct Requests: Sendable {
        /// The service.
        public let service: String
        /// The requests; nil if metrics leave it open.
        public let count: Double?
        /// The requests that failed; nil if metrics leave it open.
        public let errorCount: Double?
        /// Errors by request; nil if a count is not known, or there are no requests.
        public let errorRate: Double?
        package let averageSeconds: Double?
        package let p95Seconds: Double?

        /// The mean of the durations; nil if it is not known.
        public var averageDuration: Duration? { averageSeconds.flatMap(Duration.init(finite:)) }
        /// The 95th percentile; from metrics it is interpolated within a bucket of the histogram.
        public var p95Duration: Duration? { p95Seconds.flatMap(Duration.init(finite:)) }
    }

    /// The business operations of a trace of one type, for one tenant.
    public struct Operations: Sendable {
        /// The type of the operations.
        public let type: String
        /// The tenant; empty if it is not given.
        public let tenant: String
        /// The operations; nil if metrics leave it open.
        public let count: Double?
        /// By second, over the window of the report.
        public let rate: Double?
        package let p95Seconds: Double?

        /// The 95th percentile of the durations; nil if it is not known.
        public var p95Duration: Duration? { p95Seconds.flatMap(Duration.init(finite:)) }
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
        /// The service.
        public let service: String
        /// Those with which metrics that count its requests are labelled.
        public let metrics: Int
        /// Those in which it served a request.
        public let spans: Int
    }

    package let windowSeconds: Double
    /// The time that rates are over.
    public var window: Duration { .seconds(windowSeconds) }
    /// The spans that came again with equal content, which are not counted.
    public let duplicateSpanCount: Int
    /// In the order of their ids.
    public let traces: [TraceStatistics]
    /// In the order of the services.
    public let uniqueTraces: [UniqueTraces]
}

extension Duration {
    /// A number of seconds; nil if it is no finite number, or one too large.
    fileprivate init?(finite seconds: Double) {
        guard seconds.magnitude < 1e18 else { return nil }
        self = .seconds(seconds)
    }
}
