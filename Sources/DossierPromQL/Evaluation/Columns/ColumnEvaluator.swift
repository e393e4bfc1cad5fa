/// Evaluates an expression node by node, each for all steps at once.
///
/// What it has no faster way for it computes step by step as the plain evaluator does, from the
/// columns of the parts.
struct ColumnEvaluator {
    let plain: ReferenceEvaluator
    let grid: StepGrid

    func vector(of expression: PromQLExpression) throws -> [ValueColumn] {
        let columns = try columnsWithNames(of: expression)
        guard plain.nameRemoval == .immediate, columns.contains(where: \.isNameDropped) else {
            return columns
        }
        return try withoutDroppedNames(columns)
    }

    private func columnsWithNames(of expression: PromQLExpression) throws -> [ValueColumn] {
        switch expression {
        case .parentheses(let node): return try vector(of: node.inner)
        case .vectorSelector(let node) where node.windowExtension == nil:
            return try select(node)
        case .unary(let node):
            var columns = try vector(of: node.operand)
            guard node.op == .minus else { return columns }
            for index in columns.indices {
                columns[index].isNameDropped = true
                columns[index].values.transform { -$0 }
            }
            return columns
        case .binary(let node):
            return try binary(node) ?? stepwise(expression)
        case .aggregate(let node):
            return try aggregate(node) ?? stepwise(expression)
        case .call(let node):
            return try callExactly(node) ?? callOnRange(node) ?? callOnVector(node)
                ?? stepwise(expression)
        default: return try stepwise(expression)
        }
    }

    func scalars(of expression: PromQLExpression) throws -> [Double] {
        if case .number(let literal) = expression.withoutParentheses {
            return Array(repeating: literal.value, count: grid.count)
        }
        var evaluator = plain
        evaluator.known = try known(for: expression)
        return try (0..<grid.count).map { try evaluator.scalar(of: expression, at: grid.time($0)) }
    }

    /// The node at each step, from the columns of its parts.
    private func stepwise(_ expression: PromQLExpression) throws -> [ValueColumn] {
        struct Key: Hashable {
            var labels: Labels
            var isNameDropped: Bool
        }
        var evaluator = plain
        evaluator.known = try known(for: expression)
        var columns: [ValueColumn] = []
        var indices: [Key: Int] = [:]
        for step in 0..<grid.count {
            for sample in try evaluator.vector(of: expression, at: grid.time(step)) {
                guard let value = sample.float else { throw NeedsPlainEvaluation() }
                let key = Key(labels: sample.labels, isNameDropped: sample.isNameDropped)
                let index = indices[key] ?? columns.count
                if index == columns.count {
                    indices[key] = index
                    columns.append(
                        ValueColumn(
                            labels: key.labels,
                            isNameDropped: key.isNameDropped,
                            stepCount: grid.count
                        )
                    )
                }
                columns[index].values[step] = value
            }
        }
        return columns
    }

    private func known(for expression: PromQLExpression) throws -> KnownVectors {
        var known = KnownVectors(grid: grid)
        if case .call(let call) = expression,
            [.timestamp, .startTimestamp, .info].contains(call.function)
        {
            return known
        }
        for child in expression.children where child.type == .vector {
            known.add(try vector(of: child), of: child)
        }
        return known
    }

    /// Takes names from where they must go; what is then the same becomes one series, unless both
    /// have a value at one step.
    func withoutDroppedNames(_ columns: [ValueColumn]) throws -> [ValueColumn] {
        var merged: [ValueColumn] = []
        var indices: [Labels: Int] = [:]
        for column in columns {
            var column = column
            if column.isNameDropped {
                column.labels = column.labels.droppingMetadata()
                column.isNameDropped = false
            }
            guard let index = indices[column.labels] else {
                indices[column.labels] = merged.count
                merged.append(column)
                continue
            }
            for step in 0..<grid.count where !column.values[step].isStaleMarker {
                guard merged[index].values[step].isStaleMarker else {
                    throw ReferenceEngine.Failure(
                        "vector cannot contain metrics with the same labelset"
                    )
                }
                merged[index].values[step] = column.values[step]
            }
        }
        return merged
    }
}

extension [Double] {
    /// Changes the values that are there.
    mutating func transform(_ change: (Double) throws -> Double) rethrows {
        for index in indices where !self[index].isStaleMarker {
            self[index] = try change(self[index])
        }
    }
}
