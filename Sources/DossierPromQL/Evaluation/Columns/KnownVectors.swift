/// The columns of parts of an expression, for the evaluation of what stands around them.
struct KnownVectors {
    let grid: StepGrid
    private var columns: [SourceRange: [ValueColumn]] = [:]

    init(grid: StepGrid) {
        self.grid = grid
    }

    mutating func add(_ vector: [ValueColumn], of expression: PromQLExpression) {
        columns[expression.range] = vector
    }

    func samples(of expression: PromQLExpression, at time: Int64) -> [ReferenceSample]? {
        guard expression.type == .vector, let vector = columns[expression.range],
            let index = grid.index(of: time)
        else { return nil }
        return vector.compactMap { column in
            let value = column.values[index]
            guard !value.isStaleMarker else { return nil }
            return ReferenceSample(
                labels: column.labels,
                isNameDropped: column.isNameDropped,
                point: .float(value),
                time: time
            )
        }
    }
}
