import DossierPrimitives
import DossierPromQLSyntax

extension StepEvaluator {
    private struct Group {
        var labels: Labels
        var samples: [StepSample] = []
        var isNameDropped = false
    }

    func aggregate(_ node: Aggregation, at time: Int64) throws -> [StepSample] {
        let samples = try vector(of: node.inner, at: time)
        let names = node.grouping.map(\.bytes)
        if node.op == .countValues, let parameter = node.parameter {
            return try countValues(samples, names, node.isWithout, try string(of: parameter), time)
        }
        var order: [Labels] = []
        var groups: [Labels: Group] = [:]
        for sample in samples {
            let key = groupLabels(sample.labels, names, node.isWithout)
            if groups[key] == nil {
                order.append(key)
                groups[key] = Group(labels: key)
            }
            groups[key]?.samples.append(sample)
            if sample.isNameDropped {
                groups[key]?.isNameDropped = true
            }
        }
        let parameter = try node.parameter.map { try scalar(of: $0, at: time) }
        if let parameter { try check(parameter, of: node) }
        return order.compactMap { groups[$0] }.flatMap { group -> [StepSample] in
            if [.topk, .bottomk, .limitk, .limitRatio].contains(node.op) {
                return selected(group.samples, node, parameter ?? 0)
            }
            guard let point = aggregated(group.samples, node, parameter) else { return [] }
            return [
                StepSample(
                    labels: group.labels,
                    isNameDropped: group.isNameDropped,
                    point: point,
                    time: time
                )
            ]
        }
    }

    func groupLabels(_ labels: Labels, _ names: [[UInt8]], _ isWithout: Bool) -> Labels {
        isWithout
            ? labels.dropping((names + [LabelName.metricName]).sortedByBytes())
            : labels.keeping(names.sortedByBytes())
    }

    private func aggregated(
        _ samples: [StepSample],
        _ node: Aggregation,
        _ parameter: Double?
    ) -> PromQLResult.Point? {
        let op = node.op
        if op == .count || op == .group {
            return .float(op == .group ? 1 : Double(samples.count))
        }
        let floats = samples.compactMap(\.float)
        let histograms = samples.compactMap { sample -> FloatHistogram? in
            if case .histogram(let histogram) = sample.point { histogram } else { nil }
        }
        if op == .sum || op == .avg, !histograms.isEmpty {
            guard floats.isEmpty else {
                warn(
                    "encountered a mix of histograms and floats for aggregation",
                    at: node.inner.range
                )
                return nil
            }
            return sum(
                histograms,
                isMean: op == .avg,
                samples[0].labels,
                at: node.inner.range
            ).map { .histogram($0) }
        }
        if !histograms.isEmpty {
            inform("ignored histogram in \(op.rawValue) aggregation", at: node.inner.range)
        }
        guard !floats.isEmpty else { return nil }
        switch op {
        case .sum: return .float(FloatStatistics.sum(floats))
        case .avg: return .float(FloatStatistics.mean(floats))
        case .min: return .float(floats.reduce(.nan) { $0.isNaN || $1 < $0 ? $1 : $0 })
        case .max: return .float(floats.reduce(.nan) { $0.isNaN || $1 > $0 ? $1 : $0 })
        case .quantile: return .float(FloatStatistics.quantile(parameter ?? .nan, floats))
        default:
            var mean = floats[0]
            var squares = floats[0].isFinite ? 0 : Double.nan
            for (index, value) in floats.enumerated().dropFirst() {
                let delta = value - mean
                mean += delta / Double(index + 1)
                squares += delta * (value - mean)
            }
            let variance = squares / Double(floats.count)
            return .float(op == .stddev ? variance.squareRoot() : variance)
        }
    }

    /// Throws for an invalid parameter, and warns of one that is out of bounds;
    /// whether there are samples does not matter.
    func check(_ parameter: Double, of node: Aggregation) throws {
        let range = node.parameter?.range ?? node.range
        switch node.op {
        case .quantile: warnOfQuantile(parameter, at: range)
        case .limitRatio:
            guard !parameter.isNaN else { throw EvaluationError("Ratio value is NaN") }
            let ratio = min(1, max(-1, parameter))
            guard ratio != parameter else { return }
            warn(
                "ratio value should be between -1 and 1, got \(FloatText.general(parameter)), "
                    + "capping to \(FloatText.general(ratio))",
                at: range
            )
        case .topk, .bottomk, .limitk:
            guard !parameter.isNaN else { throw EvaluationError("Parameter value is NaN") }
            guard parameter.magnitude < 9_223_372_036_854_775_808 else {
                let direction = parameter > 0 ? "overflows" : "underflows"
                throw EvaluationError(
                    "Scalar value \(FloatText.general(parameter)) \(direction) int64"
                )
            }
        default: return
        }
    }

    private func selected(
        _ samples: [StepSample],
        _ node: Aggregation,
        _ parameter: Double
    ) -> [StepSample] {
        let op = node.op
        if op == .limitRatio {
            let ratio = min(1, max(-1, parameter))
            return samples.filter { sample in
                let share = Double(sample.labels.hash) / 18_446_744_073_709_551_616
                return ratio >= 0 ? share < ratio : share >= 1 + ratio
            }
        }
        guard parameter >= 1 else { return [] }
        let count = Int(min(parameter, Double(samples.count)))
        // Among equals labels decide.
        let byLabels = samples.sorted { $0.labels < $1.labels }
        if op == .limitk {
            return Array(byLabels.prefix(count))
        }
        let numbers = byLabels.filter { $0.float != nil }
        if numbers.count < samples.count {
            inform("ignored histogram in \(op.rawValue) aggregation", at: node.range)
        }
        let sorted = numbers.enumerated().sorted { left, right in
            let (a, b) = (left.element.float ?? .nan, right.element.float ?? .nan)
            if a.isNaN || b.isNaN {
                return !a.isNaN || a.isNaN && b.isNaN && left.offset < right.offset
            }
            if a == b {
                return left.offset < right.offset
            }
            return op == .topk ? a > b : a < b
        }
        return sorted.prefix(count).map(\.element)
    }

    private func countValues(
        _ samples: [StepSample],
        _ names: [[UInt8]],
        _ isWithout: Bool,
        _ label: [UInt8],
        _ time: Int64
    ) throws -> [StepSample] {
        guard LabelSyntax.isValid(ByteString(label)) else {
            throw EvaluationError("invalid label name \(ByteString(label).quoted)")
        }
        var order: [Labels] = []
        var counts: [Labels: Double] = [:]
        for sample in samples {
            let text =
                switch sample.point {
                case .float(let value): FloatText.decimal(value)
                case .histogram(let value): value.description
                }
            let valued = sample.labels.setting(label, Array(text.utf8))
            let key =
                isWithout
                ? valued.dropping((names + [LabelName.metricName]).sortedByBytes())
                : valued.keeping((names + [label]).sortedByBytes())
            if counts[key] == nil {
                order.append(key)
            }
            counts[key, default: 0] += 1
        }
        return order.map {
            StepSample(labels: $0, point: .float(counts[$0] ?? 0), time: time)
        }
    }
}
