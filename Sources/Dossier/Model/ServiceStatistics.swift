/// The services of a store, with what their spans were like.
public struct ServiceListing: Sendable, Hashable {
    /// In the order of the names' UTF-8 bytes, spans without a service last.
    public let services: [ServiceStatistics]
    /// The spans that came again with equal content, which are not counted.
    public let duplicateSpanCount: Int
}

/// What the spans of a service were like.
public struct ServiceStatistics: Hashable, Sendable {
    /// What spans are taken together by.
    public enum Grouping: String, CaseIterable, Sendable {
        /// By service.
        case service
        /// By service, and by operation within it.
        case operation
    }

    /// The attribute `service.name` of the spans' resource; nil if it has none.
    public let name: String?
    /// The number of spans.
    public let spanCount: Int
    /// The spans with status error.
    public let errorCount: Int
    /// How long the spans worked themselves, together; nil if it was not asked for.
    ///
    /// `docs/traces.md` defines it.
    public let selfTime: Duration?
    /// Of the spans whose start and end are known; nil if there are none.
    public let durations: DurationQuantiles?
    /// By name; none if they were not asked for.
    public let operations: [OperationStatistics]

    /// The share of errors among the spans, from 0 to 1.
    public var errorRate: Double { rate(errorCount, of: spanCount) }
}

/// What the spans of a service with one name were like.
public struct OperationStatistics: Hashable, Sendable {
    /// The name of the spans.
    public let name: String
    /// The number of spans.
    public let spanCount: Int
    /// The spans with status error.
    public let errorCount: Int
    /// How long the spans worked themselves, together; nil if it was not asked for.
    ///
    /// `docs/traces.md` defines it.
    public let selfTime: Duration?
    /// Of the spans whose start and end are known; nil if there are none.
    public let durations: DurationQuantiles?

    /// The share of errors among the spans, from 0 to 1.
    public var errorRate: Double { rate(errorCount, of: spanCount) }
}

/// Exact quantiles of durations.
///
/// Each is the shortest duration that so many hundredths of all are not above: one that was
/// measured, not one between two.
public struct DurationQuantiles: Hashable, Sendable {
    /// The median.
    public let p50: Duration
    /// The 95th percentile.
    public let p95: Duration
    /// The 99th percentile.
    public let p99: Duration
}

/// How many spans of a trace failed.
public struct TraceErrorRate: Hashable, Sendable {
    /// The id of the trace.
    public let id: TraceID
    /// The number of spans.
    public let spanCount: Int
    /// The spans with status error.
    public let errorCount: Int

    /// The share of errors among the spans, from 0 to 1.
    public var errorRate: Double { rate(errorCount, of: spanCount) }
}

private func rate(_ part: Int, of whole: Int) -> Double {
    whole > 0 ? Double(part) / Double(whole) : 0
}
