/// What a TraceQL search found: traces in the order that was asked for.
public struct TraceSearchResult: Sendable {
    /// The traces, as many as were asked for.
    public let traces: [MatchedTrace]
    /// How many traces match, listed or not.
    public let matchCount: Int
    /// The fields that the expression names, as TraceQL writes them: those that spans show, besides
    /// name, service, start and duration.
    public let fields: [String]

    /// Whether traces match that are not listed.
    public var isCut: Bool { matchCount > traces.count }
}

/// A trace that a search found, with the spans that match.
public struct MatchedTrace: Sendable {
    /// The trace.
    public let summary: TraceSummary
    /// The name of its root span as TraceQL has it: of the last span without a parent; empty if
    /// there is none.
    public let rootName: String
    /// The service of that span; empty if there is none.
    public let rootService: String
    /// What is left of the trace, in one group or, after `by(…)`, in several; none is empty.
    public let spansets: [MatchedSpanset]
    /// The services of the trace, by name.
    public let services: [Service]
    /// From the first start to the last end of its spans, without log records; nil if unknown.
    let spanTimes: ClosedRange<Timestamp>?

    /// A service of a trace.
    public struct Service: Hashable, Sendable {
        /// `service.name`; empty for spans without it.
        public let name: String
        /// How many spans of the trace it has.
        public let spanCount: Int
        /// How many of them have an error.
        public let errorCount: Int
    }
}

/// A group of spans of a trace that match.
public struct MatchedSpanset: Sendable {
    /// What aggregates and `by(…)` say about the group, by the text of their stage, such as
    /// `count()`, in the order of the stages.
    public let attributes: [Attribute]
    /// How many spans match.
    public let matchCount: Int
    /// The first of them by their start, as many as were asked for.
    public let spans: [MatchedSpan]
}

/// A span that matches.
public struct MatchedSpan: Sendable {
    /// The id; nil if the span has none.
    public let id: SpanID?
    /// The name of the operation.
    public let name: String
    /// `service.name` of its resource; nil if it has none.
    public let service: String?
    /// When it started; nil if unknown.
    public let startTime: Timestamp?
    /// From start to end; zero if one is unknown.
    public let duration: Duration
    /// Whether its status is an error.
    public let isError: Bool
    /// The values of the result's ``TraceSearchResult/fields`` that the span has, by field; of events
    /// and links the first value.
    public let attributes: [Attribute]
    /// The same without their scopes, and without the name, as Tempo gives them.
    let tempoAttributes: [Attribute]
    /// Whether the expression names the name of the span.
    let isNameNamed: Bool
}
