/// Which log records to sort by their patterns, and which patterns to list.
///
/// ```swift
/// var query = LogPatternQuery()
/// query.records.minimumSeverity = .error
/// query.limit = 10
/// ```
public struct LogPatternQuery: Sendable {
    /// A window of time, of which an end that is not set is that of the store's log records.
    public struct Window: Hashable, Sendable {
        /// The first time in it.
        public var since: Timestamp?
        /// The time after the last one in it.
        public var until: Timestamp?

        /// A window from `since`, up to but not including `until`.
        public init(since: Timestamp? = nil, until: Timestamp? = nil) {
            self.since = since
            self.until = until
        }
    }

    /// Which records; their order and limit do not count.
    public var records = LogQuery()
    /// Another window to compare the records of this one with; nil to compare nothing.
    ///
    /// The other conditions are the same for both.
    public var against: Window?
    /// How many patterns to list; nil for all.
    public var limit: Int?
    /// How long the stretches of time are in which records are counted; nil for 48 of them.
    ///
    /// They start at multiples of the step since the Unix epoch; without a step, with the window.
    public var step: Duration?

    /// A query for the patterns of all log records.
    public init() {}
}
