internal import DossierTraceQLSyntax
import Glibc

extension SpanMetrics {
    /// The series of what was counted.
    func series(_ state: MetricsState, _ times: MetricsTimes) -> [MetricsSeries] {
        var state = state
        // Without spans there still is the number of none.
        if state.keys.isEmpty, state.kind == .count, grouping.isEmpty { _ = state.number(of: []) }
        var series: [MetricsSeries] = []
        let exemplars = state.exemplars.byGroup
        for group in state.keys.indices {
            series += self.series(group, state, times, exemplars[group] ?? [])
        }
        return series.filter(\.hasPoints)
    }

    private func series(
        _ group: Int,
        _ state: MetricsState,
        _ times: MetricsTimes,
        _ exemplars: [(bucket: Int?, exemplar: MetricsExemplar)]
    ) -> [MetricsSeries] {
        let labels = self.labels(state.keys[group])
        let counts = state.counts[group]
        func one(_ values: [Double]) -> [MetricsSeries] {
            [
                MetricsSeries(
                    labels: labels.isEmpty ? [named] : labels,
                    values: values,
                    exemplars: exemplars.map(\.exemplar)
                )
            ]
        }
        switch function {
        case .rate: return one(counts.map { Double($0) / times.stepSeconds })
        case .countOverTime, .compare: return one(counts.map { Double($0) })
        case .minOverTime, .maxOverTime, .sumOverTime: return one(state.values[group])
        case .avgOverTime:
            return one(zip(state.values[group], counts).map { $0 / Double($1) })
        case .histogramOverTime:
            return state.buckets[group].sorted { $0.key < $1.key }.map { exponent, counts in
                let bound = Spanset.Attribute(name: "__bucket", value: .double(bound(exponent)))
                return MetricsSeries(
                    labels: labels + [bound],
                    values: counts.map { Double($0) },
                    exemplars: exemplars.filter { $0.bucket == exponent }.map(\.exemplar)
                )
            }
        case .quantileOverTime(_, let quantiles):
            let buckets = state.buckets[group].sorted { $0.key < $1.key }
            guard !buckets.isEmpty else { return [] }
            let series = quantiles.map { quantile in
                let label = Spanset.Attribute(name: "p", value: .double(quantile))
                return MetricsSeries(
                    labels: labels + [label],
                    values: (0..<times.count).map { interval in
                        let filled = buckets.compactMap { exponent, counts in
                            counts[interval] > 0 ? (bound(exponent), counts[interval]) : nil
                        }
                        return Log2Quantile.value(quantile, filled)
                    }
                )
            }
            return Self.give(exemplars.map(\.exemplar), to: series)
        }
    }

    /// Gives each exemplar to the series whose value is the lowest that is not below its own; to the
    /// highest if all are.
    private static func give(
        _ exemplars: [MetricsExemplar],
        to series: [MetricsSeries]
    ) -> [MetricsSeries] {
        var series = series
        for exemplar in exemplars {
            let ordered = series.indices.sorted { one, other in
                let values = [one, other].map { series[$0].values[exemplar.interval] }
                return values[0] != values[1] ? values[0] < values[1] : one < other
            }
            let place =
                ordered.first { series[$0].values[exemplar.interval] >= exemplar.value }
                ?? ordered.last
            if let place { series[place].exemplars.append(exemplar) }
        }
        return series
    }

    private var named: Spanset.Attribute {
        .init(name: MetricsSeries.nameLabel, value: .text(function.name))
    }

    /// What a group is called: fields without a value are left out, but not all of them.
    private func labels(_ key: [TraceQLValue]) -> [Spanset.Attribute] {
        var labels: [Spanset.Attribute] = []
        for (name, value) in zip(groupNames, key) where !value.isNone {
            labels.append(.init(name: name, value: value))
        }
        if labels.isEmpty, let first = groupNames.first {
            labels.append(.init(name: first, value: .text("nil")))
        }
        return labels
    }

    /// The upper bound of a bucket; of durations in seconds.
    private func bound(_ exponent: Int) -> Double {
        let power = pow(2, Double(exponent))
        guard let value, case .intrinsic(let intrinsic) = pipeline.fields.fields[value],
            intrinsic.type == .duration
        else { return power }
        return power / 1e9
    }
}
