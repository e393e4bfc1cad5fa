public import DossierColumns

/// A trace with everything in the store that belongs to it.
public struct CorrelatedTrace: Sendable {
    /// Which metric series to look for.
    public enum Metrics: Sendable {
        /// Those tied to the trace.
        case tied
        /// None: only spans and log records are wanted.
        case none
    }

    public let id: TraceID
    public let summary: TraceSummary
    /// All spans, by start time; spans with an id of another span of the trace are all there.
    public let spans: [Span]
    /// All log records with the trace's id, by time.
    public let logRecords: [LogRecord]
    /// The series tied to the trace: by label first, then by exemplar, then by resource.
    public let metrics: [TiedSeries]
}

/// What a list of traces shows of one.
public struct TraceSummary: Hashable, Sendable {
    public let id: TraceID
    /// Nanoseconds since the Unix epoch of the earliest span start or log record; nil if unknown.
    public let startTime: UInt64?
    /// Nanoseconds since the Unix epoch of the latest span end or log record; nil if unknown.
    public let endTime: UInt64?
    /// The service and name of the earliest span without a parent; nil if the store has none.
    public let rootService: String?
    public let rootName: String?
    public let spanCount: Int
    /// Spans with status ERROR.
    public let errorCount: Int
    public let logRecordCount: Int

    public init(
        id: TraceID,
        startTime: UInt64?,
        endTime: UInt64?,
        rootService: String?,
        rootName: String?,
        spanCount: Int,
        errorCount: Int,
        logRecordCount: Int
    ) {
        self.id = id
        self.startTime = startTime
        self.endTime = endTime
        self.rootService = rootService
        self.rootName = rootName
        self.spanCount = spanCount
        self.errorCount = errorCount
        self.logRecordCount = logRecordCount
    }

    /// Nanoseconds from start to end; nil if one is unknown.
    public var duration: UInt64? {
        guard let startTime, let endTime, endTime >= startTime else { return nil }
        return endTime - startTime
    }
}

/// A span.
///
/// Times are nanoseconds since the Unix epoch, 0 for unknown.
public struct Span: Sendable {
    /// The id; nil if it is missing or no id.
    public let id: SpanID?
    /// The id as it was written where that is not 16 hexadecimal digits, such as `"abc"`.
    public let idText: String?
    /// The parent's id; nil for a root.
    public let parentID: SpanID?
    public let parentIDText: String?
    public let name: String
    /// 1 internal, 2 server, 3 client, 4 producer, 5 consumer; 0 or any other is unspecified.
    public let kind: Int64
    public let startTime: UInt64
    public let endTime: UInt64
    /// 0 unset, 1 ok, 2 error.
    public let statusCode: Int64
    public let statusMessage: String?
    public let attributes: [Attribute]
    public let events: [SpanEvent]
    public let links: [SpanLink]
    public let resource: Resource
    public let scope: Scope

    /// Nanoseconds from start to end; nil if one is unknown or the end is before the start.
    public var duration: UInt64? {
        startTime != 0 && endTime >= startTime ? endTime - startTime : nil
    }
}

/// An event inside a span.
///
/// The time is nanoseconds since the Unix epoch, 0 for unknown.
public struct SpanEvent: Sendable {
    public let time: UInt64
    public let name: String
    public let attributes: [Attribute]
}

/// A link from a span to another one.
public struct SpanLink: Sendable {
    /// nil if it is missing or no id.
    public let traceID: TraceID?
    public let spanID: SpanID?
    public let attributes: [Attribute]
}

/// A log record.
///
/// Times are nanoseconds since the Unix epoch, 0 for unknown.
public struct LogRecord: Sendable {
    public let time: UInt64
    public let observedTime: UInt64
    /// 1–4 trace, 5–8 debug, 9–12 info, 13–16 warn, 17–20 error, 21–24 fatal; 0 not said.
    public let severityNumber: Int64
    public let severityText: String?
    public let body: AttributeValue
    public let eventName: String?
    public let attributes: [Attribute]
    /// nil if it is missing or no id.
    public let traceID: TraceID?
    /// nil if it is missing or no id.
    public let spanID: SpanID?
    public let resource: Resource
    public let scope: Scope

    /// The time, or the observed time where that is unknown.
    public var effectiveTime: UInt64 { time != 0 ? time : observedTime }
}

/// A metric series that has to do with a trace.
public struct TiedSeries: Sendable {
    /// How a series belongs to a trace.
    public enum Tie: String, Sendable, CaseIterable {
        /// An attribute of the series holds the trace's id.
        case label
        /// A data point of the series has an exemplar of the trace.
        case exemplar
        /// The series is of a service instance of the trace, sampled while the trace ran.
        case resource
    }

    public let ties: [Tie]
    public let name: String
    public let unit: String
    /// `gauge`, `sum`, `histogram`, `exponentialHistogram` or `summary`.
    public let kind: String
    public let attributes: [Attribute]
    public let resource: Resource
    public let scope: Scope
    /// For a tie by label all points of the series; for one by exemplar the points with exemplars
    /// of the trace; for one by resource the points from the last one at or before the trace's
    /// start to the first one at or after its end.
    public let points: [DataPoint]
    /// The exemplars of the trace.
    public let exemplars: [Exemplar]
}

/// A data point.
///
/// Times are nanoseconds since the Unix epoch, 0 for unknown.
public struct DataPoint: Sendable {
    public let startTime: UInt64
    public let time: UInt64
    /// The value of a gauge or sum; nil for other kinds and for points without a value.
    public let value: Double?
    /// The number of observations of a histogram or summary.
    public let count: UInt64?
    /// The sum of the observations, where it was recorded.
    public let sum: Double?
}

/// An exemplar: one measurement with the span in which it was taken.
public struct Exemplar: Sendable {
    public let time: UInt64
    public let value: Double?
    public let spanID: SpanID?
}
