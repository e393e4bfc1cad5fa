import DossierPromQLSyntax

extension ColumnEvaluator {
    /// The value of a scalar expression at each step.
    func scalars(of expression: PromQLExpression) throws -> [Double] {
        let held = budget.held
        try budget.hold(grid.count)
        defer { budget.settle(held, grid.count) }
        switch expression {
        case .number(let literal): return same(literal.value)
        case .parentheses(let node): return try scalars(of: node.inner)
        case .unary(let node):
            let values = try scalars(of: node.operand)
            return node.op == .minus ? values.map { -$0 } : values
        case .binary(let node):
            let left = try scalars(of: node.lhs)
            let right = try scalars(of: node.rhs)
            return zip(left, right).map { lhs, rhs in
                let (result, keep) = node.op.apply(lhs, rhs)
                return node.op.isComparison ? (keep ? 1 : 0) : result
            }
        case .call(let node): return try scalars(of: node)
        default: throw EvaluationError("not a scalar")
        }
    }

    private func scalars(of node: FunctionCall) throws -> [Double] {
        switch node.function {
        case .time: return (0..<grid.count).map { Double(grid.time($0)) / 1000 }
        case .pi: return same(.pi)
        case .start: return same(Double(steps.start) / 1000)
        case .end: return same(Double(steps.end) / 1000)
        case .step: return same(Double(steps.step) / 1000)
        case .range: return same(Double(steps.end - steps.start) / 1000)
        case .minOf, .maxOf:
            let left = try scalars(of: node.arguments[0])
            let right = try scalars(of: node.arguments[1])
            return zip(left, right).map { node.function == .minOf ? $0.lower($1) : $0.higher($1) }
        case .scalar:
            let columns = try vector(of: node.arguments[0])
            var values = same(.nan)
            var counts = [UInt8](repeating: 0, count: grid.count)
            for column in columns {
                for step in 0..<grid.count where !column.values[step].isStaleMarker {
                    values[step] = counts[step] == 0 ? column.values[step] : .nan
                    counts[step] = 1
                }
            }
            return values
        default: throw EvaluationError("not a scalar")
        }
    }

    private func same(_ value: Double) -> [Double] { Array(repeating: value, count: grid.count) }
}
