internal import Dossier

extension MetricListing {
    /// A line for each metric.
    var table: TextTable {
        var table = TextTable([
            .init("METRIC", isFlexible: true), .init("TYPE"), .init("UNIT"),
            .init("SERIES", .right), .init("OTLP NAME", isFlexible: true),
            .init("HELP", isFlexible: true),
        ])
        for metric in metrics {
            table.add([
                .init(metric.name, .source), .init(metric.type.rawValue), .init(metric.unit),
                .init(CountText.grouped(metric.seriesCount)), .init(metric.rawName, .faint),
                .init(metric.help),
            ])
        }
        return table
    }
}
