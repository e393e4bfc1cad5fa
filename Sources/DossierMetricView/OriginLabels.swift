import DossierColumns
import DossierPromQL
import DossierQuery

/// The labels that series have from their resource and scope.
struct OriginLabels: Sendable {
    /// `job` and `instance`, which stand over attributes of the point.
    let identifying: [Label]
    /// Those that attributes of the point stand over.
    let promoted: [Label]
    /// What `target_info` has besides `identifying`.
    let info: [Label]

    static let job = Array("job".utf8)
    static let instance = Array("instance".utf8)

    init(resource: MetricOrigin, _ options: StoreSampleOptions) {
        var identifying: [Label] = []
        let name = resource.attribute("service.name")
        if let name {
            var job = AttributeLabelText.text(composite: name.value[...])
            if let namespace = resource.attribute("service.namespace") {
                job =
                    AttributeLabelText.text(composite: namespace.value[...])
                    + [UInt8(ascii: "/")] + job
            }
            identifying.append(Label(name: Self.job, value: job))
        }
        if let instance = resource.attribute("service.instance.id") {
            identifying.append(
                Label(
                    name: Self.instance,
                    value: AttributeLabelText.text(composite: instance.value[...])
                )
            )
        }
        self.identifying = identifying
        let promotedAttributes: [OriginAttribute] =
            switch options.promotedAttributes {
            case .none: []
            case .all: resource.attributes
            case .some(let keys): resource.attributes.filter { keys.contains($0.key) }
            }
        promoted = Self.labels(promotedAttributes, options)
        let isIdentifying = { (attribute: OriginAttribute) in
            Self.identifyingKeys.contains { $0.elementsEqual(attribute.key) }
        }
        info = Self.labels(
            options.keepsIdentifyingAttributes
                ? resource.attributes : resource.attributes.filter { !isIdentifying($0) },
            options
        )
    }

    private static let identifyingKeys: [String.UTF8View] = [
        "service.name".utf8, "service.namespace".utf8, "service.instance.id".utf8,
    ]

    /// The labels of a scope, which stand over everything else.
    static func labels(scope: MetricOrigin, _ options: StoreSampleOptions) -> [Label] {
        let fixed: [(StaticString, [UInt8])] = [
            ("otel_scope_name", scope.name), ("otel_scope_version", scope.version),
            ("otel_scope_schema_url", scope.schemaURL),
        ]
        let own = labels(scope.attributes, options).map { label in
            Label(name: Array("otel_scope_".utf8) + label.name, value: label.value)
        }
        return own + fixed.map { Label(name: $0.withUTF8Buffer { Array($0) }, value: $1) }
    }

    private static func labels(
        _ attributes: [OriginAttribute],
        _ options: StoreSampleOptions
    ) -> [Label] {
        let pairs = attributes.map { attribute in
            (key: attribute.key, value: AttributeLabelText.text(composite: attribute.value[...]))
        }
        return AttributeLabels.joined(pairs, options.naming)
    }
}

/// Attributes as labels, before anything else is added.
enum AttributeLabels {
    /// Attributes whose keys become the same name are joined in the order of their keys.
    static func joined(
        _ attributes: [(key: [UInt8], value: [UInt8])],
        _ naming: NamingStrategy
    ) -> [Label] {
        var labels: [Label] = []
        for attribute in attributes.sorted(by: { $0.key.precedes($1.key) }) {
            let name = naming.labelName(attribute.key)
            guard !name.isEmpty, name != LabelName.metricName else { continue }
            if let known = labels.firstIndex(where: { $0.name == name }) {
                labels[known].value += [UInt8(ascii: ";")] + attribute.value
            } else {
                labels.append(Label(name: name, value: attribute.value))
            }
        }
        return labels
    }
}
