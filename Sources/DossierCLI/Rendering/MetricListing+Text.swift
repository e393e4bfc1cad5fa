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

    /// A line for each metric that is computed from spans.
    var computedTable: TextTable {
        var table = TextTable([
            .init("COMPUTED FROM SPANS", isFlexible: true), .init("TYPE"), .init("UNIT"),
            .init("HELP", isFlexible: true),
        ])
        for metric in computedFromSpans {
            table.add([
                .init(metric.name, .source), .init(metric.type.rawValue), .init(metric.unit),
                .init(metric.help),
            ])
        }
        return table
    }
}
