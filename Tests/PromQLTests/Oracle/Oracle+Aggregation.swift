import DossierPromQLSyntax

extension Oracle {
    func aggregate(_ node: Aggregation, _ time: Int64) throws -> [OracleSample] {
        let samples = try vector(node.inner, time)
        let names = node.grouping.map { "\($0)" }
        let group = { (labels: OracleLabels) in
            node.isWithout ? labels.without(names + ["__name__"]) : labels.only(names)
        }
        if node.op == .countValues {
            return try countValues(node, samples, group, names, time)
        }
        let parameter = try node.parameter.map { try scalar($0, time) } ?? 0
        let isSelection = [.topk, .bottomk, .limitk].contains(node.op)
        if isSelection, !(parameter.magnitude < 0x1p63) {
            throw OracleError.failure("no number of samples")
        }
        let groups = Dictionary(grouping: samples) { group($0.labels) }
        return try groups.flatMap { labels, members -> [OracleSample] in
            if isSelection { return Self.picked(members, node.op, Int(parameter)) }
            let value = try Self.aggregated(members.map(\.value), node.op, parameter)
            return [OracleSample(labels: labels, value: value, time: time)]
        }
    }

    private static func aggregated(
        _ values: [Double],
        _ op: Aggregation.Operator,
        _ parameter: Double
    ) throws -> Double {
        switch op {
        case .sum: return values.reduce(0, +)
        case .avg: return mean(values)
        case .count: return Double(values.count)
        case .group: return 1
        case .min: return least(values)
        case .max: return greatest(values)
        case .stddev: return variance(values).squareRoot()
        case .stdvar: return variance(values)
        case .quantile: return quantile(parameter, values)
        default: throw OracleError.unsupported(op.rawValue)
        }
    }

    /// NaN is behind all numbers; of equals those whose labels come first.
    private static func picked(
        _ samples: [OracleSample],
        _ op: Aggregation.Operator,
        _ count: Int
    ) -> [OracleSample] {
        let sorted = samples.sorted { left, right in
            if op != .limitk {
                if left.value.isNaN != right.value.isNaN { return right.value.isNaN }
                if left.value > right.value { return op == .topk }
                if left.value < right.value { return op == .bottomk }
            }
            return left.labels.precedes(right.labels)
        }
        return Array(sorted.prefix(max(0, count)))
    }

    private func countValues(
        _ node: Aggregation,
        _ samples: [OracleSample],
        _ group: (OracleLabels) -> OracleLabels,
        _ names: [String],
        _ time: Int64
    ) throws -> [OracleSample] {
        guard case .string(let label)? = node.parameter?.withoutParentheses else {
            throw OracleError.unsupported("a computed label")
        }
        var counts: [OracleLabels: Double] = [:]
        for sample in samples {
            var labels = group(sample.labels)
            labels["\(label.value)"] = try Self.text(sample.value)
            counts[labels, default: 0] += 1
        }
        return counts.map { OracleSample(labels: $0.key, value: $0.value, time: time) }
    }

    private static func text(_ value: Double) throws -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        let text = "\(value)"
        guard !text.contains("e") else { throw OracleError.unsupported("a number with exponent") }
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

// MARK: Statistics

extension Oracle {
    static func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(values.count)
    }

    static func variance(_ values: [Double]) -> Double {
        let mean = mean(values)
        return values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
    }

    /// NaN only if there is nothing else.
    static func least(_ values: [Double]) -> Double {
        values.filter { !$0.isNaN }.min() ?? .nan
    }

    static func greatest(_ values: [Double]) -> Double {
        values.filter { !$0.isNaN }.max() ?? .nan
    }

    /// Between the two ranks around, weighted by how near they are; NaN is the lowest value.
    static func quantile(_ fraction: Double, _ values: [Double]) -> Double {
        if fraction.isNaN || values.isEmpty { return .nan }
        if fraction < 0 { return -.infinity }
        if fraction > 1 { return .infinity }
        let sorted =
            values.filter(\.isNaN) + values.filter { !$0.isNaN }.sorted()
        let rank = fraction * Double(sorted.count - 1)
        let (below, share) = (Int(rank), rank - rank.rounded(.down))
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] * (1 - share) + sorted[above] * share
    }
}
