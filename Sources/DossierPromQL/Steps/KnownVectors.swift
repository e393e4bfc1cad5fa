import DossierPromQLSyntax

/// The values of parts of an expression, for the evaluation of the expression around them.
struct KnownVectors {
    let grid: StepGrid
    private var columns: [SourceRange: [ValueColumn]] = [:]
    private var scalars: [SourceRange: [Double]] = [:]

    init(grid: StepGrid) {
        self.grid = grid
    }

    mutating func add(_ vector: [ValueColumn], of expression: PromQLExpression) {
        columns[expression.range] = vector
    }

    mutating func add(_ values: [Double], of expression: PromQLExpression) {
        scalars[expression.range] = values
    }

    func value(of expression: PromQLExpression, at time: Int64) -> StepValue? {
        switch expression.type {
        case .scalar:
            guard let values = scalars[expression.range], let index = grid.index(of: time) else {
                return nil
            }
            return .scalar(values[index])
        case .vector:
            guard let vector = columns[expression.range], let index = grid.index(of: time) else {
                return nil
            }
            return .vector(
                vector.compactMap { column in
                    guard let point = column.point(index) else { return nil }
                    return StepSample(
                        labels: column.labels,
                        isNameDropped: column.isNameDropped,
                        point: point,
                        time: time
                    )
                }
            )
        default: return nil
        }
    }
}
