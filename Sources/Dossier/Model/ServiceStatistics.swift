public import DossierColumns

/// What the spans of a service were like.
public struct ServiceStatistics: Hashable, Sendable {
    /// How much to tell of a service.
    public enum Detail: Sendable {
        /// All its spans taken together.
        case services
        /// Its operations, too.
        case operations
    }

    /// The attribute `service.name` of the spans' resource; nil if it has none.
    public let name: String?
    public let spanCount: Int
    /// Spans with status ERROR.
    public let errorCount: Int
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
    public let spanCount: Int
    /// Spans with status ERROR.
    public let errorCount: Int
    /// Of the spans whose start and end are known; nil if there are none.
    public let durations: DurationQuantiles?

    /// The share of errors among the spans, from 0 to 1.
    public var errorRate: Double { rate(errorCount, of: spanCount) }
}

/// Exact quantiles of durations, in nanoseconds.
///
/// Each is the shortest duration that so many hundredths of all are not above: one that was
/// measured, not one between two.
public struct DurationQuantiles: Hashable, Sendable {
    public let p50: UInt64
    public let p95: UInt64
    public let p99: UInt64
}

/// How many spans of a trace failed.
public struct TraceErrorRate: Hashable, Sendable {
    public let id: TraceID
    public let spanCount: Int
    /// Spans with status ERROR.
    public let errorCount: Int

    /// The share of errors among the spans, from 0 to 1.
    public var errorRate: Double { rate(errorCount, of: spanCount) }
}

private func rate(_ part: Int, of whole: Int) -> Double {
    whole > 0 ? Double(part) / Double(whole) : 0
}
