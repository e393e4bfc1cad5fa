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
        let expression = try PromQLExpression(parsing: text, features: features)
        let result = try engine.evaluate(
            expression,
            text: text,
            at: milliseconds,
            over: samples
        )
        return StoreQueryResult(result, deltaMetrics: samples.takeDeltaMetrics())
    }

    /// Evaluates at each step from a time to another, in milliseconds.
    package func evaluate(
        _ text: String,
        from start: Int64,
        to end: Int64,
        step: Int64
    ) throws -> StoreQueryResult {
        let expression = try PromQLExpression(parsing: text, features: features)
        let result = try engine.evaluate(
            expression,
            text: text,
            from: start,
            to: end,
            step: step,
            over: samples
        )
        return StoreQueryResult(result, deltaMetrics: samples.takeDeltaMetrics())
    }
}

/// What became of an expression, and what is to be said about it.
package struct StoreQueryResult: Sendable {
    package let value: TestedResult.Value
    package let warnings: [String]
    package let infos: [String]

    init(_ result: TestedResult, deltaMetrics: [[UInt8]]) {
        value = result.value
        warnings = result.annotations.filter(\.isWarning).map(\.text)
        let notes = deltaMetrics.map { name in
            "metric \"\(String(decoding: name, as: UTF8.self))\" is stored as differences;"
                + " they were added up from the first one on"
        }
        infos = result.annotations.filter { !$0.isWarning }.map(\.text) + notes
    }
}
