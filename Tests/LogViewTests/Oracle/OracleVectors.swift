import DossierLogQLSyntax
import DossierPromQLSyntax
import DossierRegularExpressions
import Foundation

extension OracleEntry.Labels {
    func keeping(_ names: [ByteString]) -> Self { filter { names.contains($0.key) } }

    func dropping(_ names: [ByteString]) -> Self { filter { !names.contains($0.key) } }
}

extension LogVectorAggregation {
    func result(of samples: [Oracle.Sample]) -> [Oracle.Sample] {
        if function == .sort || function == .sortDescending { return samples }
        var groups: [OracleEntry.Labels: [Oracle.Sample]] = [:]
        for sample in samples {
            let names = grouping?.labels ?? []
            let isWithout = grouping?.isWithout ?? false
            let key = isWithout ? sample.labels.dropping(names) : sample.labels.keeping(names)
            groups[key, default: []].append(sample)
        }
        return groups.flatMap { labels, members -> [Oracle.Sample] in
            guard let count else {
                return [Oracle.Sample(labels: labels, value: value(of: members.map(\.value)))]
            }
            return Array(members.sorted(by: comesFirst).prefix(count))
        }
    }

    /// The order of `topk` and `bottomk`: NaN is last, of equal values the lesser labels come first.
    private func comesFirst(_ left: Oracle.Sample, _ right: Oracle.Sample) -> Bool {
        if left.value.isNaN != right.value.isNaN { return right.value.isNaN }
        if left.value == right.value || left.value.isNaN {
            return Oracle.precedes(left.labels, right.labels)
        }
        return (left.value < right.value) == (function == .bottomk)
    }

    private func value(of values: [Double]) -> Double {
        switch function {
        case .sum: OracleStatistics.sum(values)
        case .avg: OracleStatistics.sum(values) / Double(values.count)
        case .min: OracleStatistics.minimum(values)
        case .max: OracleStatistics.maximum(values)
        case .count: Double(values.count)
        case .stdvar: OracleStatistics.variance(values)
        case .stddev: sqrt(OracleStatistics.variance(values))
        case .topk, .bottomk, .approximateTopK, .sort, .sortDescending: .nan
        }
    }
}

extension LogBinaryOperation {
    /// With a number on one side; `sides` says on which.
    func result(
        _ samples: [Oracle.Sample],
        _ sides: (Double) -> (Double, Double)
    ) -> [Oracle.Sample] {
        samples.compactMap { sample in
            let (left, right) = sides(sample.value)
            return value(left, right, kept: sample.value).map {
                Oracle.Sample(labels: sample.labels, value: $0)
            }
        }
    }

    func result(_ left: [Oracle.Sample], _ right: [Oracle.Sample]) throws -> [Oracle.Sample] {
        switch op {
        case .and: return left.filter { one in right.contains { isMatching(one, $0) } }
        case .unless: return left.filter { one in !right.contains { isMatching(one, $0) } }
        case .or: return left + right.filter { one in !left.contains { isMatching($0, one) } }
        default: break
        }
        let isManyRight = matching.cardinality == .oneToMany
        let (many, one) = isManyRight ? (right, left) : (left, right)
        // No two of the side that has one each may match the same.
        for (index, sample) in one.enumerated() {
            guard !one[..<index].contains(where: { isMatching($0, sample) }) else {
                throw Oracle.Failure()
            }
        }
        var pairs: [(many: Oracle.Sample, one: Oracle.Sample)] = []
        for sample in many {
            guard let partner = one.first(where: { isMatching($0, sample) }) else { continue }
            let isTwice = pairs.contains { pair in
                guard isMatching(pair.many, sample) else { return false }
                return matching.cardinality == .oneToOne
                    || labels(pair.many, pair.one) == labels(sample, partner)
            }
            guard !isTwice else { throw Oracle.Failure() }
            pairs.append((sample, partner))
        }
        return pairs.compactMap { many, one in
            let (left, right) = isManyRight ? (one.value, many.value) : (many.value, one.value)
            return value(left, right, kept: left).map {
                Oracle.Sample(labels: labels(many, one), value: $0)
            }
        }
    }

    private func isMatching(_ left: Oracle.Sample, _ right: Oracle.Sample) -> Bool {
        key(left.labels) == key(right.labels)
    }

    private func key(_ labels: OracleEntry.Labels) -> OracleEntry.Labels {
        matching.isOn ? labels.keeping(matching.labels) : labels.dropping(matching.labels)
    }

    private func labels(_ many: Oracle.Sample, _ one: Oracle.Sample) -> OracleEntry.Labels {
        guard matching.cardinality != .oneToOne else { return key(many.labels) }
        var labels = many.labels
        for name in matching.include { labels[name] = one.labels[name] }
        return labels
    }

    /// Nil if a comparison drops the pair.
    private func value(_ left: Double, _ right: Double, kept: Double) -> Double? {
        func compared(_ holds: Bool) -> Double? {
            returnsBool ? (holds ? 1 : 0) : holds ? kept : nil
        }
        return switch op {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: right == 0 ? .nan : left / right
        case .remainder: right == 0 ? .nan : fmod(left, right)
        case .power: pow(left, right)
        case .equal: compared(left == right)
        case .notEqual: compared(left != right)
        case .less: compared(left < right)
        case .lessOrEqual: compared(left <= right)
        case .greater: compared(left > right)
        case .greaterOrEqual: compared(left >= right)
        case .and, .or, .unless, .atan2, .trimUpper, .trimLower: nil
        }
    }
}

extension LogLabelReplacement {
    func result(_ sample: Oracle.Sample) throws -> Oracle.Sample {
        let expression = try RegularExpression(anchoring: pattern.bytes)
        let text = sample.labels[source]?.bytes ?? []
        guard let groups = expression.firstMatch(in: text) else { return sample }
        let value = expression.expand(replacement.bytes, from: text, groups: groups)
        var result = sample
        result.labels[destination] = value.isEmpty ? nil : ByteString(value)
        return result
    }
}
