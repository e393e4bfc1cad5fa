package import DossierPromQL
package import DossierPromQLSyntax

/// Evaluates expressions over the metrics of a store.
package struct StoreQuery: Sendable {
    private let samples: StoreSamples
    private let features: SyntaxFeatures
    private let engine: PromQLEngine

    package init(
        _ samples: StoreSamples,
        features: SyntaxFeatures = [],
        limits: QueryLimits = QueryLimits(),
        usesStartTimestamps: Bool = false
    ) {
        self.samples = samples
        self.features = features
        // Prometheus' functions know nothing of start timestamps, unless asked to.
        engine = PromQLEngine(
            nameRemoval: .immediate,
            limits: limits,
            usesStartTimestamps: usesStartTimestamps
        )
    }

    /// Evaluates at one time, in milliseconds since the Unix epoch.
    package func evaluate(_ text: String, at milliseconds: Int64) throws -> StoreQueryResult {
        try evaluate(text) { expression, samples in
            try engine.evaluate(expression, text: text, at: milliseconds, over: samples)
        }
    }

    /// Evaluates at each step from a time to another, in milliseconds.
    package func evaluate(
        _ text: String,
        from start: Int64,
        to end: Int64,
        step: Int64
    ) throws -> StoreQueryResult {
        try evaluate(text) { expression, samples in
            try engine.evaluate(
                expression,
                text: text,
                from: start,
                to: end,
                step: step,
                over: samples
            )
        }
    }

    private func evaluate(
        _ text: String,
        by evaluate: (PromQLExpression, StoreSamples) throws -> PromQLResult
    ) throws -> StoreQueryResult {
        let expression = try PromQLExpression(parsing: text, features: features)
        let samples = samples.unread()
        let result = try evaluate(expression, samples)
        return try StoreQueryResult(result, of: expression, over: samples)
    }
}
