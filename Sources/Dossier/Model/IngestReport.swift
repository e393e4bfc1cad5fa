/// What an ingest did.
public struct IngestReport: Sendable {
    /// The inputs, in the order in which they were read.
    public var files: [IngestedFile] = []
    /// The spans added.
    public var spans = 0
    /// The span events added.
    public var spanEvents = 0
    /// The span links added.
    public var spanLinks = 0
    /// The log records added.
    public var logRecords = 0
    /// The data points added.
    public var dataPoints = 0
    /// The exemplars added.
    public var exemplars = 0
    /// Values that could not be read and were rejected.
    public var rejected = 0
    /// The folders among the inputs that hold no file to ingest.
    public var emptyFolders: [String] = []
    /// What can't be read of the requests that a killed ``LiveIngestion`` has left beside the store.
    public var requestWarning: String?
    /// Bytes read from the inputs, as they are on disk.
    public var bytesRead: UInt64 = 0
    /// How long the ingest took.
    public var elapsed = Duration.zero

    /// The report of an ingest that did nothing.
    public init() {}

    /// Whether everything in the inputs was read as what it is: no value was rejected, none has what
    /// OTLP does not define, and no input or folder is empty.
    public var isFlawless: Bool {
        rejected == 0 && emptyFolders.isEmpty
            && files.allSatisfy { $0.anomalies.isEmpty && $0.status != .empty }
    }
}

/// What an ingest did with one input.
public struct IngestedFile: Sendable {
    /// What became of the input.
    public enum Status: String, CaseIterable, Sendable {
        /// Read from its beginning.
        case ingested
        /// Read from where an earlier run stopped, or from its old end.
        case resumed
        /// All of its content is in the store already.
        case skipped
        /// Not OTLP: nothing of it is in the store.
        case refused
        /// Nothing, or only blanks.
        case empty
    }

    /// The path, or `-` for standard input.
    public let path: String
    /// Bytes read from the file, as it is on disk.
    public let bytes: UInt64
    /// What became of it.
    public let status: Status
    /// Why it was refused or skipped, for a person; nil if it was neither.
    public let note: String?
    /// Values of it that could not be read and were rejected.
    public let rejectedCount: Int
    /// What it has where OTLP expects something else.
    public let anomalies: [InputAnomaly]
    /// What else a person should know: a truncated end, damaged compression, skipped lines.
    public let warnings: [String]
    /// Whether the path was named itself, and not found in a folder.
    public let isExplicit: Bool
}

/// How far an ingest is.
public struct IngestProgress: Sendable {
    /// The input that is being read.
    public let file: String
    /// Bytes read of all inputs so far, as they are on disk.
    public let bytesRead: UInt64
    /// Bytes of all inputs; nil if one is a pipe.
    public let bytesTotal: UInt64?
    /// The spans committed so far.
    public let spans: Int
    /// The log records committed so far.
    public let logRecords: Int
    /// The data points committed so far.
    public let dataPoints: Int
    /// How long the ingest has been running.
    public let elapsed: Duration
}

/// How far a verification or compaction is.
public struct BlockProgress: Sendable, Hashable {
    /// The blocks that are done.
    public let completed: Int
    /// The blocks of the store.
    public let total: Int
}
