import DossierPromQLSyntax

extension StepEvaluator {
    func binary(_ node: BinaryOperation, at time: Int64) throws -> StepValue {
        let lhs = try value(of: node.lhs, at: time)
        let rhs = try value(of: node.rhs, at: time)
        switch (lhs, rhs) {
        case (.scalar(let a), .scalar(let b)):
            let (result, keep) = node.op.apply(a, b)
            return .scalar(node.op.isComparison ? (keep ? 1 : 0) : result)
        case (.vector(let samples), .scalar(let number)):
            return .vector(try binary(node, samples, number, isScalarLeft: false))
        case (.scalar(let number), .vector(let samples)):
            return .vector(try binary(node, samples, number, isScalarLeft: true))
        case (.vector(let left), .vector(let right)):
            guard let matching = node.matching else { throw EvaluationError("no matching") }
            if node.op.isSetOperator {
                return .vector(set(node.op, matching, left, right))
            }
            return .vector(try join(node, matching, left, right))
        default: throw EvaluationError("no operator for these types")
        }
    }

    private func binary(
        _ node: BinaryOperation,
        _ samples: [StepSample],
        _ number: Double,
        isScalarLeft: Bool
    ) throws -> [StepSample] {
        let results: [StepSample] = samples.compactMap { sample in
            var sample = sample
            let scalar = PromQLResult.Point.float(number)
            let (lhs, rhs) = isScalarLeft ? (scalar, sample.point) : (sample.point, scalar)
            guard let (result, keep) = combine(node, lhs, rhs) else { return nil }
            if node.op.isComparison {
                if node.returnsBool {
                    sample.point = .float(keep ? 1 : 0)
                } else if !keep {
                    return nil
                }
            } else {
                sample.point = result
            }
            sample.isNameDropped =
                sample.isNameDropped || node.returnsBool || node.op.changesMeaning
            return sample
        }
        return results
    }

    func signature(_ labels: Labels, _ matching: VectorMatching) -> Labels {
        let names = matching.labels.map(\.bytes)
        return matching.isOn
            ? labels.keeping(names.sortedByBytes())
            : labels.dropping((names + [LabelName.metricName]).sortedByBytes())
    }

    /// What series are matched by.
    func signature(_ matching: VectorMatching) -> (Labels) -> Labels {
        let names = matching.labels.map(\.bytes)
        if matching.isOn {
            let kept = names.sortedByBytes()
            return { $0.keeping(kept) }
        }
        let dropped = (names + [LabelName.metricName]).sortedByBytes()
        return { $0.dropping(dropped) }
    }

    private func set(
        _ op: BinaryOperator,
        _ matching: VectorMatching,
        _ left: [StepSample],
        _ right: [StepSample]
    ) -> [StepSample] {
        let keys = Set(right.map { signature($0.labels, matching) })
        switch op {
        case .and: return left.filter { keys.contains(signature($0.labels, matching)) }
        case .unless: return left.filter { !keys.contains(signature($0.labels, matching)) }
        default:
            let leftKeys = Set(left.map { signature($0.labels, matching) })
            return left + right.filter { !leftKeys.contains(signature($0.labels, matching)) }
        }
    }

    private func join(
        _ node: BinaryOperation,
        _ matching: VectorMatching,
        _ left: [StepSample],
        _ right: [StepSample]
    ) throws -> [StepSample] {
        let hasFill = matching.fillLeft != nil || matching.fillRight != nil
        guard hasFill || !left.isEmpty && !right.isEmpty else { return [] }
        let isSwapped = matching.cardinality == .oneToMany
        let (many, one) = isSwapped ? (right, left) : (left, right)
        let fillOne = isSwapped ? matching.fillLeft : matching.fillRight
        let fillMany = isSwapped ? matching.fillRight : matching.fillLeft
        let ones = try partners(one, matching, isLeft: isSwapped)
        var matched: [Labels: Set<Labels>] = [:]
        var results: [StepSample] = []
        func match(_ many: StepSample, _ one: StepSample, _ key: Labels) throws {
            let (lhs, rhs) = isSwapped ? (one.point, many.point) : (many.point, one.point)
            let combination = combine(node, lhs, rhs)
            let labels = resultLabels(node, matching, many.labels, one.labels)
            if matching.cardinality == .oneToOne {
                guard matched[key] == nil else {
                    throw EvaluationError(
                        "multiple matches for labels: many-to-one matching must be explicit "
                            + "(group_left/group_right)"
                    )
                }
                matched[key] = []
            } else {
                guard matched[key, default: []].insert(labels).inserted else {
                    throw EvaluationError(
                        "multiple matches for labels: grouping labels must ensure unique matches"
                    )
                }
            }
            guard let (result, keep) = combination, keep || node.returnsBool else { return }
            let point = node.returnsBool ? .float(keep ? 1 : 0) : result
            results.append(
                StepSample(
                    labels: labels,
                    isNameDropped: node.returnsBool,
                    point: point,
                    time: many.time
                )
            )
        }
        for sample in many {
            let key = signature(sample.labels, matching)
            if let partner = ones[key] {
                try match(sample, partner, key)
            } else if let fillOne {
                let filled = StepSample(labels: key, point: .float(fillOne), time: 0)
                try match(sample, filled, key)
            }
        }
        if let fillMany {
            for sample in one {
                let key = signature(sample.labels, matching)
                guard matched[key] == nil else { continue }
                let filled = StepSample(labels: key, point: .float(fillMany), time: 0)
                try match(filled, sample, key)
            }
        }
        return results
    }

    /// The samples of the side of which each may have one partner, by what they are matched by.
    private func partners(
        _ samples: [StepSample],
        _ matching: VectorMatching,
        isLeft: Bool
    ) throws -> [Labels: StepSample] {
        var partners: [Labels: StepSample] = [:]
        for sample in samples {
            let key = signature(sample.labels, matching)
            if let other = partners[key] {
                throw duplicate(key, sample.labels, other.labels, isLeft: isLeft)
            }
            partners[key] = sample
        }
        return partners
    }

    func duplicate(
        _ key: Labels,
        _ one: Labels,
        _ other: Labels,
        isLeft: Bool
    ) -> EvaluationError {
        let (first, second) = one < other ? (one, other) : (other, one)
        return EvaluationError(
            "found duplicate series for the match group \(key) on the "
                + "\(isLeft ? "left" : "right") hand-side of the operation: [\(first), \(second)];"
                + "many-to-many matching not allowed: matching labels must be unique on one side"
        )
    }

    func resultLabels(
        _ node: BinaryOperation,
        _ matching: VectorMatching,
        _ many: Labels,
        _ one: Labels
    ) -> Labels {
        var labels = node.op.changesMeaning ? many.droppingMetadata() : many
        if matching.cardinality == .oneToOne {
            let names = matching.labels.map(\.bytes)
            labels =
                matching.isOn
                ? labels.keeping(names.sortedByBytes()) : labels.dropping(names.sortedByBytes())
        }
        for name in matching.include {
            labels = labels.setting(name.bytes, one[name.bytes] ?? [])
        }
        return labels
    }
}

extension BinaryOperator {
    /// Whether a result is something else than what the metric is named for.
    var changesMeaning: Bool {
        !isComparison && !isSetOperator && self != .trimLower && self != .trimUpper
    }
}
