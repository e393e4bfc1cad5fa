import DossierPromQLSyntax

/// An operator between two vectors of which each series finds its partners by labels.
struct ColumnJoin {
    private let node: BinaryOperation
    private let matching: VectorMatching
    private let evaluator: ColumnEvaluator
    /// Whether the side of which each series may have many partners is the left one.
    private let isSwapped: Bool
    private let many: [ValueColumn]
    private let one: [ValueColumn]

    init(
        _ node: BinaryOperation,
        _ matching: VectorMatching,
        _ left: [ValueColumn],
        _ right: [ValueColumn],
        _ evaluator: ColumnEvaluator
    ) {
        self.node = node
        self.matching = matching
        self.evaluator = evaluator
        isSwapped = matching.cardinality == .oneToMany
        many = isSwapped ? right : left
        one = isSwapped ? left : right
    }

    private var stepCount: Int { evaluator.grid.count }

    /// The series of one side by what they are matched by, and in which order such keys came.
    private struct Partners {
        var indices: [Labels: Int] = [:]
        var keys: [(key: Labels, columns: [Int])] = []

        init(_ columns: [ValueColumn], _ signature: (Labels) -> Labels) {
            for (index, column) in columns.enumerated() {
                let key = signature(column.labels)
                let place = indices[key] ?? keys.count
                if place == keys.count {
                    indices[key] = place
                    keys.append((key, []))
                }
                keys[place].columns.append(index)
            }
        }
    }

    func columns() throws -> [ValueColumn] {
        let signature = evaluator.steps.signature(matching)
        let ones = Partners(one, signature)
        let manys = Partners(many, signature)
        try checkUnique(ones)
        var results: [ValueColumn] = []
        for (key, members) in manys.keys {
            guard let place = ones.indices[key] else { continue }
            let partners = ones.keys[place].columns
            let pairs = members.flatMap { member in partners.map { (many[member], one[$0]) } }
            let labels = pairs.map { pair in
                evaluator.steps.resultLabels(node, matching, pair.0.labels, pair.1.labels)
            }
            try checkMatches(pairs, labels, memberCount: members.count)
            for (pair, labels) in zip(pairs, labels) {
                if let column = try join(pair.0, pair.1, labels) { results.append(column) }
            }
        }
        return try results.merged(isStrict: false)
    }

    /// Where both sides have values, each key may be there once on the side of the one.
    private func checkUnique(_ ones: Partners) throws {
        let shared = ones.keys.filter { $0.columns.count > 1 }
        guard !shared.isEmpty else { return }
        let steps = (0..<stepCount).filter { step in many.contains { $0.has(step) } }
        for (key, columns) in shared {
            for step in steps {
                let present = columns.filter { one[$0].has(step) }
                guard present.count > 1 else { continue }
                throw evaluator.steps.duplicate(
                    key,
                    one[present[0]].labels,
                    one[present[1]].labels,
                    isLeft: isSwapped
                )
            }
        }
    }

    /// A key may be matched once at each step, with `group_left` and `group_right` once for the
    /// labels of a result.
    private func checkMatches(
        _ pairs: [(ValueColumn, ValueColumn)],
        _ labels: [Labels],
        memberCount: Int
    ) throws {
        let isOneToOne = matching.cardinality == .oneToOne
        guard isOneToOne ? memberCount > 1 : Set(labels).count < labels.count else { return }
        var taken: [Labels: [Bool]] = [:]
        for (pair, labels) in zip(pairs, labels) {
            let key = isOneToOne ? .empty : labels
            var steps = taken[key] ?? [Bool](repeating: false, count: stepCount)
            taken[key] = nil
            for step in 0..<stepCount where pair.0.has(step) && pair.1.has(step) {
                guard !steps[step] else {
                    throw EvaluationError(
                        isOneToOne
                            ? "multiple matches for labels: many-to-one matching must be explicit "
                                + "(group_left/group_right)"
                            : "multiple matches for labels: grouping labels must ensure unique "
                                + "matches"
                    )
                }
                steps[step] = true
            }
            taken[key] = steps
        }
    }

    private func join(
        _ many: ValueColumn,
        _ one: ValueColumn,
        _ labels: Labels
    ) throws -> ValueColumn? {
        try evaluator.budget.hold(stepCount)
        let values =
            isSwapped
            ? node.combine(one.values, many.values) : node.combine(many.values, one.values)
        let column = ValueColumn(labels: labels, isNameDropped: node.returnsBool, values: values)
        return column.isEmpty ? nil : column
    }
}
