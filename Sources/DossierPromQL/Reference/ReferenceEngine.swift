/// PromQL evaluated literally, step by step and with no state kept between steps: slow and plain,
/// the measure for the engine.
///
/// What it does not know it refuses.
package struct ReferenceEngine: PromQLTestEngine {
    package init() {}

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
        over storage: some SampleSource
    ) throws -> TestedResult {
        let evaluator = ReferenceEvaluator(
            storage: storage,
            start: milliseconds,
            end: milliseconds,
            step: 0,
            annotations: ReferenceAnnotations(text)
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
            value = .matrix(
                series.map { one in
                    .init(
                        labels: one.isNameDropped ? one.labels.droppingMetadata() : one.labels,
                        floats: one.floats.map { ($0.time, $0.value) },
                        histograms: one.histograms.map { ($0.time, $0.value) }
                    )
                }.sorted { $0.labels < $1.labels }
            )
        }
        return TestedResult(value: value, annotations: evaluator.annotations.all)
    }

    package func evaluate(
        _ expression: PromQLExpression,
        text: String,
        from start: Int64,
        to end: Int64,
        step: Int64,
        over storage: some SampleSource
    ) throws -> TestedResult {
        let evaluator = ReferenceEvaluator(
            storage: storage,
            start: start,
            end: end,
            step: step,
            annotations: ReferenceAnnotations(text)
        )
        var series: [Labels: TestedResult.Series] = [:]
        for time in stride(from: start, through: end, by: Int(step)) {
            let samples: [ReferenceSample]
            switch try evaluator.value(of: expression, at: time) {
            case .scalar(let number):
                samples = [ReferenceSample(labels: .empty, point: .float(number), time: time)]
            case .vector(let vector): samples = try evaluator.withoutDroppedNames(vector)
            case .string, .matrix: throw Failure("invalid expression type for range query")
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
