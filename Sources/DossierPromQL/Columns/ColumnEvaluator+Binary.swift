import DossierPromQLSyntax

extension ColumnEvaluator {
    func binary(_ node: BinaryOperation) throws -> [ValueColumn] {
        guard node.lhs.type == .vector, node.rhs.type == .vector else {
            return try binaryWithScalar(node)
        }
        guard let matching = node.matching else { throw EvaluationError("no matching") }
        let left = try vector(of: node.lhs)
        let right = try vector(of: node.rhs)
        if node.op.isSetOperator { return try set(node.op, matching, left, right) }
        let isPlain =
            left.haveHistograms || right.haveHistograms || matching.fillLeft != nil
            || matching.fillRight != nil || node.op == .trimLower || node.op == .trimUpper
        if isPlain {
            return try stepwise(
                .binary(node),
                [node.lhs.range: left, node.rhs.range: right]
            )
        }
        return try ColumnJoin(node, matching, left, right, self).columns()
    }

    private func binaryWithScalar(_ node: BinaryOperation) throws -> [ValueColumn] {
        let isScalarLeft = node.lhs.type == .scalar
        let vector = isScalarLeft ? node.rhs : node.lhs
        var columns = try self.vector(of: vector)
        if columns.haveHistograms || node.op == .trimLower || node.op == .trimUpper {
            return try stepwise(.binary(node), [vector.range: columns])
        }
        let scalars = try scalars(of: isScalarLeft ? node.lhs : node.rhs)
        let isDropped = node.returnsBool || node.op.changesMeaning
        for index in columns.indices {
            columns[index].isNameDropped = columns[index].isNameDropped || isDropped
            columns[index].values =
                isScalarLeft
                ? node.combine(scalars, columns[index].values, keepsRight: true)
                : node.combine(columns[index].values, scalars)
        }
        return columns.filter { !$0.isEmpty }
    }

    /// `and`, `unless` and `or`: series of one side, by what is on the other.
    private func set(
        _ op: BinaryOperator,
        _ matching: VectorMatching,
        _ left: [ValueColumn],
        _ right: [ValueColumn]
    ) throws -> [ValueColumn] {
        let signature = steps.signature(matching)
        switch op {
        case .and, .unless:
            let presence = PresenceBySignature(right, signature)
            return left.compactMap { column in
                presence.filter(column, signature(column.labels), keepsPresent: op == .and)
            }
        default:
            let presence = PresenceBySignature(left, signature)
            let added = right.compactMap { column in
                presence.filter(column, signature(column.labels), keepsPresent: false)
            }
            return try (left + added).merged(isStrict: false)
        }
    }
}

/// At which steps there is a series with a signature.
private struct PresenceBySignature {
    private var steps: [Labels: [Bool]] = [:]

    init(_ columns: [ValueColumn], _ signature: (Labels) -> Labels) {
        for column in columns {
            let key = signature(column.labels)
            var presence =
                steps[key] ?? [Bool](repeating: false, count: column.values.count)
            steps[key] = nil
            for step in presence.indices where column.has(step) { presence[step] = true }
            steps[key] = presence
        }
    }

    /// The column where the signature is there, or where it is not; nil if nothing is left.
    func filter(_ column: ValueColumn, _ key: Labels, keepsPresent: Bool) -> ValueColumn? {
        guard let presence = steps[key] else { return keepsPresent ? nil : column }
        var column = column
        for step in presence.indices where presence[step] != keepsPresent { column.remove(step) }
        return column.isEmpty ? nil : column
    }
}
