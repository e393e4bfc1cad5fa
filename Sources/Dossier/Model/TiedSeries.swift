internal import DossierQuery

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

    /// How the series belongs to the trace, the strongest tie first.
    public let ties: [Tie]
    /// The name of the metric, as OpenTelemetry has it.
    public let name: String
    /// The unit of the metric, as OpenTelemetry has it; empty if it has none.
    public let unit: String
    /// What the metric's points are.
    public let kind: MetricKind
    /// The attributes that tell the series from others of the metric.
    public let attributes: [Attribute]
    /// What produced the series.
    public let resource: Resource
    /// The instrumentation scope of the series.
    public let scope: Scope
    /// For a tie by label all points of the series; for one by exemplar the points with exemplars
    /// of the trace; for one by resource the points from the last one at or before the trace's
    /// start to the first one at or after its end.
    public let points: [DataPoint]
    /// The exemplars of the trace.
    public let exemplars: [Exemplar]
}

extension TiedSeries.Tie {
    init(_ tie: SeriesTie) {
        self =
            switch tie {
            case .label: .label
            case .exemplar: .exemplar
            case .resource: .resource
            }
    }
}

/// What the points of a metric are, as OpenTelemetry names it.
public enum MetricKind: String, CaseIterable, Sendable {
    /// Values as they are at a time.
    case gauge
    /// Sums of what happened since a start.
    case sum
    /// Counts of observations between explicit bounds.
    case histogram
    /// Counts of observations between bounds that grow exponentially.
    case exponentialHistogram
    /// Quantiles that the source computed.
    case summary
    /// A metric that came without data.
    case none = ""

    /// The kind of OpenTelemetry's number of the field that holds the data.
    init(number: Int64) {
        self =
            switch number {
            case 1: .gauge
            case 2: .sum
            case 3: .histogram
            case 4: .exponentialHistogram
            case 5: .summary
            default: .none
            }
    }
}

/// A data point of a metric series.
public struct DataPoint: Sendable {
    /// Since the Unix epoch; 0 for unknown.
    package let startNanoseconds: UInt64
    /// Since the Unix epoch; 0 for unknown.
    package let timeNanoseconds: UInt64
    /// The value of a gauge or sum; nil for other kinds and for points without a value.
    public let value: Double?
    /// The number of observations of a histogram or summary.
    public let count: UInt64?
    /// The sum of the observations; nil if it was not recorded.
    public let sum: Double?

    /// When counting began; nil if unknown.
    public var startTime: Timestamp? { Timestamp(stored: startNanoseconds) }
    /// When the point was taken; nil if unknown.
    public var time: Timestamp? { Timestamp(stored: timeNanoseconds) }
}

/// An exemplar: one measurement with the span in which it was taken.
public struct Exemplar: Sendable {
    /// Since the Unix epoch; 0 for unknown.
    package let timeNanoseconds: UInt64
    /// What was measured; nil if it is missing.
    public let value: Double?
    /// The span in which it was measured; nil if it is missing or no id.
    public let spanID: SpanID?

    /// When it was taken; nil if unknown.
    public var time: Timestamp? { Timestamp(stored: timeNanoseconds) }
}
