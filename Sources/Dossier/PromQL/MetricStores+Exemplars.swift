internal import DossierMetricView
internal import DossierPromQL
internal import DossierPromQLSyntax

extension MetricStores {
    /// Lists the exemplars of the series that an expression selects.
    ///
    /// Those of a classic histogram belong to the series of their bucket. Exemplars of the metrics
    /// `traces_spanmetrics_calls_total` and `traces_spanmetrics_latency_bucket` are spans: of each
    /// series the longest in each of 40 parts of the range.
    ///
    /// - Parameters:
    ///   - query: The expression; its times have no part in it.
    ///   - times: The times of the exemplars; nil for all.
    /// - Returns: The exemplars by series; none for an expression without selectors.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidExpression`` for a text that is no
    ///   expression.
    public func exemplars(
        of query: PromQLQuery,
        in times: ClosedRange<Timestamp>? = nil
    ) throws(DossierError) -> ExemplarListing {
        try translatingErrors {
            let selectors: [[SeriesMatcher]]
            do {
                let expression = try PromQLExpression(
                    parsing: query.expression,
                    features: query.options.features
                )
                selectors = try expression.selectors.map { selector in
                    try selector.matchers.map(SeriesMatcher.init(_:))
                }
            } catch let error as PromQLSyntaxError {
                throw DossierError(error, in: query)
            }
            let range = times.map(\.milliseconds) ?? 0...Int64.max
            let (found, warnings) = try eachSamples(query.options) { samples in
                try selectors.map { try samples.exemplars(matching: $0, in: range) }
            }
            return ExemplarListing(found, warnings)
        }
    }
}

extension PromQLExpression {
    /// All selectors in it, in the order in which they stand.
    fileprivate var selectors: [VectorSelector] {
        var found: [VectorSelector] = []
        var open = [self]
        while let next = open.popLast() {
            if case .vectorSelector(let selector) = next { found.append(selector) }
            open += next.children.reversed()
        }
        return found
    }
}

extension ExemplarListing {
    /// Takes those of each store and selector.
    fileprivate init(_ found: [[[SeriesExemplars]]], _ warnings: [String]) {
        var known: [Labels: SeriesExemplars] = [:]
        for store in found {
            // Several selectors may select the same series.
            var own: [Labels: SeriesExemplars] = [:]
            for one in store.joined() { own[one.labels] = one }
            known.merge(own) { first, second in
                var both = first
                both.exemplars += second.exemplars
                return both
            }
        }
        series = known.values.sorted { $0.labels < $1.labels }.map { one in
            // Exporters send an exemplar again until there is another.
            var known: Set<MetricExemplar> = []
            return Series(
                labels: one.labels.publicLabels,
                exemplars: one.exemplars.sorted { $0.milliseconds < $1.milliseconds }
                    .map(MetricExemplar.init)
                    .filter { known.insert($0).inserted }
            )
        }
        self.warnings = warnings
    }
}

extension MetricExemplar {
    fileprivate init(_ exemplar: SampleExemplar) {
        labels = exemplar.labels.map { label in
            SeriesLabel(
                name: String(decoding: label.name, as: UTF8.self),
                value: String(decoding: label.value, as: UTF8.self)
            )
        }
        value = exemplar.value
        milliseconds = exemplar.milliseconds
    }
}
