import DossierColumns
import DossierLogQL
import DossierQuery

/// A label by the number of its name.
struct NumberedLabel: Sendable {
    let name: Int
    let value: [UInt8]
}

/// The distinct names of labels, numbered from 0 on.
struct LabelNameTable: Sendable {
    private(set) var names: [[UInt8]] = []
    private var numbers: [[UInt8]: Int] = [:]

    mutating func number(of name: [UInt8]) -> Int {
        if let known = numbers[name] { return known }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }
}

/// What the log records of a resource have of it: labels of their stream, and metadata.
struct ResourceLabels: Sendable {
    /// In the order of their names.
    var stream: [StoredEntry.Label]
    /// The same, by number.
    var numberedStream: [NumberedLabel]
    var metadata: [NumberedLabel]

    /// The attributes that are labels of streams in Loki's default configuration.
    private static let indexKeys = Set(
        [
            "service.name", "service.namespace", "service.instance.id", "deployment.environment",
            "deployment.environment.name", "cloud.region", "cloud.availability_zone",
            "k8s.cluster.name", "k8s.namespace.name", "k8s.pod.name", "k8s.container.name",
            "container.name", "k8s.replicaset.name", "k8s.deployment.name", "k8s.statefulset.name",
            "k8s.daemonset.name", "k8s.cronjob.name", "k8s.job.name",
        ].map { Array($0.utf8) }
    )
    private static let serviceKey = Array("service.name".utf8)
    private static let serviceLabel = Array("service_name".utf8)
    private static let unknownService = Array("unknown_service".utf8)
    /// The labels of streams that stand for a service without a name, the first that there is.
    ///
    /// Of Loki's list only these can be labels of streams here.
    private static let serviceFallbacks = ["container_name", "k8s_container_name", "k8s_job_name"]
        .map { Array($0.utf8) }

    init(_ resource: MetricOrigin, _ names: inout LabelNameTable) {
        var stream: [[UInt8]: [UInt8]] = [:]
        var metadata: [NumberedLabel] = []
        var hasService = false
        for attribute in resource.attributes {
            let isIndexed = Self.indexKeys.contains(attribute.key)
            if attribute.key == Self.serviceKey {
                hasService =
                    hasService || !ValueText.text(ofComposite: attribute.value[...]).isEmpty
            }
            AttributeLabels.forEach(of: attribute.key[...], attribute.value[...]) { name, value in
                let text = ValueText.text(ofComposite: value)
                if isIndexed {
                    stream[name] = text
                } else {
                    metadata.append(NumberedLabel(name: names.number(of: name), value: text))
                }
            }
        }
        if !hasService {
            stream[Self.serviceLabel] =
                Self.serviceFallbacks.lazy.compactMap { stream[$0] }.first { !$0.isEmpty }
                ?? Self.unknownService
        }
        self.stream = stream.filter { !$0.value.isEmpty }
            .map { StoredEntry.Label(name: $0.key, value: $0.value) }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
        numberedStream = self.stream.map {
            NumberedLabel(name: names.number(of: $0.name), value: $0.value)
        }
        self.metadata = metadata
    }
}

extension MetricOrigin {
    /// The metadata that log records of an instrumentation scope have of it.
    func scopeLabels(_ names: inout LabelNameTable) -> [NumberedLabel] {
        var labels: [NumberedLabel] = []
        for attribute in attributes {
            AttributeLabels.forEach(of: attribute.key[...], attribute.value[...]) { name, value in
                labels.append(
                    NumberedLabel(
                        name: names.number(of: name),
                        value: ValueText.text(ofComposite: value)
                    )
                )
            }
        }
        func add(_ name: String, _ value: [UInt8]) {
            guard !value.isEmpty else { return }
            labels.append(NumberedLabel(name: names.number(of: Array(name.utf8)), value: value))
        }
        add("scope_name", name)
        add("scope_version", version)
        if droppedAttributesCount > 0 {
            add("scope_dropped_attributes_count", Array(String(droppedAttributesCount).utf8))
        }
        return labels
    }
}
