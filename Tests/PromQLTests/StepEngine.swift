import DossierPromQLSyntax

@testable import DossierPromQL

/// Evaluates whole expressions with the engine's step evaluator: the engine with its columns
/// switched off.
struct StepEngine: QueryEngine {
    private let nameRemoval: NameRemoval
    private let subqueryStepMilliseconds: Int64

    /// - Parameters:
    ///   - nameRemoval: when results lose their names.
    ///   - subqueryStepMilliseconds: the step of subqueries that name none.
    init(nameRemoval: NameRemoval = .delayed, subqueryStepMilliseconds: Int64 = 60_000) {
        self.nameRemoval = nameRemoval
        self.subqueryStepMilliseconds = subqueryStepMilliseconds
    }

    func evaluate(
        _ expression: PromQLExpression,
        text: String,
        at milliseconds: Int64,
        over storage: any SampleSource
    ) throws -> PromQLResult {
        try QueryTimeRange.check(milliseconds)
        let evaluator = StepEvaluator(
            storage: storage,
            start: milliseconds,
            end: milliseconds,
            step: 0,
            annotations: Annotations(text),
            nameRemoval: nameRemoval,
            subqueryStep: subqueryStepMilliseconds
        )
        let value: PromQLResult.Value
        switch try evaluator.value(of: expression, at: milliseconds) {
        case .scalar(let number): value = .scalar(number)
        case .string(let bytes): value = .string(bytes)
        case .vector(let samples):
            value = .vector(
                try evaluator.withoutDroppedNames(samples).map {
                    .init(labels: $0.labels, point: $0.point)
                }
            )
        case .matrix(let series):
            value = .matrix(series.map { .init($0) }.sorted { $0.labels < $1.labels })
        }
        return PromQLResult(value: value, annotations: evaluator.annotations.all)
    }

    func evaluate(
        _ expression: PromQLExpression,
        text: String,
        from start: Int64,
        to end: Int64,
        step: Int64,
        over storage: any SampleSource
    ) throws -> PromQLResult {
        try QueryTimeRange.check(start: start, end: end, step: step)
        let evaluator = StepEvaluator(
            storage: storage,
            start: start,
            end: end,
            step: step,
            annotations: Annotations(text),
            nameRemoval: nameRemoval,
            subqueryStep: subqueryStepMilliseconds
        )
        var series: [Labels: PromQLResult.Series] = [:]
        for time in stride(from: start, through: end, by: Int(step)) {
            let samples: [StepSample]
            switch try evaluator.value(of: expression, at: time) {
            case .scalar(let number):
                samples = [StepSample(labels: .empty, point: .float(number), time: time)]
            case .vector(let vector): samples = try evaluator.withoutDroppedNames(vector)
            case .string, .matrix:
                throw EvaluationError(
                    "invalid expression type \"\(expression.type.documentedName)\" for range query, "
                        + "must be Scalar or instant Vector"
                )
            }
            for sample in samples {
                var one =
                    series[sample.labels]
                    ?? .init(labels: sample.labels, floats: [], histograms: [])
                switch sample.point {
                case .float(let value): one.floats.append((time, value))
                case .histogram(let value): one.histograms.append((time, value))
                }
                series[sample.labels] = one
            }
        }
        return PromQLResult(
            value: .matrix(series.values.sorted { $0.labels < $1.labels }),
            annotations: evaluator.annotations.all
        )
    }
}
