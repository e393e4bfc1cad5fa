import DossierPromQLSyntax

extension ColumnEvaluator {
    func aggregate(_ node: Aggregation) throws -> [ValueColumn] {
        var operands = self
        if let summing = node.summing {
            operands.steps.storage = SummedSamples(source: steps.storage, grouping: summing)
        }
        let columns = try operands.vector(of: node.inner)
        let names = node.grouping.map(\.bytes)
        if node.op == .countValues, let parameter = node.parameter {
            guard !columns.haveHistograms else {
                return try stepwise(.aggregate(node), [node.inner.range: columns])
            }
            return try countValues(columns, names, node.isWithout, steps.string(of: parameter))
        }
        let parameter = try node.parameter.map { try scalars(of: $0) } ?? []
        try check(parameter, of: node)
        if columns.haveHistograms, node.op != .limitRatio, node.op != .limitk {
            return try stepwise(.aggregate(node), [node.inner.range: columns])
        }
        let groups = groups(columns, names, node.isWithout)
        switch node.op {
        case .topk, .bottomk, .limitk:
            return try pick(columns, groups, counts: parameter, node)
        case .limitRatio: return pick(columns, ratios: parameter)
        case .quantile:
            return try groups.flatMap { group in
                try budget.hold(grid.count)
                return combine(columns, group, quantiles(columns, group.members, parameter))
            }
        default:
            for _ in groups { try budget.hold(grid.count) }
            let values = reduced(columns, groups, node.op)
            return zip(groups, values).flatMap { combine(columns, $0, $1) }
        }
    }

    private func check(_ parameters: [Double], of node: Aggregation) throws {
        var last: Double?
        for parameter in parameters where parameter.bitPattern != last?.bitPattern {
            try steps.check(parameter, of: node)
            last = parameter
        }
    }

    private func groups(
        _ columns: [ValueColumn],
        _ names: [[UInt8]],
        _ isWithout: Bool
    ) -> [ColumnGroups.Group] {
        if isWithout {
            let dropped = (names + [LabelName.metricName]).sortedByBytes()
            return ColumnGroups(columns) { $0.dropping(dropped) }.groups
        }
        guard !names.isEmpty else { return ColumnGroups(columns) { _ in .empty }.groups }
        let kept = names.sortedByBytes()
        return ColumnGroups(columns) { $0.keeping(kept) }.groups
    }

    /// A group's values as a column; two if the name goes at some steps alone.
    private func combine(
        _ columns: [ValueColumn],
        _ group: ColumnGroups.Group,
        _ values: [Double]
    ) -> [ValueColumn] {
        var column = ValueColumn(labels: group.labels, values: values)
        guard !column.isEmpty else { return [] }
        let dropped = group.members.filter { columns[$0].isNameDropped }
        if dropped.isEmpty { return [column] }
        column.isNameDropped = true
        if dropped.count == group.members.count { return [column] }
        // A group loses its name at those steps at which a member does.
        var kept = column
        kept.isNameDropped = false
        for step in 0..<grid.count {
            if dropped.contains(where: { columns[$0].has(step) }) {
                kept.remove(step)
            } else {
                column.remove(step)
            }
        }
        return [kept, column].filter { !$0.isEmpty }
    }

    private func quantiles(
        _ columns: [ValueColumn],
        _ members: [Int],
        _ fractions: [Double]
    ) -> [Double] {
        var scratch: [Double] = []
        return (0..<grid.count).map { step in
            scratch.removeAll(keepingCapacity: true)
            for member in members {
                let value = columns[member].values[step]
                if !value.isStaleMarker { scratch.append(value) }
            }
            guard !scratch.isEmpty else { return .staleMarker }
            scratch.sort(by: FloatStatistics.precedes)
            return scratch.withUnsafeBufferPointer {
                FloatStatistics.quantile(fractions[step], sorted: $0)
            }
        }
    }
}
