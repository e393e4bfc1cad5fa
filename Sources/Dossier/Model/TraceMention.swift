/// Where a log record without a trace id names the trace that it was found by.
public struct TraceMention: Hashable, Sendable {
    /// A part of a log record.
    public enum Place: Hashable, Sendable {
        /// The attribute with this key.
        case attribute(String)
        /// The body.
        case body
    }

    /// The part that names the trace.
    public let place: Place
    /// The span that the record names in the same way; nil if it names none.
    public let spanID: SpanID?
}

/// A link from a span of another trace, seen from the span that it leads to.
public struct IncomingLink: Sendable {
    /// The trace of the span that has the link; nil if that is missing or no id.
    public let traceID: TraceID?
    /// The span that has the link; nil if its id is missing or no id.
    public let spanID: SpanID?
    /// The name of the span that has the link.
    public let name: String
    /// The attribute `service.name` of its resource; nil if it has none.
    public let serviceName: String?
    /// The span that the link leads to; nil if that is missing or no id.
    public let targetSpanID: SpanID?
    /// The attributes of the link, in their order.
    public let attributes: [Attribute]
    /// Since the Unix epoch; 0 for unknown.
    package let startNanoseconds: UInt64

    /// When the span that has the link started; nil if unknown.
    public var startTime: Timestamp? { Timestamp(stored: startNanoseconds) }
}
