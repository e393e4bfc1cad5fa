/// A PromQL expression, and the times to evaluate it at.
///
/// ```swift
/// let now = PromQLQuery("up")
/// let hour = PromQLQuery("max(memory_usage_bytes)", range: start...end, step: .seconds(15))
/// ```
public struct PromQLQuery: Sendable {
    /// The times at which an expression is evaluated, in whole milliseconds.
    public enum Times: Hashable, Sendable {
        /// Once, at the last point of the store's metrics.
        case end
        /// Once.
        case at(Timestamp)
        /// At each step; at the end if a step meets it.
        case range(start: Timestamp, end: Timestamp, step: Duration)
    }

    /// The text of the expression.
    public var expression: String
    /// The times to evaluate it at.
    public var times: Times
    /// How the metrics are seen, and how many samples the query may hold.
    public var options: QueryOptions

    /// A query at one time.
    ///
    /// - Parameters:
    ///   - expression: The text of the expression.
    ///   - time: The time; nil for the last point of the store's metrics.
    ///   - options: How the metrics are seen, and how many samples the query may hold.
    public init(
        _ expression: String,
        at time: Timestamp? = nil,
        options: QueryOptions = QueryOptions()
    ) {
        self.expression = expression
        times = time.map(Times.at) ?? .end
        self.options = options
    }

    /// A query at each step of a range of times.
    ///
    /// - Parameters:
    ///   - expression: The text of the expression, which gives numbers or series.
    ///   - range: The times.
    ///   - step: How far the times lie apart, a millisecond at least.
    ///   - options: How the metrics are seen, and how many samples the query may hold.
    public init(
        _ expression: String,
        range: ClosedRange<Timestamp>,
        step: Duration,
        options: QueryOptions = QueryOptions()
    ) {
        self.expression = expression
        times = .range(start: range.lowerBound, end: range.upperBound, step: step)
        self.options = options
    }
}
