import DossierColumns
import DossierPromQL
import DossierQuery
import Synchronization

/// The names and labels of a store's series, computed once for each metric that is queried.
final class StoreIndex: Sendable {
    let view: MetricView
    let options: StoreSampleOptions
    let families: [MetricFamily]
    let runs: RecordedRuns
    let origins: OriginTable
    private let labelled = Mutex<[Int: LabelledMetric]>([:])
    private let exports = Mutex<ExportTimes?>(nil)

    init(_ view: MetricView, _ options: StoreSampleOptions) {
        self.view = view
        self.options = options
        let families = view.metrics.enumerated().compactMap { metric, header in
            MetricFamily(header, metric: metric, options)
        }
        self.families = families
        runs = RecordedRuns(families.compactMap(\.run))
        origins = OriginTable(view, options)
    }

    /// The series of a metric, which have their labels once these are asked for.
    func labelled(_ family: MetricFamily) -> LabelledMetric {
        let metric = family.metric
        if let known = labelled.withLock({ $0[metric] }) { return known }
        let labeller = SeriesLabeller(
            origins,
            naming: options.naming,
            areLabels: family.run != nil
        )
        let made = LabelledMetric(metric, of: view, labeller)
        labelled.withLock { $0[metric] = made }
        return made
    }

    /// When the exporters of the store sent points; read on first use.
    func exportTimes() throws -> ExportTimes {
        try exports.withLock { exports in
            if let exports { return exports }
            let made = try ExportTimes(view)
            exports = made
            return made
        }
    }

    /// The families with the parts that a selector's conditions on the name want.
    ///
    /// A name that no series has may be one of OpenTelemetry, or of another strategy.
    func wanted(_ matchers: [SeriesMatcher]) -> [(family: MetricFamily, parts: [SeriesPart])] {
        let conditions = matchers.filter { $0.name == LabelName.metricName }
        let found = families { $0.parts(matching: conditions) }
        guard found.isEmpty, conditions.count == 1,
            case .equal(let name) = conditions[0].condition
        else { return found }
        let raw = families { $0.parts(rawNamed: name) }
        return raw.isEmpty ? families { $0.parts(namedByAnyStrategy: name) } : raw
    }

    private func families(
        _ parts: (MetricFamily) -> [SeriesPart]
    ) -> [(family: MetricFamily, parts: [SeriesPart])] {
        families.compactMap { family in
            let parts = parts(family)
            return parts.isEmpty ? nil : (family, parts)
        }
    }
}
