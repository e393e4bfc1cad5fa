/// What was found of some values.
public struct ValueSearchResult: Sendable {
    /// The values, in the order in which they were given.
    public let values: [FoundValue]
    /// How many rows were looked at.
    public let searched: SearchedRows
}

/// How many rows a search looked at.
public struct SearchedRows: Hashable, Sendable {
    /// The spans.
    public let spans: Int
    /// The events of the spans.
    public let events: Int
    /// The links of the spans.
    public let links: Int
    /// The log records.
    public let logRecords: Int
    /// The series of metrics.
    public let series: Int
    /// The exemplars of data points.
    public let exemplars: Int
}

/// Everywhere that a value occurs.
public struct FoundValue: Sendable {
    /// The value as it was given.
    public let value: String
    /// Where it occurs, by the kind of rows, and then those with the most rows first.
    public let places: [ValueOccurrence]
    /// How many traces have it.
    ///
    /// A trace has a value if one of its spans, events, links or log records has it; if a series has
    /// it that has the id of the trace as a label, or an exemplar of the trace; or if a log record
    /// without a trace id has it that names the trace.
    public let traceCount: Int
    /// The first of the traces, as many as were asked for: those whose last row with the value is
    /// the newest.
    public let traces: [TraceSummary]
    /// When the first of the rows was that have it; nil if that is not known.
    public let firstTime: Timestamp?
    /// When the last of them was; nil if that is not known.
    public let lastTime: Timestamp?
    /// Whether it occurs with letters of the other case only, where these were not asked for.
    public let occursInOtherCase: Bool

    /// Whether it occurs as it was given.
    public var isFound: Bool { !places.isEmpty }
}

/// A place in which a value occurs: an attribute, a field or a name, of one kind of rows.
public struct ValueOccurrence: Sendable {
    /// The parts of a row; raw values are part of the JSON document.
    public enum Part: String, CaseIterable, Sendable {
        /// An attribute of the resource, by its key.
        case resource
        /// An attribute of the instrumentation scope, by its key.
        case scope
        case scopeName = "scope_name"
        case scopeVersion = "scope_version"
        /// An attribute of the row itself, by its key; of a series a label.
        case attribute
        /// A field of the row, by its name in OTLP, such as `name` or `body`; of a series the name of
        /// its metric.
        case field
        /// What names a trace in a log record that has no trace id.
        case mention
    }

    /// The types of values; raw values are part of the JSON document.
    public enum ValueType: String, CaseIterable, Sendable {
        case string, bool, int, double, bytes
        /// An id of a trace or a span.
        case id
    }

    /// What has the value.
    public let row: RowKind
    /// The part of it.
    public let part: Part
    /// The key of an attribute, or the name of a field; empty for other parts.
    public let key: String
    /// Where in an array or a key-value list the value is; empty if it is the whole.
    ///
    /// These are keys with dots between them, and `[]` for a member of an array.
    public let path: String
    /// The types that the value has there.
    public let types: [ValueType]
    /// How many rows have it there.
    ///
    /// A value in a resource or scope counts for each span, log record and series that refers to it.
    public let rowCount: Int
    /// Of series the number of their data points; 0 for other rows.
    public let dataPointCount: Int
    /// How many traces have such rows.
    public let traceCount: Int
    /// When the first of the rows was, of series the first data point; nil if that is not known.
    public let firstTime: Timestamp?
    /// When the last of them was.
    public let lastTime: Timestamp?
    /// Finds the spans that have the value there; nil where TraceQL can't.
    public let expression: TraceQLExpression?
    /// Finds the series that have the value there, in PromQL; nil where that can't.
    public let selector: String?
}
