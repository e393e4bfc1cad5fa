package import DossierQuery
internal import DossierTraceQLSyntax

extension MetricsPlan {
    /// The series of the query over the spans of stores.
    ///
    /// - Complexity: O(spans) for each column that the query names; in memory are the columns of a
    ///   few blocks, and a number for each series and interval.
    package func result(
        _ times: MetricsTimes,
        in stores: [SpanBlocks],
        usesPredicates: Bool = true,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws -> MetricsResult {
        let operand = try operand(root) { metrics in
            if case .compare(let comparison) = metrics.function {
                return try SpanComparison(metrics, comparison).series(
                    times,
                    in: stores,
                    usesPredicates: usesPredicates,
                    isCancelled: isCancelled
                )
            }
            let state = try metrics.state(
                times,
                exemplars(times),
                in: stores,
                usesPredicates: usesPredicates,
                isCancelled: isCancelled
            )
            return metrics.series(MetricsPlan.joined(state, metrics), times)
        }
        guard case .series(let series) = operand else {
            return MetricsResult(times: times, series: [])
        }
        return MetricsResult(
            times: times,
            series: series.map { $0.withShownExemplars() }
                .sorted { $0.labelText < $1.labelText }
        )
    }

    /// Groups of which nothing has a value are shown as the text `nil`, and are one with those of
    /// that text.
    private static func joined(_ state: MetricsState, _ metrics: SpanMetrics) -> MetricsState {
        guard let none = state.keys.firstIndex(where: { $0.allSatisfy(\.isNone) && !$0.isEmpty })
        else { return state }
        var renamed = state.keys
        renamed[none][0] = .text("nil")
        return state.renamed(renamed)
    }

    /// A side of an operation.
    enum Operand {
        case number(Double)
        case series([MetricsSeries])
    }

    /// Recursion is bounded by the parser's limit.
    private func operand(
        _ node: Node,
        _ evaluate: (SpanMetrics) throws -> [MetricsSeries]
    ) throws -> Operand {
        switch node {
        case .number(let number): return .number(number)
        case .spans(let metrics, let stages):
            return .series(SecondStages.apply(stages, to: try evaluate(metrics)))
        case .math(let op, let left, let right, let stages):
            let result = MetricsMathematics.apply(
                op,
                try operand(left, evaluate),
                try operand(right, evaluate)
            )
            guard case .series(let series) = result else { return result }
            return .series(SecondStages.apply(stages, to: series))
        }
    }
}

extension MetricsState {
    /// The same with other keys of the groups; equal ones are one.
    fileprivate func renamed(_ keys: [[TraceQLValue]]) -> MetricsState {
        var result = MetricsState(
            kind,
            intervalCount: intervalCount,
            exemplars: exemplars.empty
        )
        result.mergeGroups(of: self, as: keys)
        return result
    }
}

/// What comes after a metrics function.
enum SecondStages {
    static func apply(_ stages: [MetricsStage], to series: [MetricsSeries]) -> [MetricsSeries] {
        var series = series
        for stage in stages {
            switch stage {
            case .top(let count): series = keep(count, of: series) { $0 > $1 }
            case .bottom(let count): series = keep(count, of: series) { $0 < $1 }
            case .filter(let op, let limit):
                let comparison = ValueComparison(op)
                for index in series.indices {
                    series[index].values = series[index].values.map { value in
                        comparison.holds(value, limit) ? value : .nan
                    }
                }
            }
            series = series.filter(\.hasPoints)
        }
        return series
    }

    /// Keeps at each time the points that come first; equal ones by the labels of their series.
    private static func keep(
        _ count: Int64,
        of series: [MetricsSeries],
        _ isBefore: (Double, Double) -> Bool
    ) -> [MetricsSeries] {
        guard count < series.count else { return series }
        var sorted = series.sorted { $0.labelText < $1.labelText }
        for interval in sorted.first?.values.indices ?? 0..<0 {
            let present = sorted.indices.filter { !sorted[$0].values[interval].isNaN }
            let ordered = present.sorted { left, right in
                let (first, second) = (
                    sorted[left].values[interval], sorted[right].values[interval]
                )
                return first != second ? isBefore(first, second) : left < right
            }
            for index in ordered.dropFirst(Int(count)) { sorted[index].values[interval] = .nan }
        }
        return sorted
    }
}

/// Operations between series.
enum MetricsMathematics {
    static func apply(
        _ op: ArithmeticOperator,
        _ left: MetricsPlan.Operand,
        _ right: MetricsPlan.Operand
    ) -> MetricsPlan.Operand {
        switch (left, right) {
        case (.number(let left), .number(let right)):
            return .number(value(op, left, right))
        case (.series(let series), .number(let number)):
            return .series(map(series) { value(op, $0, number) })
        case (.number(let number), .series(let series)):
            return .series(map(series) { value(op, number, $0) })
        case (.series(let left), .series(let right)):
            return .series(paired(op, left, right).filter(\.hasPoints))
        }
    }

    private static func map(
        _ series: [MetricsSeries],
        _ transform: (Double) -> Double
    ) -> [MetricsSeries] {
        series.map { one in
            var mapped = one
            mapped.values = one.values.map(transform)
            return mapped
        }.filter(\.hasPoints)
    }

    /// Pairs series of equal labels; the one series without labels goes with all of the other side.
    private static func paired(
        _ op: ArithmeticOperator,
        _ left: [MetricsSeries],
        _ right: [MetricsSeries]
    ) -> [MetricsSeries] {
        if left.count == 1, left[0].name != nil, right.allSatisfy({ $0.name == nil }) {
            return right.map { combined(op, left[0], $0, labels: $0.labels) }
        }
        if right.count == 1, right[0].name != nil, left.allSatisfy({ $0.name == nil }) {
            return left.map { combined(op, $0, right[0], labels: $0.labels) }
        }
        var partners: [[Spanset.Attribute]: MetricsSeries] = [:]
        for series in right { partners[key(series)] = series }
        return left.compactMap { series in
            guard let partner = partners[key(series)] else { return nil }
            var labels = series.labels
            if let first = series.name, let second = partner.name {
                let name = "(\(first) \(op.rawValue) \(second))"
                labels = [.init(name: MetricsSeries.nameLabel, value: .text(name))]
            }
            return combined(op, series, partner, labels: labels)
        }
    }

    /// The labels but for the name, by name.
    private static func key(_ series: MetricsSeries) -> [Spanset.Attribute] {
        series.labels.filter { $0.name != MetricsSeries.nameLabel }.sorted { $0.name < $1.name }
    }

    private static func combined(
        _ op: ArithmeticOperator,
        _ left: MetricsSeries,
        _ right: MetricsSeries,
        labels: [Spanset.Attribute]
    ) -> MetricsSeries {
        MetricsSeries(
            labels: labels,
            values: zip(left.values, right.values).map { value(op, $0, $1) },
            exemplars: (left.exemplars + right.exemplars).sorted { $0.start < $1.start }
        )
    }

    /// Not a number where a side is none, or is divided by zero.
    private static func value(_ op: ArithmeticOperator, _ left: Double, _ right: Double) -> Double {
        switch op {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: right == 0 ? .nan : left / right
        case .remainder, .power: .nan
        }
    }
}
