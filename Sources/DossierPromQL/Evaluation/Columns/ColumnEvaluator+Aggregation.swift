extension ColumnEvaluator {
    private struct Group {
        var labels: Labels
        var members: [Int] = []
    }

    /// An aggregation of each group to one value; nil for those that select or split.
    func aggregate(_ node: Aggregation) throws -> [ValueColumn]? {
        switch node.op {
        case .sum, .avg, .min, .max, .count, .group, .stddev, .stdvar: break
        default: return nil
        }
        let columns = try vector(of: node.inner)
        let names = node.grouping.map(\.bytes)
        var groups: [Group] = []
        var indices: [Labels: Int] = [:]
        for (index, column) in columns.enumerated() {
            let labels = plain.groupLabels(column.labels, names, node.isWithout)
            let group = indices[labels] ?? groups.count
            if group == groups.count {
                indices[labels] = group
                groups.append(Group(labels: labels))
            }
            groups[group].members.append(index)
        }
        var values: [Double] = []
        return groups.flatMap { group -> [ValueColumn] in
            // A group loses its name at those steps at which a member does.
            var kept = ValueColumn(labels: group.labels, stepCount: grid.count)
            var dropped = ValueColumn(
                labels: group.labels,
                isNameDropped: true,
                stepCount: grid.count
            )
            for step in 0..<grid.count {
                values.removeAll(keepingCapacity: true)
                var isNameDropped = false
                for member in group.members {
                    let value = columns[member].values[step]
                    guard !value.isStaleMarker else { continue }
                    values.append(value)
                    isNameDropped = isNameDropped || columns[member].isNameDropped
                }
                guard !values.isEmpty else { continue }
                let result = Self.aggregate(values, node.op)
                if isNameDropped {
                    dropped.values[step] = result
                } else {
                    kept.values[step] = result
                }
            }
            return [kept, dropped].filter { !$0.values.allSatisfy(\.isStaleMarker) }
        }
    }

    private static func aggregate(_ values: [Double], _ op: Aggregation.Operator) -> Double {
        switch op {
        case .sum: return ReferenceSum.sum(values)
        case .avg: return ReferenceSum.mean(values)
        case .min: return values.reduce(.nan) { $0.isNaN || $1 < $0 ? $1 : $0 }
        case .max: return values.reduce(.nan) { $0.isNaN || $1 > $0 ? $1 : $0 }
        case .count: return Double(values.count)
        case .stddev: return variance(values).squareRoot()
        case .stdvar: return variance(values)
        default: return 1
        }
    }

    /// Welford's variance, as the aggregation has it: without compensation.
    private static func variance(_ values: [Double]) -> Double {
        var mean = values[0]
        var squares = values[0].isFinite ? 0 : Double.nan
        var count = 1.0
        for value in values.dropFirst() {
            count += 1
            let delta = value - mean
            mean += delta / count
            squares += delta * (value - mean)
        }
        return squares / count
    }
}
