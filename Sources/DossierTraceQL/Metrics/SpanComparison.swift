internal import DossierColumns
internal import DossierQuery
internal import DossierTraceQLSyntax

/// `compare(…)`: how often each value of each attribute occurs among the spans that a filter selects,
/// and among the others.
struct SpanComparison: Sendable {
    private let metrics: SpanMetrics
    private let comparison: MetricsComparison

    init(_ metrics: SpanMetrics, _ comparison: MetricsComparison) {
        self.metrics = metrics
        self.comparison = comparison
    }

    /// How often the values of fields occur, by interval.
    private struct Counts: Sendable {
        var values: [SpanField: [TraceQLValue: [Int]]] = [:]

        mutating func add(_ field: SpanField, _ value: TraceQLValue, _ interval: Int, of count: Int)
        {
            values[field, default: [:]][value, default: Array(repeating: 0, count: count)][
                interval
            ] += 1
        }

        mutating func merge(_ other: Counts) {
            for (field, added) in other.values {
                values[field, default: [:]].merge(added) { known, added in
                    zip(known, added).map { $0 + $1 }
                }
            }
        }
    }

    private struct Sides: Sendable {
        var baseline = Counts()
        var selection = Counts()
    }

    func series(
        _ times: MetricsTimes,
        in stores: [SpanBlocks],
        usesPredicates: Bool,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws -> [MetricsSeries] {
        var sides = Sides()
        for blocks in stores {
            try count(times, in: blocks, usesPredicates, isCancelled, into: &sides)
        }
        return series("baseline", sides.baseline) + series("selection", sides.selection)
    }

    private func count(
        _ times: MetricsTimes,
        in blocks: SpanBlocks,
        _ usesPredicates: Bool,
        _ isCancelled: @escaping @Sendable () -> Bool,
        into sides: inout Sides
    ) throws {
        var plan = metrics.pipeline
        var fields: [(field: SpanField, value: SpanExpression)] = []
        for field in Self.fields(of: blocks.catalogue) {
            fields.append((field, .field(plan.number(of: field))))
        }
        let scan = TraceScan(
            plan,
            in: blocks,
            usesPredicates: usesPredicates,
            isCancelled: isCancelled
        )
        let (fieldTable, comparison, shown) = (plan.fields, self, fields)
        let visitor = TraceScan.Visitor<Sides, Sides>(
            begin: { Sides() },
            visit: { sides, visited in
                let evaluation = SpanEvaluation(trace: visited.trace, fields: fieldTable)
                for span in visited.spansets.flatMap(\.spans) {
                    let place = visited.trace.place(span)
                    let start = try place.spans.times().starts[place.row]
                    guard let interval = times.interval(of: start) else { continue }
                    let isSelected = try comparison.isSelected(span, start, evaluation)
                    for (field, expression) in shown {
                        let value = try evaluation.value(expression, span)
                        guard !value.isNone, value.elements == nil else { continue }
                        if isSelected {
                            sides.selection.add(field, value, interval, of: times.count)
                        } else {
                            sides.baseline.add(field, value, interval, of: times.count)
                        }
                    }
                }
            },
            end: { $0 }
        )
        try scan.run(visitor) { found in
            sides.baseline.merge(found.baseline)
            sides.selection.merge(found.selection)
        }
    }

    private func isSelected(
        _ span: Int,
        _ start: UInt64,
        _ evaluation: SpanEvaluation
    ) throws -> Bool {
        if comparison.start != 0 || comparison.end != 0 {
            guard start > UInt64(clamping: comparison.start),
                start <= UInt64(clamping: comparison.end)
            else { return false }
        }
        guard let selection = metrics.selection else { return false }
        let filter = metrics.pipeline.filters[selection]
        return try evaluation.passes(
            filter.all,
            span,
            sharesChildren: filter.sharesChildren,
            isStrict: false
        )
    }

    /// The most frequent values of each field, and how many there are of all.
    private func series(_ type: String, _ counts: Counts) -> [MetricsSeries] {
        var series: [MetricsSeries] = []
        let kind = Spanset.Attribute(name: "__meta_type", value: .text(type))
        let total = Spanset.Attribute(name: "__meta_type", value: .text("\(type)_total"))
        for (field, values) in counts.values {
            let ordered = values.map { (value: $0.key, counts: $0.value) }.sorted { left, right in
                let (first, second) = (left.counts.reduce(0, +), right.counts.reduce(0, +))
                return first != second
                    ? first > second : left.value.labelText < right.value.labelText
            }
            for (value, counts) in ordered.prefix(Int(comparison.top)) {
                series.append(
                    MetricsSeries(
                        labels: [kind, .init(name: "\(field)", value: value)],
                        values: counts.map { Double($0) }
                    )
                )
            }
            var sums = [Int](repeating: 0, count: ordered.first?.counts.count ?? 0)
            for (_, counts) in ordered {
                for interval in counts.indices { sums[interval] += counts[interval] }
            }
            series.append(
                MetricsSeries(
                    labels: [total, .init(name: "\(field)", value: .text("nil"))],
                    values: sums.map { Double($0) }
                )
            )
            if ordered.count > comparison.top {
                series.append(tooManyValues(field, type, sums.count))
            }
        }
        return series
    }

    private func tooManyValues(_ field: SpanField, _ type: String, _ count: Int) -> MetricsSeries {
        MetricsSeries(
            labels: [
                .init(name: "__meta_error", value: .text("__too_many_values__")),
                .init(name: "__meta_type", value: .text(type)),
                .init(name: "\(field)", value: .text("nil")),
            ],
            values: Array(repeating: .nan, count: count)
        )
    }

    /// All attributes of spans, resources and scopes of a store, and the fields that every span has
    /// but ids, times and numbers of walks.
    private static func fields(of catalogue: PredicateCatalogue) -> [SpanField] {
        func attributes(_ scope: AttributeScope, _ keys: [[UInt8]]) -> [SpanField] {
            keys.map { .attribute(AttributeReference(scope: scope, name: $0)) }
        }
        let intrinsics: [Intrinsic] = [
            .name, .kind, .status, .statusMessage, .rootName, .rootServiceName,
            .instrumentationName, .instrumentationVersion, .spanChildCount,
        ]
        return attributes(.span, catalogue.keys(of: .span))
            + attributes(.resource, catalogue.resourceKeys)
            + attributes(.instrumentation, catalogue.scopeKeys)
            + intrinsics.map { .intrinsic($0) }
    }
}
