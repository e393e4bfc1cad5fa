import DossierPromQLSyntax

/// Evaluates an expression node by node, each for all steps at once.
///
/// What it has no faster way for it computes step by step as the step evaluator does, from the
/// columns of the parts.
struct ColumnEvaluator {
    var steps: StepEvaluator
    var grid: StepGrid
    let budget: QueryBudget
    /// Whether `@` stands anywhere in the query.
    let hasFixedTimes: Bool

    func vector(of expression: PromQLExpression) throws -> [ValueColumn] {
        let held = budget.held
        try budget.check()
        let columns = try removingNames(try columnsWithNames(of: expression))
        budget.settle(held, columns.reduce(0) { $0 + $1.sampleCount })
        return columns
    }

    private func removingNames(_ columns: [ValueColumn]) throws -> [ValueColumn] {
        guard steps.nameRemoval == .immediate, columns.contains(where: \.isNameDropped) else {
            return columns
        }
        return try columns.withoutDroppedNames()
    }

    private func columnsWithNames(of expression: PromQLExpression) throws -> [ValueColumn] {
        if hasFixedTimes, grid.count > 1, expression.isSameAtAllSteps {
            var evaluator = self
            evaluator.grid = grid.first
            let columns = try evaluator.vector(of: expression)
            try budget.hold(columns.count * grid.count)
            return columns.map { $0.repeated(grid.count) }
        }
        switch expression {
        case .parentheses(let node): return try vector(of: node.inner)
        case .vectorSelector(let node): return try select(node)
        case .unary(let node): return try signed(node)
        case .binary(let node): return try binary(node)
        case .aggregate(let node): return try aggregate(node)
        case .call(let node): return try call(node)
        default: throw EvaluationError("not a vector")
        }
    }

    private func signed(_ node: UnaryOperation) throws -> [ValueColumn] {
        var columns = try vector(of: node.operand)
        guard node.op == .minus else { return columns }
        for index in columns.indices {
            columns[index].isNameDropped = true
            columns[index].values.transform { -$0 }
            for step in columns[index].histograms.indices {
                columns[index].histograms[step] =
                    columns[index].histograms[step]?.multiplied(by: -1)
            }
        }
        return try columns.merged(isStrict: true)
    }

    /// A node at each step, from the values of its parts; `vectors` are those of parts that were
    /// evaluated before, by where they stand.
    func stepwise(
        _ expression: PromQLExpression,
        _ vectors: [SourceRange: [ValueColumn]] = [:]
    ) throws -> [ValueColumn] {
        var evaluator = steps
        evaluator.known = try known(for: expression, vectors)
        return try stepwise(expression, by: evaluator)
    }

    /// A node at each step, by an evaluator that knows its parts.
    func stepwise(
        _ expression: PromQLExpression,
        by evaluator: StepEvaluator
    ) throws -> [ValueColumn] {
        struct Key: Hashable {
            var labels: Labels
            var isNameDropped: Bool
            /// Of several with the same labels at one step.
            var ordinal = 0
        }
        var columns: [ValueColumn] = []
        var indices: [Key: Int] = [:]
        for step in 0..<grid.count {
            try budget.check()
            for sample in try evaluator.vector(of: expression, at: grid.time(step)) {
                var key = Key(labels: sample.labels, isNameDropped: sample.isNameDropped)
                while let index = indices[key], columns[index].has(step) { key.ordinal += 1 }
                let index = indices[key] ?? columns.count
                if index == columns.count {
                    try budget.hold(grid.count)
                    indices[key] = index
                    columns.append(
                        ValueColumn(
                            labels: key.labels,
                            isNameDropped: key.isNameDropped,
                            stepCount: grid.count
                        )
                    )
                }
                columns[index].set(sample.point, at: step)
            }
        }
        return columns
    }

    private func known(
        for expression: PromQLExpression,
        _ vectors: [SourceRange: [ValueColumn]]
    ) throws -> KnownVectors {
        var known = KnownVectors(grid: grid)
        for child in expression.children {
            switch child.type {
            case .vector: known.add(try vectors[child.range] ?? vector(of: child), of: child)
            case .scalar: known.add(try scalars(of: child), of: child)
            default: break
            }
        }
        return known
    }
}

extension [Double] {
    /// Changes the values that are there.
    @inline(__always)
    mutating func transform(_ change: (Double) throws -> Double) rethrows {
        try withUnsafeMutableBufferPointer { values in
            for index in values.indices where !values[index].isStaleMarker {
                values[index] = try change(values[index])
            }
        }
    }
}
