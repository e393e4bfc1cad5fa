public import DossierColumns

/// Which log records to find.
///
/// Every condition that is set has to hold.
public struct LogQuery: Sendable {
    /// Only records of this trace.
    public var trace: TraceID? = nil
    /// Only records whose body contains this text, byte for byte; of a structured body any string
    /// or key in it.
    public var text: String? = nil
    /// Only records in whose body this is found; of a structured body in any string or key in it.
    public var pattern: LogPattern? = nil
    /// Only records of this severity or a higher one.
    ///
    /// A record without a severity number has that of the level that its severity text names.
    public var minimumSeverity: Severity? = nil
    /// Only records of this service.
    public var service: String? = nil
    /// Only records of this time or a later one, in nanoseconds since the Unix epoch.
    ///
    /// The time of a record is the observed time where it has no other.
    public var since: UInt64? = nil
    /// Only records before this time, in nanoseconds since the Unix epoch.
    public var until: UInt64? = nil

    public init() {}

    /// The levels of severity, lowest first.
    public enum Severity: String, CaseIterable, Sendable {
        case trace, debug, info, warn, error, fatal
    }
}

/// Log records that match a query.
public struct LogListing: Sendable {
    /// By time, those of an unknown time last.
    public let logRecords: [LogRecord]
    /// How many records match, listed or not.
    public let matchCount: Int

    public var isCut: Bool { matchCount > logRecords.count }
}
