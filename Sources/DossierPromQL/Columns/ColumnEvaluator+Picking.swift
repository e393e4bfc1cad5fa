import DossierPrimitives
import DossierPromQLSyntax

extension ColumnEvaluator {
    /// `topk`, `bottomk` and `limitk`: some of each group's series at each step, as they are.
    func pick(
        _ columns: [ValueColumn],
        _ groups: [ColumnGroups.Group],
        counts: [Double],
        _ node: Aggregation
    ) throws -> [ValueColumn] {
        guard !columns.isEmpty else { return [] }
        var picked = [ValueColumn?](repeating: nil, count: columns.count)
        var order: [Int] = []
        var best: [Int] = []
        for group in groups {
            // Among equals labels decide.
            let members = group.members.sortedByLabels { columns[$0].labels }
            for step in 0..<grid.count {
                let present = members.lazy.filter { columns[$0].has(step) }
                guard !present.isEmpty else { continue }
                guard counts[step] >= 1 else { continue }
                let count = Int(min(counts[step], Double(members.count)))
                best.removeAll(keepingCapacity: true)
                if node.op == .limitk {
                    best.append(contentsOf: present.prefix(count))
                } else {
                    Self.best(columns, members, step, count, node.op, into: &best)
                }
                for index in best {
                    if picked[index] == nil {
                        try budget.hold(grid.count)
                        picked[index] = columns[index].emptied()
                        order.append(index)
                    }
                    picked[index]?.copy(step, of: columns[index])
                }
            }
        }
        // At one time the order is that of ranks, over several there is none.
        if grid.count > 1 { order.sort() }
        return order.compactMap { picked[$0] }
    }

    /// The first of members ranked by their values, NaN last; of equal ones the earlier first.
    private static func best(
        _ columns: [ValueColumn],
        _ members: [Int],
        _ step: Int,
        _ count: Int,
        _ op: Aggregation.Operator,
        into best: inout [Int]
    ) {
        let isTop = op == .topk
        func precedes(_ left: Double, _ right: Double) -> Bool {
            if left.isNaN || right.isNaN { return !left.isNaN }
            return isTop ? left > right : left < right
        }
        for member in members {
            let value = columns[member].values[step]
            guard !value.isStaleMarker else { continue }
            if best.count == count {
                let last = columns[best[count - 1]].values[step]
                guard precedes(value, last) else { continue }
                best.removeLast()
            }
            let rank = best.indices.partitioningIndex {
                precedes(value, columns[best[$0]].values[step])
            }
            best.insert(member, at: rank)
        }
    }

    /// `limit_ratio`: the series whose hash is within a share of all hashes.
    func pick(
        _ columns: [ValueColumn],
        ratios: [Double]
    ) -> [ValueColumn] {
        columns.compactMap { column in
            var column = column
            let share = Double(column.labels.hash) / 18_446_744_073_709_551_616
            for step in 0..<grid.count where column.has(step) {
                let ratio = min(1, max(-1, ratios[step]))
                if !(ratio >= 0 ? share < ratio : share >= 1 + ratio) { column.remove(step) }
            }
            return column.isEmpty ? nil : column
        }
    }

    /// How many series of each group have each value, as a series for each.
    func countValues(
        _ columns: [ValueColumn],
        _ names: [[UInt8]],
        _ isWithout: Bool,
        _ label: [UInt8]
    ) throws -> [ValueColumn] {
        guard LabelSyntax.isValid(ByteString(label)) else {
            throw EvaluationError("invalid label name \(ByteString(label).quoted)")
        }
        let dropped = (names + [LabelName.metricName]).sortedByBytes()
        let kept = (names + [label]).sortedByBytes()
        var results: [ValueColumn] = []
        var indices: [Labels: Int] = [:]
        for column in columns {
            // By the bits of the value.
            var known: [UInt64: Int] = [:]
            for step in 0..<grid.count where !column.values[step].isStaleMarker {
                let value = column.values[step]
                var index = known[value.bitPattern]
                if index == nil {
                    let text = Array(FloatText.decimal(value).utf8)
                    let valued = column.labels.setting(label, text)
                    let key = isWithout ? valued.dropping(dropped) : valued.keeping(kept)
                    index = indices[key] ?? results.count
                    if index == results.count {
                        try budget.hold(grid.count)
                        indices[key] = results.count
                        results.append(ValueColumn(labels: key, stepCount: grid.count))
                    }
                    known[value.bitPattern] = index
                }
                guard let index else { continue }
                let count = results[index].values[step]
                results[index].values[step] = count.isStaleMarker ? 1 : count + 1
            }
        }
        return results
    }
}

extension ValueColumn {
    fileprivate func emptied() -> ValueColumn {
        ValueColumn(labels: labels, isNameDropped: isNameDropped, stepCount: values.count)
    }

    fileprivate mutating func copy(_ step: Int, of other: ValueColumn) {
        if let point = other.point(step) { set(point, at: step) }
    }
}
