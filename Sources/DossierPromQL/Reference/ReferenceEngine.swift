/// PromQL evaluated literally, step by step and with no state kept between steps: slow and plain,
/// the measure for the engine.
///
/// What it does not know it refuses.
package struct ReferenceEngine: PromQLTestEngine {
    /// When results lose the names that they must not keep.
    package enum NameRemoval: Sendable {
        /// At the end of the query, so that outer parts of an expression still see them.
        case delayed
        /// At the operator or function that computes them, which is Prometheus' default.
        case immediate
    }

    private let nameRemoval: NameRemoval
    private let subqueryStepMilliseconds: Int64

    /// - Parameters:
    ///   - nameRemoval: when results lose their names.
    ///   - subqueryStepMilliseconds: the step of subqueries that name none.
    package init(nameRemoval: NameRemoval = .delayed, subqueryStepMilliseconds: Int64 = 60_000) {
        self.nameRemoval = nameRemoval
        self.subqueryStepMilliseconds = subqueryStepMilliseconds
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String

        init(_ description: String) {
            self.description = description
        }
    }

    package func evaluate(
        _ expression: PromQLExpression,
        text: String,
        at milliseconds: Int64,
        over storage: any SampleSource
    ) throws -> TestedResult {
        try QueryTimeRange.check(milliseconds)
        let evaluator = ReferenceEvaluator(
            storage: storage,
            start: milliseconds,
            end: milliseconds,
            step: 0,
            annotations: ReferenceAnnotations(text),
            nameRemoval: nameRemoval,
            subqueryStep: subqueryStepMilliseconds
        )
        let value: TestedResult.Value
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
        return TestedResult(value: value, annotations: evaluator.annotations.all)
    }

    package func evaluate(
        _ expression: PromQLExpression,
        text: String,
        from start: Int64,
        to end: Int64,
        step: Int64,
        over storage: any SampleSource
    ) throws -> TestedResult {
        try QueryTimeRange.check(start: start, end: end, step: step)
        let evaluator = ReferenceEvaluator(
            storage: storage,
            start: start,
            end: end,
            step: step,
            annotations: ReferenceAnnotations(text),
            nameRemoval: nameRemoval,
            subqueryStep: subqueryStepMilliseconds
        )
        var series: [Labels: TestedResult.Series] = [:]
        for time in stride(from: start, through: end, by: Int(step)) {
            let samples: [ReferenceSample]
            switch try evaluator.value(of: expression, at: time) {
            case .scalar(let number):
                samples = [ReferenceSample(labels: .empty, point: .float(number), time: time)]
            case .vector(let vector): samples = try evaluator.withoutDroppedNames(vector)
            case .string, .matrix:
                throw Failure(
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
        return TestedResult(
            value: .matrix(series.values.sorted { $0.labels < $1.labels }),
            annotations: evaluator.annotations.all
        )
    }
}
