/// What is in a store.
public struct StoreSummary: Sendable {
    /// The rows of one kind.
    public struct Table: Sendable {
        /// `spans`, `span events`, `span links`, `log records`, `series`, `data points`, `exemplars`.
        public let name: String
        /// The number of rows.
        public let rows: Int
        /// Bytes of the rows' columns on disk, without the catalogue.
        public let bytes: Int
        /// The largest first.
        public let columns: [Column]
    }

    /// A column of a table: a field, or an attribute of one key and type.
    public struct Column: Sendable {
        /// The field's name, or `attribute` with key and type.
        public let name: String
        /// The rows that have a value.
        public let values: Int
        /// Bytes on disk.
        public let bytes: Int
        /// What the values take as eight bytes each, or as text.
        public let rawBytes: Int
    }

    /// A service of a store.
    public struct Service: Sendable {
        /// The attribute `service.name`.
        public let name: String
        /// The resources that have the name.
        public let resources: Int
    }

    /// A metric as OpenTelemetry names it.
    public struct Metric: Sendable {
        /// OpenTelemetry's name.
        public let name: String
        /// OpenTelemetry's unit; empty if it has none.
        public let unit: String
        /// What the metric's points are.
        public let kind: MetricKind
        /// How many series OpenTelemetry counts: a histogram is one.
        public let series: Int
    }

    /// The path of the file.
    public let path: String
    /// The version of the file's format.
    public let formatVersion: Int
    /// The size of the file, in bytes.
    public let fileBytes: Int
    /// Bytes on disk of the long texts of all tables, which are stored once each.
    public let longTextBytes: Int
    /// The tables, each with its columns.
    public let tables: [Table]
    /// The number of traces.
    public let traceCount: Int
    /// The times of the earliest and latest row but ``timeOutliers``; nil if none has a time.
    public let timeRange: ClosedRange<Timestamp>?
    /// Rows whose times are far from those of all others.
    public let timeOutliers: [TimeOutliers]
    /// In the order of their names.
    public let services: [Service]
    /// In the order of their names.
    public let metrics: [Metric]
    /// Metrics that have series with the same labels, which queries keep apart, with default
    /// options.
    public let separations: [SeriesSeparation]
    /// In the order in which they were ingested.
    public let inputs: [StoredInput]
    /// The number of values that could not be read and were rejected.
    public let rejectedCount: Int
}

/// An input as a store remembers it.
public struct StoredInput: Sendable {
    /// The path, or `-` for standard input.
    public let path: String
    /// Decoded bytes that are in the store.
    public let bytes: UInt64
    /// Whether it was read to its end.
    public let isFinished: Bool
    /// The spans it gave; nil if they were committed together with those of other inputs.
    public let spans: Int?
    /// The log records it gave; nil if they were committed together with those of other inputs.
    public let logRecords: Int?
    /// The data points it gave; nil if they were committed together with those of other inputs.
    public let dataPoints: Int?
    /// Values of it that could not be read and were rejected.
    public let rejected: Int
    /// What it has where OTLP expects something else.
    public let anomalies: [InputAnomaly]
}

/// A part of an input that could not be read and was rejected.
public struct RejectedInput: Sendable {
    /// The input it is from.
    public let path: String
    /// Where it starts in the decoded input.
    public let byteOffset: UInt64
    /// Why it could not be read, for a person.
    public let reason: String
    /// The part itself.
    public let bytes: [UInt8]
}

/// What verification found.
public struct VerificationReport: Sendable {
    /// What is damaged; nothing for a sound store.
    public let damage: [StoreDamage]
    /// The blocks of the store, all of which were checked.
    public let blockCount: Int

    package init(damage: [StoreDamage] = [], blockCount: Int = 0) {
        self.damage = damage
        self.blockCount = blockCount
    }
}

/// Damage that verification found.
public struct StoreDamage: Sendable {
    /// What is damaged and where, for a person.
    public let description: String
}

/// The signals of OpenTelemetry that a store holds.
public enum Signal: String, CaseIterable, Sendable {
    /// Spans, with their events and links.
    case traces
    /// Log records.
    case logs
    /// Data points, with their exemplars.
    case metrics
}
