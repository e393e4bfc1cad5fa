/// A trace with everything in the store that belongs to it.
public struct CorrelatedTrace: Sendable {
    /// Which metric series to look for.
    public enum Metrics: Sendable {
        /// Those tied to the trace.
        case tied
        /// None: only spans and log records are wanted.
        case none
    }

    /// The id of the trace.
    public let id: TraceID
    /// What a list of traces shows of it.
    public let summary: TraceSummary
    /// All spans, by start time; of spans with the same id, those that have different content.
    public let spans: [Span]
    /// All log records with the trace's id, and those without a trace id that name it in an attribute
    /// or in their body, by time; see ``LogRecord/mention``.
    public let logRecords: [LogRecord]
    /// The spans that came again with equal content, which are left out.
    public internal(set) var duplicateSpanCount = 0
    /// The links from other traces to spans of this one, by the start of the spans that have them.
    public internal(set) var incomingLinks: [IncomingLink] = []
    /// The series tied to the trace: by label first, then by exemplar, then by resource.
    public let metrics: [TiedSeries]
}

/// What a list of traces shows of one.
public struct TraceSummary: Hashable, Sendable {
    /// The id of the trace.
    public let id: TraceID
    /// The earliest span start or log record; nil if unknown.
    public let startTime: Timestamp?
    /// The latest span end or log record; nil if unknown.
    public let endTime: Timestamp?
    /// The service of the earliest span without a parent; if there is none, of the span at which
    /// the trace's tree starts; nil without spans.
    public internal(set) var rootService: String?
    /// The name of that span; nil without spans.
    public internal(set) var rootName: String?
    /// The number of spans.
    public internal(set) var spanCount: Int
    /// The spans with status error.
    public internal(set) var errorCount: Int
    /// The number of log records with the trace's id.
    public let logRecordCount: Int
    /// Whether the trace has spans, but none without a parent.
    public internal(set) var isIncomplete = false

    /// From start to end; nil if one is unknown.
    public var duration: Duration? {
        guard let startTime, let endTime, endTime >= startTime else { return nil }
        return endTime - startTime
    }
}

/// A link from a span to another one.
public struct SpanLink: Hashable, Sendable {
    /// The linked trace; nil if it is missing or no id.
    public let traceID: TraceID?
    /// The linked span; nil if it is missing or no id.
    public let spanID: SpanID?
    /// The attributes of the link, in their order.
    public let attributes: [Attribute]
}

/// An event inside a span.
public struct SpanEvent: Hashable, Sendable {
    /// Since the Unix epoch; 0 for unknown.
    package let timeNanoseconds: UInt64
    /// The name of the event.
    public let name: String
    /// The attributes of the event, in their order.
    public let attributes: [Attribute]

    /// When it happened; nil if unknown.
    public var time: Timestamp? { Timestamp(stored: timeNanoseconds) }
}
