import DossierPrimitives
import DossierPromQLSyntax
import DossierRegularExpressions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension StepEvaluator {
    func call(_ node: FunctionCall, at time: Int64) throws -> StepValue {
        if node.function.signature.argumentTypes.contains(.matrix) {
            return .vector(try callOnRange(node, at: time))
        }
        switch node.function {
        case .time: return .scalar(Double(time) / 1000)
        case .pi: return .scalar(.pi)
        case .start: return .scalar(Double(start) / 1000)
        case .end: return .scalar(Double(end) / 1000)
        case .step: return .scalar(Double(step) / 1000)
        case .range: return .scalar(Double(end - start) / 1000)
        case .minOf, .maxOf:
            let left = try scalar(of: node.arguments[0], at: time)
            let right = try scalar(of: node.arguments[1], at: time)
            return .scalar(node.function == .minOf ? left.lower(right) : left.higher(right))
        case .scalar:
            let floats = try vector(of: node.arguments[0], at: time).compactMap(\.float)
            return .scalar(floats.count == 1 ? floats[0] : .nan)
        case .vector:
            let number = try scalar(of: node.arguments[0], at: time)
            return .vector([StepSample(labels: .empty, point: .float(number), time: time)])
        default: break
        }
        return .vector(try callOnVector(node, at: time))
    }

    private func callOnVector(
        _ node: FunctionCall,
        at time: Int64
    ) throws -> [StepSample] {
        switch node.function {
        case .absent: return try absent(node, at: time)
        case .labelReplace: return try replaceLabel(node, at: time)
        case .labelJoin: return try joinLabels(node, at: time)
        case .histogramQuantile: return try histogramQuantile(node, at: time)
        case .sort, .sortDesc, .sortByLabel, .sortByLabelDesc: return try sort(node, at: time)
        case .timestamp: return try timestamps(node, at: time)
        case .startTimestamp: return try startTimestamps(node, at: time)
        case .histogramAvg, .histogramCount, .histogramSum, .histogramStddev, .histogramStdvar:
            return try measure(node, at: time)
        case .histogramFraction, .histogramQuantiles:
            return try histogramQuantile(node, at: time)
        case .info: return try info(node, at: time)
        default: break
        }
        let isDate = node.function.signature.arity == .optional(1) && node.function != .round
        let samples =
            node.arguments.isEmpty && isDate
            ? [StepSample(labels: .empty, point: .float(Double(time) / 1000), time: time)]
            : try vector(of: node.arguments[0], at: time)
        let parameters = try node.arguments.dropFirst().map { try scalar(of: $0, at: time) }
        if node.function == .clamp, parameters[1] < parameters[0] {
            return []
        }
        return try checkUnique(
            samples.compactMap { sample in
                guard let value = sample.float else { return nil }
                var sample = sample
                sample.point = .float(try transform(node.function, value, parameters))
                sample.isNameDropped = true
                return sample
            }
        )
    }

    func transform(
        _ function: PromQLFunction,
        _ x: Double,
        _ parameters: [Double]
    ) throws -> Double {
        switch function {
        case .abs: return x.magnitude
        case .ceil: return x.rounded(.up)
        case .floor: return x.rounded(.down)
        case .round:
            let inverse = 1 / (parameters.first ?? 1)
            return (x * inverse + 0.5).rounded(.down) / inverse
        case .exp: return exp(x)
        case .sqrt: return x.squareRoot()
        case .ln: return log(x)
        case .log2: return log2(x)
        case .log10: return log10(x)
        case .sgn: return x < 0 ? -1 : x > 0 ? 1 : x
        case .sin: return sin(x)
        case .cos: return cos(x)
        case .tan: return tan(x)
        case .asin: return asin(x)
        case .acos: return acos(x)
        case .atan: return atan(x)
        case .sinh: return sinh(x)
        case .cosh: return cosh(x)
        case .tanh: return tanh(x)
        case .asinh: return asinh(x)
        case .acosh: return acosh(x)
        case .atanh: return atanh(x)
        case .rad: return x * .pi / 180
        case .deg: return x * 180 / .pi
        case .clamp: return clamped(x, parameters[0], parameters[1])
        case .clampMin: return clamped(x, parameters[0], .infinity)
        case .clampMax: return clamped(x, -.infinity, parameters[0])
        default: return try datePart(function, x)
        }
    }

    /// As Go's `Max(low, Min(high, x))`, in which infinity decides even against NaN.
    private func clamped(_ x: Double, _ low: Double, _ high: Double) -> Double {
        let lower: Double
        if x == -.infinity || high == -.infinity {
            lower = -.infinity
        } else {
            lower = x.isNaN || high.isNaN ? .nan : min(high, x)
        }
        if low == .infinity || lower == .infinity { return .infinity }
        return low.isNaN || lower.isNaN ? .nan : max(low, lower)
    }

    private func datePart(_ function: PromQLFunction, _ x: Double) throws -> Double {
        guard x.magnitude < 9.2e18, let seconds = Int(exactly: x.rounded(.towardZero)) else {
            return unrepresentableDatePart(function)
        }
        let time = CivilTime(secondsSinceEpoch: seconds)
        let part: Int
        switch function {
        case .minute: part = time.minute
        case .hour: part = time.hour
        case .dayOfMonth: part = time.date.day
        case .dayOfWeek: part = time.date.dayOfWeek
        case .dayOfYear: part = time.date.dayOfYear
        case .daysInMonth: part = time.date.daysInMonth
        case .month: part = time.date.month
        case .year: part = time.date.year
        default: throw EvaluationError("not known: \(function.rawValue)")
        }
        return Double(part)
    }

    /// Prometheus takes what is not a time for 2^63 seconds, a Sunday in the year 292277026596.
    private func unrepresentableDatePart(_ function: PromQLFunction) -> Double {
        switch function {
        case .minute: 30
        case .hour: 15
        case .dayOfMonth: 4
        case .dayOfWeek: 0
        case .dayOfYear: 339
        case .daysInMonth: 31
        case .month: 12
        default: 292_277_026_596
        }
    }

    private func timestamps(_ node: FunctionCall, at time: Int64) throws -> [StepSample] {
        var isSelector = false
        if case .vectorSelector = node.arguments[0].withoutParentheses {
            isSelector = true
        }
        return try checkUnique(
            vector(of: node.arguments[0], at: time).map { sample in
                var sample = sample
                sample.point = .float(Double(isSelector ? sample.time : time) / 1000)
                sample.isNameDropped = true
                return sample
            }
        )
    }

    private func startTimestamps(_ node: FunctionCall, at time: Int64) throws -> [StepSample] {
        guard case .vectorSelector = node.arguments[0].withoutParentheses else { return [] }
        return try checkUnique(
            vector(of: node.arguments[0], at: time).map { sample in
                var sample = sample
                sample.point = .float(Double(sample.start) / 1000)
                sample.isNameDropped = true
                return sample
            }
        )
    }

    private func sort(_ node: FunctionCall, at time: Int64) throws -> [StepSample] {
        if step > 0 {
            warnOfSorting(node)
        }
        let samples = try vector(of: node.arguments[0], at: time)
        if step > 0 {
            let takesHistograms = node.function != .sort && node.function != .sortDesc
            return takesHistograms ? samples : samples.filter { $0.float != nil }
        }
        guard node.function == .sort || node.function == .sortDesc else {
            return try sortByLabels(samples, node)
        }
        let isFalling = node.function == .sortDesc
        return samples.filter { $0.float != nil }.enumerated().sorted { left, right in
            let (a, b) = (left.element.float ?? .nan, right.element.float ?? .nan)
            if a.isNaN || b.isNaN {
                return !a.isNaN || a.isNaN && b.isNaN && left.offset < right.offset
            }
            if a == b {
                return left.offset < right.offset
            }
            return isFalling ? a > b : a < b
        }.map(\.element)
    }

    func warnOfSorting(_ node: FunctionCall) {
        warn(
            "sort is ineffective for range queries since results are always ordered by labels",
            at: node.range
        )
    }

    private func absent(_ node: FunctionCall, at time: Int64) throws -> [StepSample] {
        guard try vector(of: node.arguments[0], at: time).isEmpty else { return [] }
        return [
            StepSample(
                labels: absentLabels(node.arguments[0]),
                point: .float(1),
                time: time
            )
        ]
    }

    func absentLabels(_ expression: PromQLExpression) -> Labels {
        let matchers: [LabelMatcher]
        switch expression.withoutParentheses {
        case .vectorSelector(let selector): matchers = selector.matchers
        case .matrixSelector(let node): matchers = node.selector.matchers
        default: return .empty
        }
        var labels = Labels.empty
        var known: Set<ByteString> = []
        for matcher in matchers where matcher.name.bytes != LabelName.metricName {
            let isKnown = matcher.kind == .equal && known.insert(matcher.name).inserted
            labels = labels.setting(matcher.name.bytes, isKnown ? matcher.value.bytes : [])
        }
        return labels
    }

    private func replaceLabel(_ node: FunctionCall, at time: Int64) throws -> [StepSample] {
        let texts = try node.arguments.dropFirst().map { try string(of: $0) }
        let replacement = try LabelReplacement(texts)
        return try checkUnique(
            vector(of: node.arguments[0], at: time).map { sample in
                var sample = sample
                guard let labels = replacement.apply(sample.labels) else { return sample }
                sample.labels = labels
                if replacement.target == LabelName.metricName {
                    sample.isNameDropped = false
                }
                return sample
            }
        )
    }

    private func joinLabels(_ node: FunctionCall, at time: Int64) throws -> [StepSample] {
        let texts = try node.arguments.dropFirst().map { try string(of: $0) }
        let join = try LabelJoin(texts)
        return try checkUnique(
            vector(of: node.arguments[0], at: time).map { sample in
                var sample = sample
                sample.labels = join.apply(sample.labels)
                if join.target == LabelName.metricName {
                    sample.isNameDropped = false
                }
                return sample
            }
        )
    }

    /// A quantile of classic buckets, and whether their counts had to be made to rise.
    func bucketQuantile(
        _ fraction: Double,
        _ unsorted: [(Double, Double)]
    ) -> (Double, isForced: Bool) {
        var isForced = false
        if fraction.isNaN {
            return (.nan, isForced)
        }
        if fraction < 0 || fraction > 1 {
            return (fraction < 0 ? -.infinity : .infinity, false)
        }
        let sorted = unsorted.sorted { $0.0 < $1.0 }
        guard sorted.last?.0 == .infinity else { return (.nan, false) }
        var buckets: [(upper: Double, count: Double)] = []
        for (upper, count) in sorted {
            if let last = buckets.last, last.upper == upper {
                buckets[buckets.count - 1].count += count
            } else {
                buckets.append((upper, count))
            }
        }
        for index in buckets.indices.dropFirst() {
            let previous = buckets[index - 1].count
            let difference = (buckets[index].count - previous).magnitude
            let isClose =
                difference <= 1e-12 * (buckets[index].count.magnitude + previous.magnitude)
            if buckets[index].count < previous || isClose && difference > 0 {
                isForced = isForced || !isClose
                buckets[index].count = previous
            }
        }
        guard buckets.count > 1, let total = buckets.last?.count, total != 0, !total.isNaN else {
            return (.nan, isForced)
        }
        var rank = fraction * total
        let index = buckets.dropLast().firstIndex { $0.count >= rank } ?? buckets.count - 1
        if index == buckets.count - 1 {
            return (buckets[buckets.count - 2].upper, isForced)
        }
        if index == 0, buckets[0].upper <= 0 {
            return (buckets[0].upper, isForced)
        }
        var lower = 0.0
        var count = buckets[index].count
        if index > 0 {
            lower = buckets[index - 1].upper
            count -= buckets[index - 1].count
            rank -= buckets[index - 1].count
        }
        return (lower + (buckets[index].upper - lower) * (rank / count), isForced)
    }
}
