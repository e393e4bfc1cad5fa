import DossierPromQL
import DossierQuery

/// Finds the series of one name that would have the same labels though they come from different
/// resources or scopes, and the labels that keep them apart.
struct SeriesCollisions {
    /// The resource and scope of series, as labels show them.
    private struct ShownOrigin: Hashable {
        let resource: Int
        let scope: Int
    }

    private struct Member {
        let metric: Int
        let index: Int
        /// Codes.
        let resource: Int
        let scope: Int
    }

    /// Labels that keep series apart.
    struct Found {
        /// By metric and series.
        var added: [[Int: [Label]]]
        var seriesCount = 0
        /// Keys of resource attributes.
        var attributes: [[UInt8]] = []
        var hasScopeLabels = false
        /// Of the labels.
        var names: Set<[UInt8]> = []
    }

    private let metrics: [LabelledMetric]
    private let index: StoreIndex
    private let identities: OriginIdentities

    init(in metrics: [LabelledMetric], of index: StoreIndex) {
        self.metrics = metrics
        self.index = index
        identities = index.identities
    }

    /// What keeps the series apart; nil if no series have the same labels.
    func found() -> Found? {
        let mixed = mixedOrigins()
        guard !mixed.isEmpty else { return nil }
        let groups = collidingGroups(mixed)
        guard !groups.isEmpty else { return nil }
        var found = Found(added: [[Int: [Label]]](repeating: [:], count: metrics.count))
        let byOrigin = Dictionary(grouping: groups) { group in
            identities.resourceLabels[group.members[0].resource]
        }
        for (_, groups) in byOrigin.sorted(by: { $0.key < $1.key }) {
            let keys = keys(groups)
            for group in groups { add(labelsFor: group.members, keys, to: &found) }
            for key in keys where !found.attributes.contains(key) { found.attributes.append(key) }
        }
        return found.seriesCount > 0 ? found : nil
    }

    /// The origins that look the same in labels and are not.
    private func mixedOrigins() -> Set<ShownOrigin> {
        var first: [ShownOrigin: ShownOrigin] = [:]
        var mixed: Set<ShownOrigin> = []
        var last: (resource: Int, scope: Int)?
        for metric in metrics {
            for index in metric.ids.indices {
                let codes = metric.origin(of: index)
                if let last, last == codes { continue }
                last = codes
                guard let shown = shown(codes) else { continue }
                let identity = ShownOrigin(
                    resource: identities.resources[codes.resource],
                    scope: identities.scopes[codes.scope]
                )
                if let known = first[shown] {
                    if known != identity { mixed.insert(shown) }
                } else {
                    first[shown] = identity
                }
            }
        }
        return mixed
    }

    /// Nil for codes that the store does not have.
    private func shown(_ codes: (resource: Int, scope: Int)) -> ShownOrigin? {
        guard identities.resources.indices.contains(codes.resource),
            identities.scopes.indices.contains(codes.scope)
        else { return nil }
        return ShownOrigin(
            resource: identities.resourceLabels[codes.resource],
            scope: identities.scopeLabels[codes.scope]
        )
    }

    private func collidingGroups(
        _ mixed: Set<ShownOrigin>
    ) -> [(labels: Labels, members: [Member])] {
        var members: [Labels: [Member]] = [:]
        for (number, metric) in metrics.enumerated() {
            for index in metric.ids.indices {
                let codes = metric.origin(of: index)
                guard let shown = shown(codes), mixed.contains(shown) else { continue }
                members[metric.labels(of: index), default: []].append(
                    Member(
                        metric: number,
                        index: index,
                        resource: codes.resource,
                        scope: codes.scope
                    )
                )
            }
        }
        return members.filter { _, members in
            differ(members.map(\.resource), identities.resources)
                || differ(members.map(\.scope), identities.scopes)
        }
        .map { ($0.key, $0.value) }
    }

    private func differ(_ codes: [Int], _ numbers: [Int]) -> Bool {
        guard let first = codes.first else { return false }
        return codes.contains { numbers[$0] != numbers[first] }
    }

    /// The keys of attributes that tell the resources of each group apart.
    private func keys(_ groups: [(labels: Labels, members: [Member])]) -> [[UInt8]] {
        var places: [Int: Int] = [:]
        var resources: [Labels] = []
        let sets = groups.map { group in
            Set(
                group.members.map { member in
                    let identity = identities.resources[member.resource]
                    if let place = places[identity] { return place }
                    places[identity] = resources.count
                    resources.append(Labels(index.view.resources[member.resource].attributeTexts))
                    return resources.count - 1
                }
            )
        }
        let taken = Set(groups.flatMap { $0.labels.pairs.map(\.name) })
        let telling = TellingAttributes(sets.map(Array.init), of: resources) { key in
            let name = index.options.naming.labelName(key)
            return !name.isEmpty && name != LabelName.metricName && !taken.contains(name)
        }
        return telling.keys()
    }

    private func add(labelsFor members: [Member], _ keys: [[UInt8]], to found: inout Found) {
        let needsResource = differ(members.map(\.resource), identities.resources)
        let own = members.map { member in
            Labels(needsResource ? resourceLabels(member.resource, keys) : [])
        }
        let needsScope = Dictionary(grouping: members.indices) { own[$0] }.values.contains {
            differ($0.map { members[$0].scope }, identities.scopes)
        }
        let labels = zip(members, own).map { member, labels in
            let scope = needsScope ? index.origins.allLabels(scope: member.scope) : []
            return labels.pairs + scope.filter { !$0.value.isEmpty }
        }
        guard labels.contains(where: { !$0.isEmpty }) else { return }
        found.seriesCount += members.count
        found.hasScopeLabels = found.hasScopeLabels || needsScope
        for (member, labels) in zip(members, labels) where !labels.isEmpty {
            found.added[member.metric][member.index] = labels
            found.names.formUnion(labels.map(\.name))
        }
    }

    private func resourceLabels(_ resource: Int, _ keys: [[UInt8]]) -> [Label] {
        let texts = Labels(index.view.resources[resource].attributeTexts)
        return keys.map { key in
            Label(name: index.options.naming.labelName(key), value: texts[key] ?? [])
        }
    }
}
