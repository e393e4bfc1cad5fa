import DossierLogQLSyntax
import DossierPromQL
import DossierPromQLSyntax

extension LogVectorAggregation {
    /// What the aggregation makes of the samples of one time.
    func result(of samples: [LogSample]) -> [LogSample] {
        switch function {
        case .sort: return samples.sorted { Self.precedes($0.value, $1.value) }
        case .sortDescending: return samples.sorted { Self.follows($0.value, $1.value) }
        default: break
        }
        var order: [Labels] = []
        var groups: [Labels: [LogSample]] = [:]
        let group = Self.group(by: grouping)
        for sample in samples {
            let key = group(sample.labels)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(sample)
        }
        return order.flatMap { key -> [LogSample] in
            let members = groups[key] ?? []
            guard let count else {
                return [LogSample(labels: key, value: value(of: members.map(\.value)))]
            }
            return Array(
                members.sorted { left, right in
                    if left.value == right.value || left.value.isNaN && right.value.isNaN {
                        return left.labels < right.labels
                    }
                    return function == .bottomk
                        ? Self.precedes(left.value, right.value)
                        : Self.follows(left.value, right.value)
                }.prefix(count)
            )
        }
    }

    private static func group(by grouping: LogGrouping?) -> (Labels) -> Labels {
        guard let grouping else { return { _ in .empty } }
        let names = grouping.labels.map(\.bytes).sortedByBytes()
        return grouping.isWithout ? { $0.dropping(names) } : { $0.keeping(names) }
    }

    /// NaN is last.
    private static func precedes(_ left: Double, _ right: Double) -> Bool {
        left < right || !left.isNaN && right.isNaN
    }

    /// NaN is last.
    private static func follows(_ left: Double, _ right: Double) -> Bool {
        left > right || !left.isNaN && right.isNaN
    }

    private func value(of values: [Double]) -> Double {
        switch function {
        case .sum: values.reduce(0, +)
        case .avg: values.reduce(0, +) / Double(values.count)
        case .count: Double(values.count)
        case .min: values.reduce(.nan) { $0.isNaN || $1 < $0 ? $1 : $0 }
        case .max: values.reduce(.nan) { $0.isNaN || $1 > $0 ? $1 : $0 }
        case .stdvar: VectorStatistics.variance(values)
        case .stddev: VectorStatistics.variance(values).squareRoot()
        case .topk, .bottomk, .approximateTopK, .sort, .sortDescending: .nan
        }
    }
}
