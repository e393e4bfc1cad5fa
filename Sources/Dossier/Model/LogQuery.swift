/// Which log records to find, and in which order.
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
    /// What a list of log records is sorted by; those of an unknown time come last.
    public enum Order: String, CaseIterable, Sendable {
        /// The oldest first.
        case oldest
        /// The newest first.
        case newest
    }

    /// The parts of a record in which text is looked for.
    public enum TextPlace: String, CaseIterable, Sendable {
        /// The body; of a structured body any string or key in it.
        case body
        /// The name of the event, and the keys and values of attributes.
        case attributes
        /// The body, the name of the event and the attributes.
        case all
    }

    /// Only records of this trace, and records without a trace that name it in an attribute or in
    /// their body; see ``LogRecord/mention``.
    public var trace: TraceID?
    /// Only records that contain this text (case-sensitive).
    public var text: String?
    /// Only records that match this regular expression.
    public var pattern: LogPattern?
    /// Only records that this expression selects; nil for all.
    public var lucene: LuceneExpression?
    /// Only records that the stages of this expression keep; nil for all.
    ///
    /// It is one for entries, not one that makes series. What its stages make of a record is
    /// ``LogRecord/formattedLine`` and ``LogRecord/labels``.
    public var logQL: LogQLExpression?
    /// Where the text and the pattern have to be.
    public var textPlace = TextPlace.body
    /// Only records of this severity or a higher one.
    ///
    /// A record without a severity number has that of the level that its severity text names.
    public var minimumSeverity: LogSeverity?
    /// Only records of this severity number or a higher one: 1 to 24.
    public var minimumSeverityNumber: Int64?
    /// Only records of this service.
    public var service: String?
    /// Only records of this time or later; see ``LogRecord/effectiveTime``.
    public var since: Timestamp?
    /// Only records before this time; see ``LogRecord/effectiveTime``.
    public var until: Timestamp?
    /// Only records with these numbers, from 0 on in the order in which they were stored; nil for all.
    ///
    /// See ``DossierFile/storedLogRecordCount()``.
    public var storedRecords: Range<UInt64>?
    /// How many records of the same stream are listed before each record that matches, and how many
    /// behind it, in the order of their times; see ``LogListing/groups``.
    public var contextCount = 0
    /// Which records come first.
    public var order = Order.oldest
    /// How many records to list; nil for all.
    public var limit: Int?
    /// Whether the limit keeps the newest records whatever the order, like `tail`.
    public var keepsNewest = false

    /// A query that finds all log records.
    public init() {}
}

/// Log records that match a query.
public struct LogListing: Sendable {
    /// In the order that was asked for.
    public let logRecords: [LogRecord]
    /// How many records match, listed or not.
    public let matchCount: Int
    /// Where the records of one stream begin and end that follow each other; one range if no context
    /// was asked for.
    public let groups: [Range<Int>]

    /// Whether records match that are not listed.
    public var isCut: Bool { matchCount > logRecords.count { !$0.isContext } }
}
