/// Evaluates PromQL over a source of samples, each part of an expression for all steps at once.
///
/// Expressions that meet native histograms or start timestamps go to the plain evaluator whole.
package struct PromQLEngine: PromQLTestEngine {
    private let nameRemoval: ReferenceEngine.NameRemoval
    private let subqueryStepMilliseconds: Int64

    /// - Parameters:
    ///   - nameRemoval: when results lose their names.
    ///   - subqueryStepMilliseconds: the step of subqueries that name none.
    package init(
        nameRemoval: ReferenceEngine.NameRemoval = .delayed,
        subqueryStepMilliseconds: Int64 = 60_000
    ) {
        self.nameRemoval = nameRemoval
        self.subqueryStepMilliseconds = subqueryStepMilliseconds
    }

    private var plain: ReferenceEngine {
        ReferenceEngine(
            nameRemoval: nameRemoval,
            subqueryStepMilliseconds: subqueryStepMilliseconds
        )
    }

    private func columns(
        of expression: PromQLExpression,
        text: String,
        on grid: StepGrid,
        end: Int64,
        over source: any SampleSource
    ) throws -> (columns: [ValueColumn], annotations: [TestedResult.Annotation])? {
        guard expression.type == .vector else { return nil }
        let evaluator = ReferenceEvaluator(
            storage: source,
            start: grid.start,
            end: end,
            step: grid.step,
            annotations: ReferenceAnnotations(text),
            nameRemoval: nameRemoval,
            subqueryStep: subqueryStepMilliseconds
        )
        let columns = ColumnEvaluator(plain: evaluator, grid: grid)
        do {
            let result = try columns.withoutDroppedNames(try columns.vector(of: expression))
            return (result, evaluator.annotations.all)
        } catch is NeedsPlainEvaluation {
            return nil
        }
    }

    package func evaluate(
        _ expression: PromQLExpression,
        text: String,
        at milliseconds: Int64,
        over storage: any SampleSource
    ) throws -> TestedResult {
        let grid = StepGrid(start: milliseconds, end: milliseconds, step: 0)
        guard
            let (columns, annotations) = try columns(
                of: expression,
                text: text,
                on: grid,
                end: milliseconds,
                over: storage
            )
        else {
            return try plain.evaluate(expression, text: text, at: milliseconds, over: storage)
        }
        let samples = columns.filter { !$0.values[0].isStaleMarker }.map {
            TestedResult.Sample(labels: $0.labels, point: .float($0.values[0]))
        }
        return TestedResult(value: .vector(samples), annotations: annotations)
    }

    package func evaluate(
        _ expression: PromQLExpression,
        text: String,
        from start: Int64,
        to end: Int64,
        step: Int64,
        over storage: any SampleSource
    ) throws -> TestedResult {
        let grid = StepGrid(start: start, end: end, step: step)
        guard
            let (columns, annotations) = try columns(
                of: expression,
                text: text,
                on: grid,
                end: end,
                over: storage
            )
        else {
            return try plain.evaluate(
                expression,
                text: text,
                from: start,
                to: end,
                step: step,
                over: storage
            )
        }
        let series = columns.compactMap { column -> TestedResult.Series? in
            var points: [(milliseconds: Int64, value: Double)] = []
            for index in 0..<grid.count where !column.values[index].isStaleMarker {
                points.append((grid.time(index), column.values[index]))
            }
            guard !points.isEmpty else { return nil }
            return TestedResult.Series(labels: column.labels, floats: points, histograms: [])
        }
        return TestedResult(
            value: .matrix(series.sorted { $0.labels < $1.labels }),
            annotations: annotations
        )
    }
}
