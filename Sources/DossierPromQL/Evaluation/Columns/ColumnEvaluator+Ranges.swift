extension ColumnEvaluator {
    /// A function of one selector's windows; nil if there is no faster way for it.
    func callOnRange(_ node: FunctionCall) throws -> [ValueColumn]? {
        guard node.arguments.count == 1,
            case .matrixSelector(let matrix) = node.arguments[0].withoutParentheses,
            matrix.selector.windowExtension == nil, FloatWindow.computes(node.function)
        else { return nil }
        let ends = try windowEnds(matrix.selector)
        let window = try matrix.window.milliseconds(in: plain.bounds, allowingNegative: false)
        let keepsName = node.function == .lastOverTime || node.function == .firstOverTime
        return try series(matrix.selector, ends: ends, window: window).compactMap { one in
            guard one.floats.startTimestamps.isEmpty else { throw NeedsPlainEvaluation() }
            var column = ValueColumn(
                labels: one.labels,
                isNameDropped: !keepsName,
                stepCount: grid.count
            )
            var windows = FloatWindow(one.floats, function: node.function, length: window)
            var hasValue = false
            for step in 0..<grid.count {
                windows.move(to: ends[step])
                guard let value = windows.value() else { continue }
                column.values[step] = value
                hasValue = true
            }
            if hasValue, node.function == .rate || node.function == .increase {
                plain.informOfNonCounter(one.labels, at: matrix.range)
            }
            return hasValue ? column : nil
        }
    }
}
