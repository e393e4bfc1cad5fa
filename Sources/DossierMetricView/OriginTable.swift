import DossierPromQL
import DossierQuery

/// What labels series have from each resource and scope of a store, by their codes.
struct OriginTable: Sendable {
    private let resources: [OriginLabels]
    private let scopes: [[Label]]
    private let allScopes: [[Label]]

    private static let noLabels = OriginLabels(
        resource: MetricOrigin([]),
        StoreSampleOptions()
    )

    init(_ view: MetricView, _ options: StoreSampleOptions) {
        resources = view.resources.map { OriginLabels(resource: $0, options) }
        allScopes = view.scopes.map { OriginLabels.labels(scope: $0, options) }
        scopes = options.hasScopeLabels ? allScopes : []
    }

    func labels(resource: UInt64) -> OriginLabels {
        resource < UInt64(resources.count) ? resources[Int(resource)] : Self.noLabels
    }

    func labels(scope: UInt64) -> [Label] {
        scope < UInt64(scopes.count) ? scopes[Int(scope)] : []
    }

    /// The labels of a scope, even if series don't have them otherwise.
    func allLabels(scope: Int) -> [Label] {
        allScopes.indices.contains(scope) ? allScopes[scope] : []
    }
}
