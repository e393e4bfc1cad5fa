/// What an ingest did with one input.
public struct IngestedFile: Sendable {
    public enum Status: String, Sendable {
        /// Read from its beginning.
        case ingested
        /// Read from where an earlier run stopped, or from its old end.
        case resumed
        /// All of its content is in the store already.
        case skipped
        /// Not OTLP-JSON: nothing of it is in the store.
        case refused
    }

    public let path: String
    /// Bytes read from the file, as it is on disk.
    public let bytes: UInt64
    public let status: Status
    /// Why it was refused or skipped, for a person.
    public let note: String?
    /// Values of it that could not be read and were set aside.
    public let rejectedCount: Int
    /// What else a person should know: a truncated end, damaged compression, lines passed over.
    public let warnings: [String]
    /// Whether the path was named itself, and not found in a folder.
    public let isExplicit: Bool
}

/// What an ingest did.
public struct IngestReport: Sendable {
    public var files: [IngestedFile] = []
    public var spans = 0
    public var spanEvents = 0
    public var spanLinks = 0
    public var logRecords = 0
    public var dataPoints = 0
    public var exemplars = 0
    /// Values that could not be read and were set aside.
    public var rejected = 0
    /// Bytes read from the inputs, as they are on disk.
    public var bytesRead: UInt64 = 0
    public var seconds = 0.0

    public init() {}
}

/// How far an ingest is.
///
/// Delivered a few times a second.
public struct IngestProgress: Sendable {
    public var file: String
    /// Bytes read of all inputs so far, as they are on disk.
    public var bytesRead: UInt64
    /// Bytes of all inputs; nil if one is a pipe.
    public var bytesTotal: UInt64?
    public var spans: Int
    public var logRecords: Int
    public var dataPoints: Int
    public var seconds: Double
}

/// What is in a store.
public struct StoreSummary: Sendable {
    public struct Signal: Sendable {
        /// `spans`, `span events`, `span links`, `log records`, `series`, `data points`, `exemplars`.
        public let name: String
        public let rows: Int
        /// Bytes of the rows' columns on disk, without the catalogue.
        public let bytes: Int
        /// The largest first.
        public let columns: [Column]
    }

    /// A column of the rows of a signal: a field, or an attribute of one key and type.
    public struct Column: Sendable {
        /// The field's name, or `attribute` with key and type.
        public let name: String
        public let values: Int
        /// Bytes on disk.
        public let bytes: Int
        /// What the values take as eight bytes each, or as text.
        public let rawBytes: Int
    }

    public let path: String
    public let formatVersion: Int
    /// The size of the file, in bytes.
    public let fileBytes: Int
    public let signals: [Signal]
    public let traceCount: Int
    /// Nanoseconds since the Unix epoch of the earliest and latest row; nil if none has a time.
    public let timeRange: ClosedRange<UInt64>?
    /// Service names, with how many resources have them; ascending.
    public let services: [(name: String, resources: Int)]
    /// Metric names with unit, kind and how many series they have; ascending.
    public let metrics: [(name: String, unit: String, kind: String, series: Int)]
    public let inputs: [StoredInput]
    public let rejectedCount: Int
}

/// An input as a store remembers it.
public struct StoredInput: Sendable {
    public let path: String
    /// Decoded bytes that are in the store.
    public let bytes: UInt64
    public let isFinished: Bool
    /// The rows it gave; nil if they were committed together with those of other inputs.
    public let spans: Int?
    public let logRecords: Int?
    public let dataPoints: Int?
    public let rejected: Int
}

/// A part of an input that could not be read and was set aside.
public struct RejectedInput: Sendable {
    public let path: String
    /// Where it starts in the decoded input.
    public let byteOffset: UInt64
    public let reason: String
    public let bytes: [UInt8]
}

/// Which traces to list, and in which order.
public struct TraceQuery: Sendable {
    /// What a list of traces is sorted by; equal ones are by id.
    public enum Order: String, CaseIterable, Sendable {
        /// The newest first.
        case start
        /// The longest first.
        case duration
        /// Those with the most errors first.
        case errors
    }

    public var order = Order.start
    public var limit: Int? = nil
    /// Only traces with a span of this service.
    public var service: String? = nil
    /// Only traces with an error.
    public var hasErrors = false
    /// Only traces that took at least this many nanoseconds.
    public var minimumDuration: UInt64? = nil
    /// Only traces that start at or after this time, in nanoseconds since the Unix epoch.
    public var since: UInt64? = nil
    /// Only traces that start before this time, in nanoseconds since the Unix epoch.
    public var until: UInt64? = nil

    public init() {}
}

/// A list of traces in the order that was asked for.
public struct TraceListing: Sendable {
    public let traces: [TraceSummary]
    /// How many traces match, listed or not.
    public let matchCount: Int

    public var isCut: Bool { matchCount > traces.count }
}

/// Damage that verification found.
public struct StoreDamage: Sendable {
    /// What is damaged and where, for a person.
    public let description: String
}

/// The signals of OpenTelemetry that a store holds.
public enum Signal: String, CaseIterable, Sendable {
    case traces, logs, metrics
}
