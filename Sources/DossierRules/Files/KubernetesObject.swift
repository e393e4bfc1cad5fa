internal import Yams

/// A document as Kubernetes has it; Prometheus' operator keeps rules in those of the kind
/// PrometheusRule.
struct KubernetesObject {
    /// What groups may have besides what Prometheus knows, for Thanos' ruler.
    static let groupFields: Set<String> = ["partial_response_strategy"]

    private let node: Node

    static func isObject(_ node: Node) -> Bool {
        guard let mapping = node.mapping else { return false }
        return mapping["apiVersion"] != nil && mapping["kind"] != nil
    }

    /// The object of a document, or the objects of a list.
    static func all(in document: Node) -> [KubernetesObject] {
        if let items = document.mapping?["items"]?.sequence {
            return items.map(KubernetesObject.init)
        }
        return [KubernetesObject(document)]
    }

    private init(_ node: Node) {
        self.node = node
    }

    /// What holds the groups of rules; nil for an object of another kind.
    var ruleSpecification: Node? {
        guard let mapping = node.mapping, mapping["kind"]?.scalar?.string == "PrometheusRule"
        else { return nil }
        return mapping["spec"]
    }
}
