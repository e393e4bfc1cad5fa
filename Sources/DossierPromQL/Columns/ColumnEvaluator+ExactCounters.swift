import DossierPromQLSyntax

extension ColumnEvaluator {
    /// An exact function at all steps; nil for other functions.
    func callExactly(_ node: FunctionCall) throws -> [ValueColumn]? {
        guard
            let window = try ExactWindow(node, in: steps, sampleCountMax: budget.rest),
            case .matrixSelector(let matrix) = node.arguments[0].withoutParentheses
        else { return nil }
        try budget.hold(window.series.reduce(0) { $0 + $1.floats.values.count })
        let ends = try windowEnds(matrix.selector.at, matrix.selector.offset)
        return try window.series.compactMap { one in
            try budget.hold(grid.count)
            var column = ValueColumn(
                labels: one.labels,
                isNameDropped: true,
                stepCount: grid.count
            )
            var hasValue = false
            for step in 0..<grid.count {
                guard let value = window.value(of: one, at: ends[step], steps) else { continue }
                column.values[step] = value
                hasValue = true
            }
            return hasValue ? column : nil
        }
        .merged(isStrict: true)
    }
}
