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
    let identities: OriginIdentities
    /// The metrics that would be computed, but the store has series of their names.
    let storedComputedMetrics: Set<ComputedMetric>
    /// The places in `families` of those whose series could have equal labels.
    private let namesakes: [SeriesName: [Int]]
    private let labelled = Mutex<[Int: LabelledMetric]>([:])
    private let exports = Mutex<ExportTimes?>(nil)

    private struct SeriesName: Hashable {
        let name: [UInt8]
        let part: SeriesPart?

        init(_ family: MetricFamily) {
            name = family.name
            part = family.parts.first
        }
    }

    init(_ view: MetricView, _ options: StoreSampleOptions) {
        self.view = view
        self.options = options
        let families = view.metrics.enumerated().compactMap { metric, header in
            MetricFamily(header, metric: metric, options)
        }
        self.families = families
        runs = RecordedRuns(families.compactMap(\.run))
        origins = OriginTable(view, options)
        identities = OriginIdentities(view, origins)
        let names = Set(families.flatMap { family in family.parts.map { family.name(of: $0) } })
        storedComputedMetrics = Set(
            ComputedMetric.allCases.filter { metric in
                metric.parts.contains { names.contains($0.name(of: metric.name)) }
            }
        )
        namesakes = Dictionary(
            grouping: families.indices.filter { families[$0].run == nil },
            by: { SeriesName(families[$0]) }
        )
    }

    /// The series of a metric, which have their labels once these are asked for.
    func labelled(_ family: MetricFamily) -> LabelledMetric {
        if let known = labelled.withLock({ $0[family.metric] }) { return known }
        let places = family.run == nil ? namesakes[SeriesName(family)] ?? [] : []
        guard !places.isEmpty else {
            let made = unlabelled(family)
            labelled.withLock { $0[family.metric] = made }
            return made
        }
        let made = places.map { unlabelled(families[$0]) }
        if let found = SeriesCollisions(in: made, of: self).found() {
            let separation = SeriesSeparation(
                name: family.name,
                seriesCount: found.seriesCount,
                attributes: found.attributes,
                hasScopeLabels: found.hasScopeLabels,
                labels: Array(found.names).sortedByBytes()
            )
            for (metric, added) in zip(made, found.added) { metric.keepApart(added, separation) }
        }
        return labelled.withLock { labelled in
            for (place, metric) in zip(places, made) where labelled[families[place].metric] == nil {
                labelled[families[place].metric] = metric
            }
            return labelled[family.metric] ?? unlabelled(family)
        }
    }

    private func unlabelled(_ family: MetricFamily) -> LabelledMetric {
        let labeller = SeriesLabeller(
            origins,
            naming: options.naming,
            areLabels: family.run != nil
        )
        return LabelledMetric(family.metric, of: view, labeller)
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
