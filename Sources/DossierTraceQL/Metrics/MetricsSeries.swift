/// A series of a metrics query.
package struct MetricsSeries: Sendable {
    /// What tells the series apart, in the order of the query.
    package var labels: [Spanset.Attribute]
    /// A value for each interval; not a number where there is no point.
    package var values: [Double]
    /// Spans that stand for others behind the values, by their start; only those that a hint asks
    /// for.
    package internal(set) var exemplars: [MetricsExemplar]

    package init(
        labels: [Spanset.Attribute],
        values: [Double],
        exemplars: [MetricsExemplar] = []
    ) {
        self.labels = labels
        self.values = values
        self.exemplars = exemplars
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

    /// The same with the exemplars of those values only that are points.
    ///
    /// Where spans are counted, an exemplar has the value of the series.
    func withShownExemplars() -> MetricsSeries {
        var shown = self
        shown.exemplars = exemplars.compactMap { exemplar in
            let own = values[exemplar.interval]
            guard !own.isNaN else { return nil }
            var exemplar = exemplar
            if exemplar.value.isNaN { exemplar.value = own }
            return exemplar
        }
        return shown
    }

    var hasPoints: Bool { values.contains { !$0.isNaN } }
}
