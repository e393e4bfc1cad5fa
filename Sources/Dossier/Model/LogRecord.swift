/// A log record.
public struct LogRecord: Hashable, Sendable {
    /// Since the Unix epoch; 0 for unknown.
    package let timeNanoseconds: UInt64
    /// Since the Unix epoch; 0 for unknown.
    package let observedNanoseconds: UInt64
    /// OpenTelemetry's number of the severity, from 1 to 24; 0 if it is not given.
    public let severityNumber: Int64
    /// The severity in the words of its source; nil if it is not given.
    public let severityText: String?
    /// The message, which may be structured.
    public let body: AttributeValue
    /// The name of the event that the record is; nil if it has none.
    public let eventName: String?
    /// The attributes of the record, in their order.
    public let attributes: [Attribute]
    /// The trace it belongs to; nil if it is missing or no id.
    public let traceID: TraceID?
    /// The span it belongs to; nil if it is missing or no id.
    public let spanID: SpanID?
    /// Where the record names the trace that it was found by; nil unless it was looked for by a trace
    /// that it does not belong to.
    public internal(set) var mention: TraceMention?
    /// Whether the record does not match, and is listed because it is next to one that does.
    public internal(set) var isContext = false
    /// The text that the stages of a LogQL expression made of the body; nil if none changes it.
    public internal(set) var formattedLine: String?
    /// The labels that the stages of a LogQL expression set, among them `__error__` if one failed; in
    /// the order of their names.
    public internal(set) var labels: [SeriesLabel] = []
    /// What produced the record.
    public let resource: Resource
    /// The instrumentation scope of the record.
    public let scope: Scope

    /// When it happened; nil if unknown.
    public var time: Timestamp? { Timestamp(stored: timeNanoseconds) }
    /// When it was collected; nil if unknown.
    public var observedTime: Timestamp? { Timestamp(stored: observedNanoseconds) }
    /// The time, or the observed time where that is unknown.
    public var effectiveTime: Timestamp? { Timestamp(stored: effectiveNanoseconds) }
    /// The severity of the number; nil if it is not given or out of range.
    public var severity: LogSeverity? { LogSeverity(number: severityNumber) }

    package var effectiveNanoseconds: UInt64 {
        timeNanoseconds != 0 ? timeNanoseconds : observedNanoseconds
    }
}

/// The levels of severity, lowest first.
public enum LogSeverity: String, CaseIterable, Comparable, Sendable {
    /// Numbers 1 to 4.
    case trace
    /// Numbers 5 to 8.
    case debug
    /// Numbers 9 to 12.
    case info
    /// Numbers 13 to 16.
    case warn
    /// Numbers 17 to 20.
    case error
    /// Numbers 21 to 24.
    case fatal

    /// The level of OpenTelemetry's number, of which each level has four; nil for one out of range.
    public init?(number: Int64) {
        guard 1...24 ~= number else { return nil }
        self = Self.allCases[Int(number - 1) / 4]
    }

    /// Orders levels by how severe they are.
    public static func < (left: LogSeverity, right: LogSeverity) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .warn: 3
        case .error: 4
        case .fatal: 5
        }
    }
}
