import DossierPromQLSyntax

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Oracle {
    func binary(_ node: BinaryOperation, _ time: Int64) throws -> OracleResult {
        switch (try value(node.lhs, time), try value(node.rhs, time)) {
        case (.scalar(let left), .scalar(let right)):
            if let holds = Self.compare(node.op, left, right) { return .scalar(holds ? 1 : 0) }
            return .scalar(try Self.compute(node.op, left, right))
        case (.vector(let samples), .scalar(let number)):
            return .vector(
                try unique(samples.compactMap { try combined(node, $0, $0.value, number) })
            )
        case (.scalar(let number), .vector(let samples)):
            return .vector(
                try unique(samples.compactMap { try combined(node, $0, number, $0.value) })
            )
        case (.vector(let left), .vector(let right)):
            guard let matching = node.matching else { throw OracleError.unsupported("no matching") }
            guard matching.fillLeft == nil, matching.fillRight == nil else {
                throw OracleError.unsupported("fill")
            }
            if node.op.isSetOperator { return .vector(set(node.op, matching, left, right)) }
            return .vector(try join(node, matching, left, right))
        default: throw OracleError.unsupported("an operator of range vectors")
        }
    }

    /// A sample with a number: a comparison is a filter unless it has `bool`.
    private func combined(
        _ node: BinaryOperation,
        _ sample: OracleSample,
        _ left: Double,
        _ right: Double
    ) throws -> OracleSample? {
        var sample = sample
        if let holds = Self.compare(node.op, left, right) {
            guard node.returnsBool else { return holds ? sample : nil }
            sample.value = holds ? 1 : 0
        } else {
            sample.value = try Self.compute(node.op, left, right)
        }
        sample.labels = sample.labels.withoutName
        return sample
    }

    private func key(_ labels: OracleLabels, _ matching: VectorMatching) -> OracleLabels {
        let names = matching.labels.map { "\($0)" }
        return matching.isOn ? labels.only(names) : labels.without(names + ["__name__"])
    }

    private func set(
        _ op: BinaryOperator,
        _ matching: VectorMatching,
        _ left: [OracleSample],
        _ right: [OracleSample]
    ) -> [OracleSample] {
        let hasPartner = { (sample: OracleSample, others: [OracleSample]) in
            others.contains { key($0.labels, matching) == key(sample.labels, matching) }
        }
        switch op {
        case .and: return left.filter { hasPartner($0, right) }
        case .unless: return left.filter { !hasPartner($0, right) }
        default: return left + right.filter { !hasPartner($0, left) }
        }
    }

    private func join(
        _ node: BinaryOperation,
        _ matching: VectorMatching,
        _ left: [OracleSample],
        _ right: [OracleSample]
    ) throws -> [OracleSample] {
        if left.isEmpty || right.isEmpty { return [] }
        let isManyOnRight = matching.cardinality == .oneToMany
        let (many, ones) = isManyOnRight ? (right, left) : (left, right)
        let keys = ones.map { key($0.labels, matching) }
        guard Set(keys).count == keys.count else {
            throw OracleError.failure("several partners")
        }
        var results: [OracleSample] = []
        var joined: [OracleLabels: [OracleLabels]] = [:]
        for sample in many {
            let key = key(sample.labels, matching)
            guard let index = keys.firstIndex(of: key) else { continue }
            let labels = labels(node, matching, sample.labels, ones[index].labels)
            let same = joined[key, default: []]
            let isAmbiguous =
                matching.cardinality == .oneToOne ? !same.isEmpty : same.contains(labels)
            guard !isAmbiguous else { throw OracleError.failure("several matches") }
            joined[key] = same + [labels]
            let (lhs, rhs) =
                isManyOnRight
                ? (ones[index].value, sample.value) : (sample.value, ones[index].value)
            var result = OracleSample(labels: labels, value: lhs, time: sample.time)
            if let holds = Self.compare(node.op, lhs, rhs) {
                if node.returnsBool {
                    result.value = holds ? 1 : 0
                } else if !holds {
                    continue
                }
            } else {
                result.value = try Self.compute(node.op, lhs, rhs)
            }
            results.append(result)
        }
        return try unique(results)
    }

    private func labels(
        _ node: BinaryOperation,
        _ matching: VectorMatching,
        _ many: OracleLabels,
        _ one: OracleLabels
    ) -> OracleLabels {
        let names = matching.labels.map { "\($0)" }
        var labels = many
        if matching.cardinality == .oneToOne {
            labels = matching.isOn ? many.only(names) : many.without(names)
        }
        for name in matching.include.map({ "\($0)" }) { labels[name] = one[name] }
        return !node.op.isComparison || node.returnsBool ? labels.withoutName : labels
    }

    /// Whether a comparison holds; nil for other operators.
    private static func compare(_ op: BinaryOperator, _ left: Double, _ right: Double) -> Bool? {
        switch op {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        default: nil
        }
    }

    private static func compute(
        _ op: BinaryOperator,
        _ left: Double,
        _ right: Double
    ) throws -> Double {
        switch op {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide: return left / right
        case .remainder: return left.truncatingRemainder(dividingBy: right)
        case .power: return pow(left, right)
        case .atan2: return atan2(left, right)
        default: throw OracleError.unsupported(op.rawValue)
        }
    }
}
