import DossierPrimitives
import DossierPromQLSyntax

extension StepEvaluator {
    func measure(_ node: FunctionCall, at time: Int64) throws -> [StepSample] {
        var evaluator = self
        evaluator.detectsResets =
            node.function != .histogramStddev && node.function != .histogramStdvar
        return try checkUnique(
            evaluator.vector(of: node.arguments[0], at: time).compactMap { sample in
                guard case .histogram(let histogram) = sample.point else { return nil }
                var sample = sample
                let value =
                    switch node.function {
                    case .histogramCount: histogram.count
                    case .histogramSum: histogram.sum
                    case .histogramAvg: histogram.sum / histogram.count
                    case .histogramStdvar: HistogramFunctions.variance(histogram)
                    default: HistogramFunctions.variance(histogram).squareRoot()
                    }
                sample.point = .float(value)
                sample.isNameDropped = true
                return sample
            }
        )
    }

    /// One histogram of a vector, as classic buckets or native.
    private struct Distribution {
        var labels: Labels
        var name: Labels
        var buckets: [(Double, Double)] = []
        var native: FloatHistogram?
    }

    private func distributions(
        _ expression: PromQLExpression,
        at time: Int64
    ) throws -> [Distribution] {
        let bound = Array("le".utf8)
        var order: [Labels] = []
        var found: [Labels: Distribution] = [:]
        for sample in try vector(of: expression, at: time) {
            var key = sample.labels
            if sample.float != nil {
                let le = sample.labels[bound]
                guard let le, (try? NumberText.parseFloat(le)) != nil else {
                    warnOfBound(sample.labels, at: expression.range)
                    continue
                }
                key = key.dropping([bound])
            }
            if found[key] == nil {
                order.append(key)
                found[key] = Distribution(labels: key, name: sample.labels)
            }
            switch sample.point {
            case .float(let count):
                let upper = try NumberText.parseFloat(sample.labels[bound] ?? [])
                found[key]?.buckets.append((upper, count))
            case .histogram(let histogram): found[key]?.native = histogram
            }
        }
        return order.compactMap { found[$0] }.filter { one in
            guard one.native != nil, !one.buckets.isEmpty else { return true }
            warn(
                named("vector contains a mix of classic and native histograms", one.name),
                at: expression.range
            )
            return false
        }
    }

    func histogramQuantile(_ node: FunctionCall, at time: Int64) throws -> [StepSample] {
        switch node.function {
        case .histogramFraction:
            let lower = try scalar(of: node.arguments[0], at: time)
            let upper = try scalar(of: node.arguments[1], at: time)
            let inner = node.arguments[2]
            return try checkUnique(
                distributions(inner, at: time).map { one in
                    sample(one.labels, fraction(lower, upper, one, at: inner.range), time)
                }
            )
        case .histogramQuantiles:
            let inner = node.arguments[0]
            let label = try string(of: node.arguments[1])
            guard LabelSyntax.isValid(ByteString(label)) else {
                throw EvaluationError("invalid label name \(ByteString(label).quoted)")
            }
            let quantiles = try node.arguments.dropFirst(2).map { argument in
                let q = try scalar(of: argument, at: time)
                warnOfQuantile(q, at: argument.range)
                return q
            }
            return try checkUnique(
                distributions(inner, at: time).flatMap { one in
                    quantiles.map { q in
                        let labels = one.labels.setting(label, Array(FloatText.openMetrics(q).utf8))
                        return sample(labels, quantile(q, one, at: inner.range), time)
                    }
                }
            )
        default:
            let q = try scalar(of: node.arguments[0], at: time)
            warnOfQuantile(q, at: node.arguments[0].range)
            let inner = node.arguments[1]
            return try checkUnique(
                distributions(inner, at: time).map { one in
                    sample(one.labels, quantile(q, one, at: inner.range), time)
                }
            )
        }
    }

    private func sample(_ labels: Labels, _ value: Double, _ time: Int64) -> StepSample {
        StepSample(labels: labels, isNameDropped: true, point: .float(value), time: time)
    }

    private func quantile(_ q: Double, _ one: Distribution, at range: SourceRange) -> Double {
        guard let native = one.native else {
            let (value, isForced) = bucketQuantile(q, one.buckets)
            if isForced { informOfForcing(one.name, at: range) }
            return value
        }
        let (value, effect) = HistogramFunctions.quantile(q, native)
        let message = "input to histogram_quantile has NaN observations, result is "
        switch effect {
        case .none: break
        case .result: inform(named(message + "NaN", one.name), at: range)
        case .skew: inform(named(message + "skewed higher", one.name), at: range)
        }
        return value
    }

    func warnOfBound(_ labels: Labels, at range: SourceRange) {
        let value = ByteString(labels[LabelName.bucketBound] ?? []).quoted
        warn(
            named(
                "bucket label \"le\" is missing or has a malformed value of \(value)",
                labels
            ),
            at: range
        )
    }

    func informOfForcing(_ labels: Labels, at range: SourceRange) {
        let message =
            "input to histogram_quantile needed to be fixed for monotonicity (see "
            + "https://prometheus.io/docs/prometheus/latest/querying/functions/"
            + "#histogram_quantile)"
        inform(named(message, labels), at: range)
    }

    private func fraction(
        _ lower: Double,
        _ upper: Double,
        _ one: Distribution,
        at range: SourceRange
    ) -> Double {
        guard let native = one.native else { return bucketFraction(lower, upper, one.buckets) }
        let isKnown = native.count != 0 && lower < upper
        if native.sum.isNaN, isKnown {
            let message =
                "input to histogram_fraction has NaN observations, which are excluded from all "
                + "fractions"
            inform(named(message, one.name), at: range)
        }
        return HistogramFunctions.fraction(from: lower, to: upper, of: native)
    }

    private func bucketFraction(
        _ lower: Double,
        _ upper: Double,
        _ unsorted: [(Double, Double)]
    ) -> Double {
        var merged: [(upper: Double, count: Double)] = []
        for (bound, count) in unsorted.sorted(by: { $0.0 < $1.0 }) {
            if let last = merged.last, last.upper == bound {
                merged[merged.count - 1].count += count
            } else {
                merged.append((bound, count))
            }
        }
        guard let last = merged.last, last.upper == .infinity, last.count != 0,
            !last.count.isNaN, !lower.isNaN, !upper.isNaN
        else { return .nan }
        guard lower < upper else { return 0 }
        func below(_ value: Double) -> Double {
            var start = merged[0].upper > 0 ? 0 : -Double.infinity
            var count = 0.0
            for bucket in merged {
                if start >= value {
                    return count
                }
                if bucket.upper > value {
                    // Nothing is known of where values lie in a bucket without bounds.
                    guard start.isFinite else { return bucket.count }
                    guard bucket.upper.isFinite else { return count }
                    let share = (value - start) / (bucket.upper - start)
                    return count + (bucket.count - count) * share
                }
                count = bucket.count
                start = bucket.upper
            }
            return last.count
        }
        return (below(upper) - below(lower)) / last.count
    }

    func sortByLabels(
        _ samples: [StepSample],
        _ node: FunctionCall
    ) throws -> [StepSample] {
        let names = try node.arguments.dropFirst().map { try string(of: $0) }
        let isFalling = node.function == .sortByLabelDesc
        return samples.sorted { left, right in
            for name in names {
                let (a, b) = (left.labels[name] ?? [], right.labels[name] ?? [])
                if a != b {
                    return NaturalOrder.precedes(a, b) != isFalling
                }
            }
            return (left.labels < right.labels) != isFalling
        }
    }
}
