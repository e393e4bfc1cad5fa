import DossierPromQLSyntax

extension ColumnEvaluator {
    /// A function of the windows of series.
    func callOnRange(_ node: FunctionCall) throws -> [ValueColumn] {
        var selected: SeriesWindows?
        var parameters: [[Double]] = []
        var range = node.range
        for argument in node.arguments {
            if argument.type == .matrix {
                try steps.checkExtension(of: argument, in: node.function)
                range = argument.withoutParentheses.range
                selected = try windows(argument)
            } else {
                parameters.append(try scalars(of: argument))
            }
        }
        guard let selected else { throw EvaluationError("not a range vector") }
        if node.function == .quantileOverTime { range = node.arguments[0].range }
        if node.function == .absentOverTime { return absent(node, selected) }
        let context = RangeContext(node: node, parameters: parameters, range: range)
        return try columns(selected, context).merged(isStrict: true)
    }

    private func columns(
        _ selected: SeriesWindows,
        _ context: RangeContext
    ) throws -> [ValueColumn] {
        guard selected.series.allSatisfy({ isFast($0, selected, context.function) }) else {
            return try selected.series.compactMap { one in
                try budget.hold(grid.count)
                return try column(of: one, selected, context)
            }
        }
        let columns = try columns(of: selected.series) { [grid] one in
            try Self.fastColumn(of: one, selected, context, on: grid)
        }
        for column in columns { remark(column, context) }
        return columns
    }

    private static func fastColumn(
        of one: SeriesWindows.Series,
        _ selected: SeriesWindows,
        _ context: RangeContext,
        on grid: StepGrid
    ) throws -> ValueColumn? {
        var column = context.column(of: one, stepCount: grid.count)
        let hasValue = try one.floats.withWindows(
            selected.ends,
            selected.length,
            on: grid
        ) { windows in
            try column.values.withUnsafeMutableBufferPointer { values in
                try windows.evaluate(context.function, context.parameters, into: values)
            }
        }
        return hasValue ? column : nil
    }

    private struct RangeContext: Sendable {
        let node: FunctionCall
        /// Of each parameter, by step.
        let parameters: [[Double]]
        let range: SourceRange

        var function: PromQLFunction { node.function }
        var keepsName: Bool { function == .lastOverTime || function == .firstOverTime }

        func column(of one: SeriesWindows.Series, stepCount: Int) -> ValueColumn {
            ValueColumn(
                labels: one.labels,
                isNameDropped: one.isNameDropped || !keepsName,
                stepCount: stepCount
            )
        }
    }

    private func column(
        of one: SeriesWindows.Series,
        _ selected: SeriesWindows,
        _ context: RangeContext
    ) throws -> ValueColumn? {
        if isFast(one, selected, context.function) {
            let column = try Self.fastColumn(of: one, selected, context, on: grid)
            if let column { remark(column, context) }
            return column
        }
        var column = context.column(of: one, stepCount: grid.count)
        return try evaluateStepwise(one, selected, context, into: &column) ? column : nil
    }

    private func isFast(
        _ one: SeriesWindows.Series,
        _ selected: SeriesWindows,
        _ function: PromQLFunction
    ) -> Bool {
        guard selected.windowExtension == nil, one.histograms.timestamps.isEmpty,
            function != .doubleExponentialSmoothing
        else { return false }
        switch function {
        case .rate, .increase, .irate, .resets: return one.floats.startTimestamps.isEmpty
        default: return true
        }
    }

    /// Remarks on windows that hold floats alone.
    private func remark(_ column: ValueColumn, _ context: RangeContext) {
        switch context.function {
        case .rate, .increase: steps.informOfNonCounter(column.labels, at: context.range)
        case .quantileOverTime:
            for (step, quantile) in context.parameters[0].enumerated()
            where !(0...1 ~= quantile) && column.has(step) {
                steps.warnOfQuantile(quantile, at: context.range)
            }
        default: return
        }
    }

    /// The windows of a series one after another, as the step evaluator sees them.
    private func evaluateStepwise(
        _ one: SeriesWindows.Series,
        _ selected: SeriesWindows,
        _ context: RangeContext,
        into column: inout ValueColumn
    ) throws -> Bool {
        let lookback = steps.lookback
        let before = selected.windowExtension == nil ? 0 : lookback
        let after = selected.windowExtension == .smoothed ? lookback : 0
        var hasValue = false
        for (step, end) in selected.ends.enumerated() {
            if step % 64 == 0 { try budget.check() }
            let start = end - selected.length
            let window = one.window(
                reach: (start - before, end + after),
                start: start,
                end: end,
                selected.windowExtension
            )
            guard !window.floats.isEmpty || !window.histograms.isEmpty else { continue }
            let call = StepEvaluator.RangeCall(
                context.function,
                window,
                context.parameters.map { $0[step] },
                context.range,
                grid.time(step)
            )
            guard let point = try steps.point(call) else { continue }
            if context.function == .rate || context.function == .increase, !window.floats.isEmpty {
                steps.informOfNonCounter(one.labels, at: context.range)
            }
            column.set(point, at: step)
            hasValue = true
        }
        return hasValue
    }

    /// One at the steps at which no series has a sample in its window.
    private func absent(_ node: FunctionCall, _ selected: SeriesWindows) -> [ValueColumn] {
        let lookback = steps.lookback
        let before = selected.windowExtension == nil ? 0 : lookback
        let after = selected.windowExtension == .smoothed ? lookback : 0
        let labels = steps.absentLabels(node.arguments[0])
        var column = ValueColumn(
            labels: labels,
            values: Array(repeating: 1, count: grid.count)
        )
        for one in selected.series {
            for times in [one.floats.timestamps, one.histograms.timestamps] {
                for (step, end) in selected.ends.enumerated() {
                    let start = end - selected.length - before
                    if !times.indices(after: start, upTo: end + after).isEmpty {
                        column.values[step] = .staleMarker
                    }
                }
            }
        }
        return column.isEmpty ? [] : [column]
    }

    func warn(ofQuantiles quantiles: [Double], at range: SourceRange) {
        var last: Double?
        for quantile in quantiles where quantile.bitPattern != last?.bitPattern {
            steps.warnOfQuantile(quantile, at: range)
            last = quantile
        }
    }
}
