internal import DossierPromQL

/// A metric as queries name it, and as OpenTelemetry does.
public struct MetricSummary: Sendable {
    /// The name in queries; parts of histograms have suffixes besides.
    public let name: String
    /// Prometheus' type: counter, gauge, histogram, summary or unknown.
    public let type: String
    /// OpenTelemetry's name and unit.
    public let rawName: String
    public let unit: String
    public let help: String
    /// How many series OpenTelemetry counts: a histogram is one.
    public let seriesCount: Int
}

extension MetricSummary {
    init(_ entry: MetricEntry) {
        name = String(decoding: entry.name, as: UTF8.self)
        type = entry.type
        rawName = String(decoding: entry.rawName, as: UTF8.self)
        unit = entry.unit
        help = entry.help
        seriesCount = entry.seriesCount
    }
}
