package import DossierPromQL
package import DossierPromQLSyntax

/// Evaluates expressions over the metrics of stores, which are one if there are several.
package struct StoreQuery: Sendable {
    private let samples: [StoreSamples]
    private let features: SyntaxFeatures
    private let engine: PromQLEngine

    package init(
        _ samples: [StoreSamples],
        features: SyntaxFeatures = [],
        lookbackMilliseconds: Int64 = 300_000,
        limits: QueryLimits = QueryLimits(),
        usesStartTimestamps: Bool = false
    ) {
        self.samples = samples
        self.features = features
        // Prometheus' functions know nothing of start timestamps, unless asked to.
        engine = PromQLEngine(
            nameRemoval: .immediate,
            lookbackMilliseconds: lookbackMilliseconds,
            limits: limits,
            usesStartTimestamps: usesStartTimestamps
        )
    }

    /// Evaluates at one time, in milliseconds since the Unix epoch.
    package func evaluate(_ text: String, at milliseconds: Int64) throws -> StoreQueryResult {
        try evaluate(text) { expression, source in
            try engine.evaluate(expression, text: text, at: milliseconds, over: source)
        }
    }

    /// Evaluates at each step from a time to another, in milliseconds.
    package func evaluate(
        _ text: String,
        from start: Int64,
        to end: Int64,
        step: Int64
    ) throws -> StoreQueryResult {
        try evaluate(text) { expression, source in
            try engine.evaluate(
                expression,
                text: text,
                from: start,
                to: end,
                step: step,
                over: source
            )
        }
    }

    private func evaluate(
        _ text: String,
        by evaluate: (PromQLExpression, any SampleSource) throws -> PromQLResult
    ) throws -> StoreQueryResult {
        let expression = try PromQLExpression(parsing: text, features: features)
        let samples = samples.map { $0.unread() }
        guard samples.count != 1 else {
            let result = try evaluate(expression, samples[0])
            return try StoreQueryResult(result, of: expression, over: samples)
        }
        let union = StoreUnion(samples)
        let result = try evaluate(expression, union)
        return try StoreQueryResult(
            result,
            of: expression,
            over: samples,
            failures: union.failures
        )
    }
}
