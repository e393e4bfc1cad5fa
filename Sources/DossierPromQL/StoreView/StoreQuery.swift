/// Evaluates expressions over the metrics of a store.
package struct StoreQuery: Sendable {
    private let samples: StoreSamples
    private let features: SyntaxFeatures

    private let usesStartTimestamps: Bool

    package init(
        _ samples: StoreSamples,
        features: SyntaxFeatures = [],
        usesStartTimestamps: Bool = false
    ) {
        self.samples = samples
        self.features = features
        self.usesStartTimestamps = usesStartTimestamps
    }

    /// Evaluates at one time, in milliseconds since the Unix epoch.
    package func evaluate(_ text: String, at milliseconds: Int64) throws -> StoreQueryResult {
        let expression = try PromQLExpression(parsing: text, features: features)
        let source = try LoadedSamples(
            for: expression,
            from: samples,
            keepingStartTimestamps: usesStartTimestamps
        )
        let result = try PromQLEngine(nameRemoval: .immediate).evaluate(
            expression,
            text: text,
            at: milliseconds,
            over: source
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
        guard step > 0 else { throw StoreQueryError.stepNotPositive }
        guard start <= end else { throw StoreQueryError.endBeforeStart }
        let (length, overflow) = end.subtractingReportingOverflow(start)
        guard !overflow, length / step < StoreQueryError.stepLimit else {
            throw StoreQueryError.tooManySteps
        }
        switch expression.type {
        case .scalar, .vector: break
        default: throw StoreQueryError.notOverTime(expression.type)
        }
        let source = try LoadedSamples(
            for: expression,
            from: samples,
            keepingStartTimestamps: usesStartTimestamps
        )
        let result = try PromQLEngine(nameRemoval: .immediate).evaluate(
            expression,
            text: text,
            from: start,
            to: end,
            step: step,
            over: source
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

/// Why a query over time can't be evaluated.
package enum StoreQueryError: Error, CustomStringConvertible {
    case stepNotPositive
    case endBeforeStart
    case tooManySteps
    case notOverTime(ValueType)

    /// As Prometheus has it.
    static let stepLimit: Int64 = 11_000

    package var description: String {
        switch self {
        case .stepNotPositive: "the step has to be longer than nothing"
        case .endBeforeStart: "the end of the range is before its start"
        case .tooManySteps:
            "more than \(Self.stepLimit) steps; take a longer step or a shorter range"
        case .notOverTime(let type):
            "invalid expression type \"\(type.documentedName)\" for range query,"
                + " must be Scalar or instant Vector"
        }
    }
}
