internal import DossierMetricView

/// A metric as queries name it, and as OpenTelemetry does.
public struct MetricSummary: Sendable {
    /// The name in queries; parts of histograms have suffixes besides.
    public let name: String
    /// Prometheus' type.
    public let type: MetricType
    /// OpenTelemetry's name.
    public let rawName: String
    /// OpenTelemetry's unit; empty if it has none.
    public let unit: String
    /// What the metric is about; empty if it does not say.
    public let help: String
    /// How many series OpenTelemetry counts: a histogram is one.
    public let seriesCount: Int
    /// How series that would have the same labels are kept apart; nil if there are none.
    public let separation: SeriesSeparation?
}

/// The types of metrics that Prometheus tells apart.
public enum MetricType: String, CaseIterable, Sendable {
    /// A count that only grows, but for restarts.
    case counter
    /// A value that goes up and down.
    case gauge
    /// Counts of observations in buckets.
    case histogram
    /// Quantiles that the source computed.
    case summary
    /// None of the others, or not known.
    case unknown
}

/// The metrics of a store.
public struct MetricListing: Sendable {
    /// In the order of their names.
    public let metrics: [MetricSummary]
    /// Metrics that queries compute from the spans of the store, in the order of their names.
    public let computedFromSpans: [ComputedMetric]
    /// Metrics that queries compute from the log records of the store.
    public let computedFromLogs: [ComputedMetric]
    /// What is missing.
    public internal(set) var warnings: [String] = []
}

/// A metric that the store does not have, and that queries compute when they ask for it.
///
/// `docs/span-metrics.md` and `docs/log-metrics.md` define the samples.
public struct ComputedMetric: Hashable, Sendable {
    /// The name in queries; parts of histograms have suffixes besides.
    public let name: String
    /// Prometheus' type.
    public let type: MetricType
    /// The unit; empty for a count.
    public let unit: String
    /// What the metric is about.
    public let help: String
}

extension MetricSummary {
    init(_ entry: MetricEntry) {
        name = String(decoding: entry.name, as: UTF8.self)
        type = MetricType(rawValue: entry.type) ?? .unknown
        rawName = String(decoding: entry.rawName, as: UTF8.self)
        unit = entry.unit
        help = entry.help
        seriesCount = entry.seriesCount
        separation = entry.separation.map(SeriesSeparation.init)
    }
}

extension ComputedMetric {
    init(_ entry: ComputedMetricEntry) {
        name = String(decoding: entry.name, as: UTF8.self)
        type = MetricType(rawValue: entry.type) ?? .unknown
        unit = entry.unit
        help = entry.help
    }
}
