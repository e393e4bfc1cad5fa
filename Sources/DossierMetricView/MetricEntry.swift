import DossierColumns
import DossierPromQL
import DossierQuery

/// A line of the catalogue of metrics.
package struct MetricEntry: Sendable {
    package let name: [UInt8]
    package let rawName: [UInt8]
    /// Prometheus' word for what it is.
    package let type: String
    package let unit: String
    package let help: String
    package let seriesCount: Int
    /// How series that would have the same labels are kept apart; nil if there are none.
    package let separation: SeriesSeparation?
}

extension StoreSamples {
    /// The metrics in the order of their names.
    package func catalogue() throws -> [MetricEntry] {
        var entries = index.families.filter { $0.run == nil }.map { family in
            let header = index.view.metrics[family.metric]
            return MetricEntry(
                name: family.name,
                rawName: family.rawName,
                type: Self.type(family, header),
                unit: header.unit,
                help: header.description,
                seriesCount: index.view.series(of: family.metric).count,
                separation: index.labelled(family).separation
            )
        }
        entries += try recordedEntries()
        return entries.sorted { $0.name.precedes($1.name) }
    }

    /// How series are kept apart that would have the same labels, in the order of names.
    package func separations() -> [SeriesSeparation] {
        let all = index.families.filter { $0.run == nil }.compactMap {
            index.labelled($0).separation
        }
        return Set(all).sorted { $0.name.precedes($1.name) }
    }

    /// A line for each name that rules recorded, however many runs of them there were.
    func recordedEntries() throws -> [MetricEntry] {
        var labels: [[UInt8]: Set<Labels>] = [:]
        for family in index.families where family.run != nil {
            let series = try series(of: family, [.value], .everything([]), early: [], late: [])
            labels[family.name, default: []].formUnion(series.map(\.labels))
        }
        return labels.filter { !$0.value.isEmpty }.map { name, labels in
            MetricEntry(
                name: name,
                rawName: name,
                type: "gauge",
                unit: "",
                help: "recorded by rules",
                seriesCount: labels.count,
                separation: nil
            )
        }
    }

    private static func type(_ family: MetricFamily, _ header: MetricHeader) -> String {
        switch family.kind {
        case .gauge: "gauge"
        case .sum: family.isDelta ? "unknown" : header.isMonotonic ? "counter" : "gauge"
        case .histogram, .exponentialHistogram: family.isDelta ? "unknown" : "histogram"
        case .summary: "summary"
        }
    }
}
