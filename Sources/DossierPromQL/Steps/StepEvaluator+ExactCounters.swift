import DossierPromQLSyntax

extension StepEvaluator {
    /// An exact function at one time; nil for other functions.
    func callExactly(_ node: FunctionCall, at time: Int64) throws -> [StepSample]? {
        guard let window = try ExactWindow(node, in: self),
            case .matrixSelector(let matrix) = node.arguments[0].withoutParentheses
        else { return nil }
        let offset = try matrix.selector.offset.milliseconds(in: bounds, allowingNegative: true)
        let end = base(matrix.selector.at, time) - offset
        return try checkUnique(
            window.series.compactMap { one in
                window.value(of: one, at: end, self).map { value in
                    StepSample(
                        labels: one.labels,
                        isNameDropped: true,
                        point: .float(value),
                        time: time
                    )
                }
            }
        )
    }
}
