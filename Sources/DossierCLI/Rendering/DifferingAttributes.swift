internal import Dossier

/// The attributes that tell spans of a trace apart that have the same service, name and kind.
struct DifferingAttributes {
    private struct Group: Hashable {
        let service: String?
        let name: String
        let kind: Span.Kind

        init(_ span: Span) {
            service = span.resource.serviceName
            name = span.name
            kind = span.kind
        }
    }

    private var keys: [Group: Set<String>] = [:]

    /// In traces of more spans, equal ones are folded.
    private static let spanCountMax = 5_000
    /// Values that are longer tell nothing at a glance.
    private static let byteCountMax = 64
    /// Keys whose values always differ, and say nothing of what was done.
    private static let meaningless = ["thread.", "code.", "process.", "trace", "span"]

    /// - Complexity: O(attributes).
    init(_ spans: [Span]) {
        guard spans.count <= Self.spanCountMax else { return }
        for (group, members) in Dictionary(grouping: spans, by: { Group($0) })
        where members.count > 1 {
            keys[group] = Self.differingKeys(of: members)
        }
    }

    /// The attributes of a span by which it differs from its likes, in their order.
    func select(from span: Span) -> [Attribute] {
        guard !keys.isEmpty, let keys = keys[Group(span)] else { return [] }
        return span.attributes.filter { attribute in
            keys.contains(attribute.key)
                && AttributeText.text(attribute.value, limit: Self.byteCountMax).utf8.count
                    <= Self.byteCountMax
        }
    }

    private static func differingKeys(of spans: [Span]) -> Set<String> {
        var values: [String: AttributeValue] = [:]
        var counts: [String: Int] = [:]
        var differing: Set<String> = []
        for span in spans {
            for attribute in span.attributes {
                counts[attribute.key, default: 0] += 1
                if let value = values[attribute.key] {
                    if value != attribute.value { differing.insert(attribute.key) }
                } else {
                    values[attribute.key] = attribute.value
                }
            }
        }
        for (key, count) in counts where count < spans.count { differing.insert(key) }
        return differing.filter { key in !meaningless.contains { key.hasPrefix($0) } }
    }
}
