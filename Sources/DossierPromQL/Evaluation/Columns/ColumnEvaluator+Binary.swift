extension ColumnEvaluator {
    /// An operator between a vector and a scalar, or two vectors of which each series has one
    /// partner at most; nil for others.
    func binary(_ node: BinaryOperation) throws -> [ValueColumn]? {
        switch node.op {
        case .trimLower, .trimUpper, .and, .or, .unless: return nil
        default: break
        }
        if node.lhs.type == .vector, node.rhs.type == .vector {
            guard let matching = node.matching, matching.cardinality == .oneToOne,
                matching.fillLeft == nil, matching.fillRight == nil
            else { return nil }
            return try join(node, matching)
        }
        let isScalarLeft = node.lhs.type == .scalar
        let scalars = try scalars(of: isScalarLeft ? node.lhs : node.rhs)
        var columns = try vector(of: isScalarLeft ? node.rhs : node.lhs)
        for index in columns.indices {
            let isDropped = node.returnsBool || node.op.changesMeaning
            columns[index].isNameDropped = columns[index].isNameDropped || isDropped
            for step in 0..<grid.count where !columns[index].values[step].isStaleMarker {
                let value = columns[index].values[step]
                let (lhs, rhs) = isScalarLeft ? (scalars[step], value) : (value, scalars[step])
                let (result, keep) = ReferenceMath.apply(node.op, lhs, rhs)
                columns[index].values[step] = Self.result(
                    node,
                    node.op.isComparison ? value : result,
                    keep
                )
            }
        }
        return columns
    }

    private static func result(_ node: BinaryOperation, _ value: Double, _ keep: Bool) -> Double {
        if node.returnsBool { return keep ? 1 : 0 }
        return keep ? value : .staleMarker
    }

    private func join(
        _ node: BinaryOperation,
        _ matching: VectorMatching
    ) throws -> [ValueColumn] {
        let left = try vector(of: node.lhs)
        let right = try vector(of: node.rhs)
        var partners: [Labels: [Int]] = [:]
        for (index, column) in right.enumerated() {
            partners[plain.signature(column.labels, matching), default: []].append(index)
        }
        var leftKeys: [Labels: [Int]] = [:]
        var order: [Labels] = []
        for (index, column) in left.enumerated() {
            let key = plain.signature(column.labels, matching)
            if leftKeys[key] == nil { order.append(key) }
            leftKeys[key, default: []].append(index)
        }
        let isThere = stepsWithBoth(left, right)
        let shared = partners.filter { $0.value.count > 1 }
        for (key, indices) in shared.sorted(by: { $0.value[0] < $1.value[0] }) {
            try checkSingle(indices, of: right, key, at: isThere)
        }
        var results: [ValueColumn] = []
        for key in order {
            guard let ones = leftKeys[key], let others = partners[key] else { continue }
            var taken = Array(repeating: false, count: ones.count > 1 ? grid.count : 0)
            for one in ones {
                for other in others {
                    let column = try pair(node, matching, left[one], right[other], &taken)
                    if let column { results.append(column) }
                }
            }
        }
        return results
    }

    private func stepsWithBoth(_ left: [ValueColumn], _ right: [ValueColumn]) -> [Bool] {
        (0..<grid.count).map { step in
            left.contains { !$0.values[step].isStaleMarker }
                && right.contains { !$0.values[step].isStaleMarker }
        }
    }

    private func checkSingle(
        _ indices: [Int],
        of columns: [ValueColumn],
        _ key: Labels,
        at steps: [Bool]
    ) throws {
        for step in 0..<grid.count where steps[step] {
            let present = indices.filter { !columns[$0].values[step].isStaleMarker }
            guard present.count > 1 else { continue }
            let (one, other) = (columns[present[0]].labels, columns[present[1]].labels)
            throw plain.duplicate(key, one, other, isLeft: false)
        }
    }

    private func pair(
        _ node: BinaryOperation,
        _ matching: VectorMatching,
        _ left: ValueColumn,
        _ right: ValueColumn,
        _ taken: inout [Bool]
    ) throws -> ValueColumn? {
        var column = ValueColumn(
            labels: plain.resultLabels(node, matching, left.labels, right.labels),
            isNameDropped: node.returnsBool,
            stepCount: grid.count
        )
        var hasValue = false
        for step in 0..<grid.count {
            let (lhs, rhs) = (left.values[step], right.values[step])
            guard !lhs.isStaleMarker, !rhs.isStaleMarker else { continue }
            if !taken.isEmpty {
                guard !taken[step] else {
                    throw ReferenceEngine.Failure(
                        "multiple matches for labels: many-to-one matching must be explicit "
                            + "(group_left/group_right)"
                    )
                }
                taken[step] = true
            }
            let (result, keep) = ReferenceMath.apply(node.op, lhs, rhs)
            column.values[step] = Self.result(node, result, keep)
            hasValue = true
        }
        return hasValue ? column : nil
    }
}
