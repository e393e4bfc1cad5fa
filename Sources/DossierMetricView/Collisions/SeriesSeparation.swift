/// How series of a metric that would have the same labels are kept apart.
package struct SeriesSeparation: Hashable, Sendable {
    /// The metric's name in queries.
    package let name: [UInt8]
    /// How many series got labels.
    package let seriesCount: Int
    /// The keys of the resource attributes that became labels.
    package let attributes: [[UInt8]]
    /// Whether the labels of the scope were added.
    package let hasScopeLabels: Bool
    /// The names of the labels that were added, in byte order.
    package let labels: [[UInt8]]
}

extension SeriesSeparation: CustomStringConvertible {
    package var description: String {
        var means: [String] = []
        if !attributes.isEmpty {
            let word = attributes.count == 1 ? "resource attribute" : "resource attributes"
            means.append("the \(word) \(Self.list(attributes))")
        }
        if hasScopeLabels { means.append("their instrumentation scopes") }
        let name = String(decoding: name, as: UTF8.self)
        return "\(seriesCount) series of \"\(name)\" have the same labels and are kept apart by"
            + " \(means.joined(separator: " and ")) (\(noun) \(Self.list(labels)));"
            + " \(advice)"
    }

    private var noun: String { labels.count == 1 ? "label" : "labels" }

    /// How all series get the labels.
    private var advice: String {
        let pronoun = attributes.count == 1 ? "it" : "them"
        let steps =
            (attributes.isEmpty ? [] : ["promote \(pronoun)"])
            + (hasScopeLabels ? ["ask for scope labels"] : [])
        return "\(steps.joined(separator: " and ")) to have the \(noun) on all series"
    }

    private static func list(_ names: [[UInt8]]) -> String {
        names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
    }
}
