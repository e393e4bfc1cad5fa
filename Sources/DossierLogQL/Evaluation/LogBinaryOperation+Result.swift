import DossierLogQLSyntax
import DossierPromQL
import DossierPromQLSyntax

extension LogBinaryOperation {
    /// What the operator makes of samples and a number; `sides` says what is on the left and on the
    /// right for a value.
    func result(
        of samples: [LogSample],
        sides: (Double) -> (left: Double, right: Double)
    ) -> [LogSample] {
        samples.compactMap { sample in
            let (left, right) = sides(sample.value)
            return combine(left, right, kept: sample.value).map {
                LogSample(labels: sample.labels, value: $0)
            }
        }
    }

    /// The value of a pair; nil if a comparison drops it.
    private func combine(_ left: Double, _ right: Double, kept: Double) -> Double? {
        let value = op.folding(left, right)
        guard op.isComparison, !returnsBool else { return value }
        return value == 0 ? nil : kept
    }

    /// What the operator makes of the samples of two sides.
    func result(of left: [LogSample], _ right: [LogSample]) throws -> [LogSample] {
        let signature = signature()
        switch op {
        case .and, .unless:
            let keys = Set(right.map { signature($0.labels) })
            return left.filter { keys.contains(signature($0.labels)) == (op == .and) }
        case .or:
            let keys = Set(left.map { signature($0.labels) })
            return left + right.filter { !keys.contains(signature($0.labels)) }
        default: return try join(left, right, signature)
        }
    }

    /// What series are matched by.
    private func signature() -> (Labels) -> Labels {
        let names = matching.labels.map(\.bytes).sortedByBytes()
        return matching.isOn ? { $0.keeping(names) } : { $0.dropping(names) }
    }

    private func join(
        _ left: [LogSample],
        _ right: [LogSample],
        _ signature: (Labels) -> Labels
    ) throws -> [LogSample] {
        let isSwapped = matching.cardinality == .oneToMany
        let (many, one) = isSwapped ? (right, left) : (left, right)
        var partners: [Labels: LogSample] = [:]
        for sample in one {
            guard partners.updateValue(sample, forKey: signature(sample.labels)) == nil else {
                throw LogEvaluationError(
                    "found duplicate series on the \(isSwapped ? "left" : "right") hand-side; "
                        + "labels of the matching must be unique on one side"
                )
            }
        }
        var matched: [Labels: Set<Labels>] = [:]
        var results: [LogSample] = []
        for sample in many {
            let key = signature(sample.labels)
            guard let partner = partners[key] else { continue }
            let (leftValue, rightValue) =
                isSwapped ? (partner.value, sample.value) : (sample.value, partner.value)
            let value = combine(leftValue, rightValue, kept: leftValue)
            let labels = resultLabels(sample.labels, partner.labels)
            if matching.cardinality == .oneToOne {
                guard matched.updateValue([], forKey: key) == nil else {
                    throw LogEvaluationError(
                        "multiple matches for labels: many-to-one matching must be explicit "
                            + "(group_left/group_right)"
                    )
                }
            } else if !matched[key, default: []].insert(labels).inserted {
                throw LogEvaluationError(
                    "multiple matches for labels: grouping labels must ensure unique matches"
                )
            }
            if let value { results.append(LogSample(labels: labels, value: value)) }
        }
        return results
    }

    private func resultLabels(_ many: Labels, _ one: Labels) -> Labels {
        var labels = many
        if matching.cardinality == .oneToOne {
            let names = matching.labels.map(\.bytes).sortedByBytes()
            labels = matching.isOn ? labels.keeping(names) : labels.dropping(names)
        }
        for name in matching.include {
            labels = labels.setting(name.bytes, one[name.bytes] ?? [])
        }
        return labels
    }
}
