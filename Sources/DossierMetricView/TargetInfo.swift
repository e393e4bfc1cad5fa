import DossierColumns
import DossierPromQL
import DossierQuery

/// The series `target_info`: what is known of each resource, at the times when it sent metrics.
struct TargetInfo {
    static let name = Array("target_info".utf8)

    private let index: StoreIndex

    init(_ index: StoreIndex) {
        self.index = index
    }

    /// The resources that their labels identify, and that have further attributes.
    var resources: [(code: Int, labels: Labels)] {
        index.view.resources.indices.compactMap { code in
            let origin = index.origins.labels(resource: UInt64(code))
            guard !origin.identifying.isEmpty, origin.info.contains(where: { !$0.value.isEmpty })
            else { return nil }
            let name = Label(name: LabelName.metricName, value: Self.name)
            return (code, Labels(origin.info + origin.identifying + [name]))
        }
    }

    func series(_ selection: SampleSelection) throws -> [SampleSeries] {
        let conditions = selection.matchers.filter { $0.name == LabelName.metricName }
        guard conditions.allSatisfy({ $0.matches(Self.name) }) else { return [] }
        let wanted = resources.filter { resource in
            selection.matchers.allSatisfy { $0.matches(resource.labels) }
        }
        guard !wanted.isEmpty else { return [] }
        let ids = ids(of: Set(wanted.map(\.code)))
        return try wanted.compactMap { resource in
            let runs = try index.view.runs(
                of: ids[resource.code] ?? [],
                in: selection.timeRange.nanoseconds,
                fields: [],
                startTimes: false
            )
            var gathered = MergedTimes()
            for run in runs { gathered.add(run.times.map { Int64($0 / 1_000_000) }) }
            let times = gathered.times
            guard !times.isEmpty else { return nil }
            return SampleSeries(
                labels: resource.labels,
                floats: FloatSamples(
                    timestamps: times,
                    values: [Double](repeating: 1, count: times.count)
                )
            )
        }
    }

    /// The labels of the series that satisfy matchers, of resources with any of some series.
    func labels(matching matchers: [SeriesMatcher], ofSeries present: Set<UInt32>) -> [Labels] {
        let conditions = matchers.filter { $0.name == LabelName.metricName }
        guard conditions.allSatisfy({ $0.matches(Self.name) }) else { return [] }
        let wanted = resources.filter { resource in
            matchers.allSatisfy { $0.matches(resource.labels) }
        }
        guard !wanted.isEmpty else { return [] }
        let ids = ids(of: Set(wanted.map(\.code)))
        return wanted.filter { (ids[$0.code] ?? []).contains(where: present.contains) }
            .map(\.labels)
    }

    /// The series of each resource, rising.
    private func ids(of resources: Set<Int>) -> [Int: [UInt32]] {
        var ids: [Int: [UInt32]] = [:]
        for set in index.view.seriesSets {
            for (row, resource) in set.rows.rows.columns[SeriesColumn.resource].enumerated() {
                guard let code = Int(exactly: resource), resources.contains(code) else { continue }
                ids[code, default: []].append(set.firstID &+ UInt32(row))
            }
        }
        return ids
    }
}
