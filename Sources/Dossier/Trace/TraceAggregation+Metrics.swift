internal import DossierMetricView
internal import DossierPromQL
internal import DossierPromQLSyntax

extension TraceAggregation {
    /// From metrics labelled with traces: exact increases from the first to the last point.
    ///
    /// `trace` is the trace that is wanted; nil for all. `end` is the time of the last point.
    init(
        of trace: [UInt8]?,
        in samples: StoreSamples,
        end: Int64,
        _ conventions: RequestConventions
    ) throws {
        let increases = TraceIncreases(
            of: trace,
            label: conventions.traceLabel,
            in: samples,
            end: end
        )
        for family in conventions.requests {
            let found = try Self.requests(family, increases)
            requests.merge(found.filter { $0.value.count != nil }) { first, _ in first }
        }
        for family in conventions.operations {
            let found = try Self.operations(family, increases)
            operations.merge(found.filter { $0.value.count != nil }) { first, _ in first }
        }
    }

    private static func requests(
        _ family: RequestConventions.RequestMetrics,
        _ increases: TraceIncreases
    ) throws -> [ServiceKey: Requests] {
        var found: [ServiceKey: Requests] = [:]
        func add(
            _ values: [(labels: Labels, value: Double)],
            to field: WritableKeyPath<Requests, Double?>
        ) {
            for (labels, value) in values {
                let key = ServiceKey(
                    trace: increases.trace(labels),
                    service: labels[Array(family.serviceLabel.utf8)] ?? []
                )
                found[key, default: Requests()][keyPath: field] = value
            }
        }
        let labels = [family.serviceLabel]
        let counts = try increases.sums(family.count, by: labels)
        // Most stores have the metrics of one family.
        if counts.isEmpty { return [:] }
        add(counts, to: \.count)
        if let errors = family.errors {
            add(try increases.sums(errors, by: labels), to: \.errorCount)
        }
        if let duration = family.duration {
            add(try increases.sums(duration, suffix: "_sum", by: labels), to: \.durationSum)
            add(try increases.sums(duration, suffix: "_count", by: labels), to: \.durationCount)
            add(try increases.p95(duration, by: labels), to: \.p95)
        }
        return found
    }

    private static func operations(
        _ family: RequestConventions.OperationMetrics,
        _ increases: TraceIncreases
    ) throws -> [OperationKey: Operations] {
        var found: [OperationKey: Operations] = [:]
        func key(_ labels: Labels) -> OperationKey {
            OperationKey(
                trace: increases.trace(labels),
                type: labels[Array(family.typeLabel.utf8)] ?? [],
                tenant: labels[Array(family.tenantLabel.utf8)] ?? []
            )
        }
        let names = [family.typeLabel, family.tenantLabel]
        for (labels, value) in try increases.sums(family.count, by: names) {
            found[key(labels), default: Operations()].count = value
        }
        guard let duration = family.duration, !found.isEmpty else { return found }
        for (labels, value) in try increases.p95(duration, by: names) {
            found[key(labels), default: Operations()].p95 = value
        }
        return found
    }
}

/// Exact increases of metrics over the whole store, by trace.
private struct TraceIncreases {
    private let query: StoreQuery
    private let label: String
    private let matcher: LabelMatcher
    private let end: Int64

    init(of trace: [UInt8]?, label: String, in samples: StoreSamples, end: Int64) {
        query = StoreQuery([samples], features: .extensions)
        self.label = label
        self.end = end
        matcher = LabelMatcher(
            name: ByteString(label),
            kind: trace == nil ? .notEqual : .equal,
            value: ByteString(trace ?? [])
        )
    }

    func trace(_ labels: Labels) -> [UInt8] { labels[Array(label.utf8)] ?? [] }

    /// The increases of what a selector selects, summed by trace and labels.
    func sums(
        _ selector: String,
        suffix: String = "",
        by labels: [String]
    ) throws -> [(labels: Labels, value: Double)] {
        try values(sum(selector, suffix: suffix, by: labels))
    }

    /// The p95 of a histogram, by trace and labels.
    func p95(_ selector: String, by labels: [String]) throws -> [(labels: Labels, value: Double)] {
        let buckets = try sum(selector, suffix: "_bucket", by: labels + ["le"])
        return try values("histogram_quantile(0.95, \(buckets))")
    }

    private func sum(_ text: String, suffix: String, by labels: [String]) throws -> String {
        var selector = try VectorSelector(parsing: text)
        selector.append(suffix: suffix)
        selector.matchers.insert(matcher, at: 0)
        let names = ([label] + labels).map { ByteString($0).quoted }.joined(separator: ", ")
        // All that was ever counted: the window begins in 1970.
        let increase = "increase_exact(\(PromQLExpression.vectorSelector(selector))[\(end)ms])"
        return "sum by (\(names)) (\(increase))"
    }

    private func values(_ text: String) throws -> [(labels: Labels, value: Double)] {
        guard case .vector(let samples) = try query.evaluate(text, at: end).result.value else {
            return []
        }
        return samples.compactMap { sample in
            guard case .float(let value) = sample.point else { return nil }
            return (sample.labels, value)
        }
    }
}
