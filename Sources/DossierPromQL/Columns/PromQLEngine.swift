package import DossierPromQLSyntax

/// Evaluates PromQL over a source of samples, each part of an expression for all steps at once.
package struct PromQLEngine: QueryEngine {
    private let nameRemoval: NameRemoval
    private let subqueryStepMilliseconds: Int64
    private let lookbackMilliseconds: Int64
    private let limits: QueryLimits
    private let usesStartTimestamps: Bool

    /// - Parameters:
    ///   - nameRemoval: when results lose their names.
    ///   - subqueryStepMilliseconds: the step of subqueries that name none.
    ///   - lookbackMilliseconds: how long a sample counts if its series has no later one.
    ///   - limits: how much a query may take.
    ///   - usesStartTimestamps: whether `rate` and its like honour counter start timestamps, as
    ///     Prometheus' option has it.
    package init(
        nameRemoval: NameRemoval = .delayed,
        subqueryStepMilliseconds: Int64 = 60_000,
        lookbackMilliseconds: Int64 = 300_000,
        limits: QueryLimits = QueryLimits(),
        usesStartTimestamps: Bool = true
    ) {
        self.nameRemoval = nameRemoval
        self.subqueryStepMilliseconds = subqueryStepMilliseconds
        self.lookbackMilliseconds = lookbackMilliseconds
        self.limits = limits
        self.usesStartTimestamps = usesStartTimestamps
    }

    private func evaluator(
        _ expression: PromQLExpression,
        text: String,
        on grid: StepGrid,
        end: Int64,
        over source: any SampleSource
    ) -> ColumnEvaluator {
        var steps = StepEvaluator(
            storage: source,
            start: grid.start,
            end: end,
            step: grid.step,
            annotations: Annotations(text),
            nameRemoval: nameRemoval,
            subqueryStep: subqueryStepMilliseconds
        )
        steps.lookback = lookbackMilliseconds
        steps.usesStartTimestamps = usesStartTimestamps
        return ColumnEvaluator(
            steps: steps,
            grid: grid,
            budget: QueryBudget(limits),
            hasFixedTimes: expression.hasFixedTimes
        )
    }

    package func evaluate(
        _ expression: PromQLExpression,
        text: String,
        at milliseconds: Int64,
        over storage: any SampleSource
    ) throws -> PromQLResult {
        try QueryTimeRange.check(milliseconds)
        let grid = StepGrid(start: milliseconds, end: milliseconds, step: 0)
        let evaluator = evaluator(
            expression,
            text: text,
            on: grid,
            end: milliseconds,
            over: storage
        )
        let value: PromQLResult.Value
        switch expression.type {
        case .scalar: value = .scalar(try evaluator.scalars(of: expression)[0])
        case .string: value = .string(try evaluator.steps.string(of: expression))
        case .vector:
            let columns = try evaluator.vector(of: expression).withoutDroppedNames()
            value = .vector(
                columns.compactMap { column in
                    column.point(0).map { .init(labels: column.labels, point: $0) }
                }
            )
        case .matrix: value = .matrix(try evaluator.windows(expression).matrix)
        }
        return PromQLResult(value: value, annotations: evaluator.steps.annotations.all)
    }

    package func evaluate(
        _ expression: PromQLExpression,
        text: String,
        from start: Int64,
        to end: Int64,
        step: Int64,
        over storage: any SampleSource
    ) throws -> PromQLResult {
        try QueryTimeRange.check(start: start, end: end, step: step)
        let grid = StepGrid(start: start, end: end, step: step)
        guard grid.count <= limits.sampleCountMax else {
            throw QueryLimitError.tooManySamples(limit: limits.sampleCountMax)
        }
        let evaluator = evaluator(expression, text: text, on: grid, end: end, over: storage)
        let columns: [ValueColumn]
        switch expression.type {
        case .scalar:
            // A stale marker can't come of a computation, so no step is left out.
            columns = [
                ValueColumn(labels: .empty, values: try evaluator.scalars(of: expression))
            ]
        case .vector:
            columns = try evaluator.vector(of: expression).withoutDroppedNames()
        case .string, .matrix:
            throw RangeTypeError(type: expression.type)
        }
        let series = columns.compactMap { PromQLResult.Series($0, grid) }
        return PromQLResult(
            value: .matrix(series.sortedByLabels(\.labels)),
            annotations: evaluator.steps.annotations.all
        )
    }
}

extension PromQLResult.Series {
    /// The points of a column; nil if it has none.
    fileprivate init?(_ column: ValueColumn, _ grid: StepGrid) {
        let floats = FloatPoints(column.values, on: grid)
        var histograms: [(milliseconds: Int64, value: FloatHistogram)] = []
        for (step, histogram) in column.histograms.enumerated() {
            if let histogram { histograms.append((grid.time(step), histogram)) }
        }
        guard !floats.isEmpty || !histograms.isEmpty else { return nil }
        self.init(labels: column.labels, floats: floats, histograms: histograms)
    }
}

extension SeriesWindows {
    /// The samples in the one window there is.
    fileprivate var matrix: [PromQLResult.Series] {
        guard let end = ends.first else { return [] }
        let found = series.compactMap { one -> PromQLResult.Series? in
            let window = one.window(
                reach: (end - length, end),
                start: end - length,
                end: end,
                windowExtension
            )
            guard !window.floats.isEmpty || !window.histograms.isEmpty else { return nil }
            return PromQLResult.Series(window)
        }
        return found.sortedByLabels(\.labels)
    }
}

extension Array {
    /// Elements in the order of labels; they often are so as they are.
    func sortedByLabels(_ labels: (Element) -> Labels) -> [Element] {
        let isSorted = zip(self, dropFirst()).allSatisfy { !(labels($1) < labels($0)) }
        if isSorted { return self }
        return indices.sorted { labels(self[$0]) < labels(self[$1]) }.map { self[$0] }
    }
}
