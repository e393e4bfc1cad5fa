/// Which traces to list, and in which order.
///
/// Every condition that is set has to hold.
///
/// ```swift
/// var query = TraceQuery()
/// query.service = "checkout"
/// query.minimumDuration = .milliseconds(1500)
/// query.order = .duration
/// query.limit = 10
/// ```
public struct TraceQuery: Sendable {
    /// What a list of traces is sorted by; equal ones are by id.
    public enum Order: String, CaseIterable, Sendable {
        /// The newest first.
        case start
        /// The longest first.
        case duration
        /// Those with the most errors first.
        case errors
    }

    /// Only traces with a span of this service.
    public var service: String?
    /// Only traces with an error.
    public var hasErrors = false
    /// Only traces that took at least this long.
    public var minimumDuration: Duration?
    /// Only traces that start at this time or later.
    public var since: Timestamp?
    /// Only traces that start before this time.
    public var until: Timestamp?
    /// Only traces that have spans at some time of this range, whenever they start.
    ///
    /// Of traces without spans, the log records count.
    public var active: ClosedRange<Timestamp>?
    /// Which traces come first.
    public var order = Order.start
    /// How many traces to list; nil for all.
    public var limit: Int?

    /// A query that lists all traces, the newest first.
    public init() {}
}

/// A list of traces in the order that was asked for.
public struct TraceListing: Sendable {
    /// The traces, as many as were asked for.
    public let traces: [TraceSummary]
    /// How many traces match, listed or not.
    public let matchCount: Int
    /// The spans of the store that came again with equal content, which are not counted.
    public let duplicateSpanCount: Int

    /// Whether traces match that are not listed.
    public var isCut: Bool { matchCount > traces.count }
}
