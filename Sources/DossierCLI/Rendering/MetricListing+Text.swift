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

    /// The metrics that are computed, a table for what each is computed from; empty ones are left out.
    var computedTables: [TextTable] {
        [("COMPUTED FROM SPANS", computedFromSpans), ("COMPUTED FROM LOGS", computedFromLogs)]
            .filter { !$0.1.isEmpty }
            .map(Self.computedTable)
    }

    private static func computedTable(_ title: String, _ metrics: [ComputedMetric]) -> TextTable {
        var table = TextTable([
            .init(title, isFlexible: true), .init("TYPE"), .init("UNIT"),
            .init("HELP", isFlexible: true),
        ])
        for metric in metrics {
            table.add([
                .init(metric.name, .source), .init(metric.type.rawValue), .init(metric.unit),
                .init(metric.help),
            ])
        }
        return table
    }
}
