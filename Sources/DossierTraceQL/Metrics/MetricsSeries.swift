/// A series of a metrics query.
package struct MetricsSeries: Sendable {
    /// What tells the series apart, in the order of the query.
    package var labels: [Spanset.Attribute]
    /// A value for each interval; not a number where there is no point.
    package var values: [Double]

    package init(labels: [Spanset.Attribute], values: [Double]) {
        self.labels = labels
        self.values = values
    }
}

/// The result of a metrics query.
package struct MetricsResult: Sendable {
    package let times: MetricsTimes
    /// By the text of their labels.
    package let series: [MetricsSeries]
}

extension MetricsSeries {
    static let nameLabel = "__name__"

    /// The name of a series that nothing else tells apart; nil if it has other labels.
    var name: String? {
        guard labels.count == 1, labels[0].name == Self.nameLabel,
            case .string(let name) = labels[0].value
        else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    /// The labels as text, by which series are sorted.
    var labelText: String {
        labels.map { "\($0.name)=\($0.value.labelText)" }.joined(separator: ",")
    }

    var hasPoints: Bool { values.contains { !$0.isNaN } }
}
