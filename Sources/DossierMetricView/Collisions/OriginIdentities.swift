import DossierPromQL
import DossierQuery

/// Numbers by which resources and scopes are compared, by their codes.
struct OriginIdentities: Sendable {
    /// Equal for resources with the same attributes, whatever their order.
    let resources: [Int]
    /// Equal for scopes that are the same.
    let scopes: [Int]
    /// Equal for resources that give series the same labels.
    let resourceLabels: [Int]
    /// Equal for scopes that give series the same labels.
    let scopeLabels: [Int]

    init(_ view: MetricView, _ origins: OriginTable) {
        resources = Self.numbers(view.resources.map { Labels($0.attributeTexts) })
        scopes = Self.numbers(view.scopes.indices.map { Labels(origins.allLabels(scope: $0)) })
        resourceLabels = Self.numbers(
            view.resources.indices.map { code in
                let labels = origins.labels(resource: UInt64(code))
                return [Labels(labels.identifying), Labels(labels.promoted)]
            }
        )
        scopeLabels = Self.numbers(
            view.scopes.indices.map { Labels(origins.labels(scope: UInt64($0))) }
        )
    }

    private static func numbers<Key: Hashable>(_ keys: [Key]) -> [Int] {
        var known: [Key: Int] = [:]
        return keys.map { key in
            let number = known[key] ?? known.count
            known[key] = number
            return number
        }
    }
}

extension MetricOrigin {
    /// The attributes with their values as text, by their keys.
    var attributeTexts: [Label] {
        attributes.map { attribute in
            Label(
                name: attribute.key,
                value: AttributeLabelText.text(composite: attribute.value[...])
            )
        }
    }
}
