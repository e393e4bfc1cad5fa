/// Which log records to find, in the order of their time.
///
/// Every condition that is set has to hold.
///
/// ```swift
/// var query = LogQuery()
/// query.text = "connection refused"
/// query.minimumSeverity = .error
/// query.limit = 20
/// ```
public struct LogQuery: Sendable {
    /// Only records of this trace.
    public var trace: TraceID?
    /// Only records whose body contains this text (case-sensitive); of a structured body any string
    /// or key in it.
    public var text: String?
    /// Only records whose body matches this expression; of a structured body any string or key in
    /// it.
    public var pattern: LogPattern?
    /// Only records of this severity or a higher one.
    ///
    /// A record without a severity number has that of the level that its severity text names.
    public var minimumSeverity: LogSeverity?
    /// Only records of this service.
    public var service: String?
    /// Only records of this time or later; see ``LogRecord/effectiveTime``.
    public var since: Timestamp?
    /// Only records before this time; see ``LogRecord/effectiveTime``.
    public var until: Timestamp?
    /// How many records to list; nil for all.
    public var limit: Int?

    /// A query that finds all log records.
    public init() {}
}

/// Log records that match a query.
public struct LogListing: Sendable {
    /// By time, those of an unknown time last.
    public let logRecords: [LogRecord]
    /// How many records match, listed or not.
    public let matchCount: Int

    /// Whether records match that are not listed.
    public var isCut: Bool { matchCount > logRecords.count }
}
