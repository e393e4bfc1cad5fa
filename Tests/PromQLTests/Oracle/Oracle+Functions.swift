import DossierPromQLSyntax

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Oracle {
    func call(_ node: FunctionCall, _ time: Int64) throws -> OracleResult {
        if node.arguments.contains(where: { $0.type == .matrix }) {
            return .vector(try callOnRange(node, time))
        }
        switch node.function {
        case .time: return .scalar(Double(time) / 1000)
        case .pi: return .scalar(.pi)
        case .start: return .scalar(Double(start) / 1000)
        case .end: return .scalar(Double(end) / 1000)
        case .step: return .scalar(Double(step) / 1000)
        case .scalar:
            let samples = try vector(node.arguments[0], time)
            return .scalar(samples.count == 1 ? samples[0].value : .nan)
        case .vector:
            let number = try scalar(node.arguments[0], time)
            return .vector([OracleSample(labels: [:], value: number, time: time)])
        default: return .vector(try callOnVector(node, time))
        }
    }

    private func callOnVector(_ node: FunctionCall, _ time: Int64) throws -> [OracleSample] {
        let arguments = node.arguments
        switch node.function {
        case .absent:
            guard try vector(arguments[0], time).isEmpty else { return [] }
            return [OracleSample(labels: absentLabels(arguments[0]), value: 1, time: time)]
        case .sort, .sortDesc, .sortByLabel, .sortByLabelDesc:
            return try vector(arguments[0], time)
        case .timestamp:
            let samples = try vector(arguments[0], time)
            let isSelector =
                if case .vectorSelector = arguments[0].withoutParentheses { true } else { false }
            return try unique(
                samples.map {
                    OracleSample(
                        labels: $0.labels.withoutName,
                        value: Double(isSelector ? $0.time : time) / 1000,
                        time: time
                    )
                }
            )
        case .labelReplace, .labelJoin:
            let texts = try arguments.dropFirst().map { argument in
                guard case .string(let literal) = argument.withoutParentheses else {
                    throw OracleError.unsupported("a computed text")
                }
                return "\(literal.value)"
            }
            return try unique(
                vector(arguments[0], time).map { sample in
                    var sample = sample
                    sample.labels =
                        try node.function == .labelJoin
                        ? Self.joined(sample.labels, texts) : Self.replaced(sample.labels, texts)
                    return sample
                }
            )
        case .histogramQuantile:
            let q = try scalar(arguments[0], time)
            return try bucketQuantiles(q, vector(arguments[1], time), time)
        case .histogramCount, .histogramSum, .histogramAvg, .histogramStddev, .histogramStdvar:
            // There are no native histograms here.
            _ = try vector(arguments[0], time)
            return []
        default: break
        }
        guard let inner = arguments.first else { throw OracleError.unsupported("no argument") }
        let samples = try vector(inner, time)
        let parameters = try arguments.dropFirst().map { try scalar($0, time) }
        if node.function == .clamp, parameters[1] < parameters[0] { return [] }
        return try map(
            samples.map { sample in
                var sample = sample
                sample.value = try Self.transformed(node.function, sample.value, parameters)
                return sample
            }
        ) { $0 }
    }

    private static func transformed(
        _ function: PromQLFunction,
        _ x: Double,
        _ parameters: [Double]
    ) throws -> Double {
        switch function {
        case .abs: return x < 0 || x.sign == .minus ? -x : x
        case .ceil: return ceil(x)
        case .floor: return floor(x)
        case .round: return floor(x * (1 / parameters[0]) + 0.5) / (1 / parameters[0])
        case .exp: return exp(x)
        case .ln: return log(x)
        case .log2: return log2(x)
        case .log10: return log10(x)
        case .sqrt: return sqrt(x)
        case .sgn: return x > 0 ? 1 : x < 0 ? -1 : x
        case .sin: return sin(x)
        case .cosh: return cosh(x)
        case .atan: return atan(x)
        case .deg: return x * 180 / .pi
        case .rad: return x * .pi / 180
        case .clamp: return greater(parameters[0], smaller(x, parameters[1]))
        case .clampMin: return greater(x, parameters[0])
        case .clampMax: return smaller(x, parameters[0])
        case .minute, .hour, .dayOfWeek, .month: return try datePart(function, x)
        default: throw OracleError.unsupported(function.rawValue)
        }
    }

    /// The greater of two, which infinity is even of NaN.
    private static func greater(_ a: Double, _ b: Double) -> Double {
        if a == .infinity || b == .infinity { return .infinity }
        return a.isNaN || b.isNaN ? .nan : a > b ? a : b
    }

    private static func smaller(_ a: Double, _ b: Double) -> Double { -greater(-a, -b) }

    private static func datePart(_ function: PromQLFunction, _ x: Double) throws -> Double {
        guard x.magnitude < 1e12 else { throw OracleError.unsupported("a time that is none") }
        var seconds = time_t(x)
        var date = tm()
        gmtime_r(&seconds, &date)
        switch function {
        case .minute: return Double(date.tm_min)
        case .hour: return Double(date.tm_hour)
        case .dayOfWeek: return Double(date.tm_wday)
        default: return Double(date.tm_mon + 1)
        }
    }

    /// The labels that a selector asks for by `=`, unless it names them twice.
    func absentLabels(_ expression: PromQLExpression) -> OracleLabels {
        let matchers: [LabelMatcher]
        switch expression.withoutParentheses {
        case .vectorSelector(let selector): matchers = selector.matchers
        case .matrixSelector(let node): matchers = node.selector.matchers
        default: return [:]
        }
        var labels: OracleLabels = [:]
        for matcher in matchers where matcher.kind == .equal && "\(matcher.name)" != "__name__" {
            let isAlone = matchers.count { $0.name == matcher.name } == 1
            if isAlone { labels["\(matcher.name)"] = "\(matcher.value)" }
        }
        return labels
    }

    private static func joined(_ labels: OracleLabels, _ texts: [String]) -> OracleLabels {
        var labels = labels
        let value = texts.dropFirst(2).map { labels[$0] ?? "" }.joined(separator: texts[1])
        labels[texts[0]] = value.isEmpty ? nil : value
        return labels
    }

    /// For replacements that are the first group.
    private static func replaced(
        _ labels: OracleLabels,
        _ texts: [String]
    ) throws -> OracleLabels {
        guard texts[1] == "$1" else { throw OracleError.unsupported("a replacement") }
        guard let match = try Regex(texts[3]).wholeMatch(in: labels[texts[2]] ?? "") else {
            return labels
        }
        var labels = labels
        let value = match.output[1].substring.map { String($0) } ?? ""
        labels[texts[0]] = value.isEmpty ? nil : value
        return labels
    }
}

// MARK: Classic histograms

extension Oracle {
    private func bucketQuantiles(
        _ q: Double,
        _ samples: [OracleSample],
        _ time: Int64
    ) throws -> [OracleSample] {
        var groups: [OracleLabels: [Double: Double]] = [:]
        for sample in samples {
            guard let text = sample.labels["le"], let bound = Self.bound(text) else { continue }
            groups[sample.labels.without(["le"]), default: [:]][bound, default: 0] += sample.value
        }
        return try unique(
            groups.map { labels, buckets in
                let value = Self.bucketQuantile(q, buckets)
                return OracleSample(labels: labels.withoutName, value: value, time: time)
            }
        )
    }

    private static func bound(_ text: String) -> Double? {
        text == "+Inf" ? .infinity : Double(text)
    }

    /// Observations lie evenly between the bounds of their bucket; the lowest begins at zero.
    private static func bucketQuantile(_ q: Double, _ counts: [Double: Double]) -> Double {
        if q.isNaN { return .nan }
        if q < 0 { return -.infinity }
        if q > 1 { return .infinity }
        let bounds = counts.keys.sorted()
        guard bounds.count > 1, bounds.last == .infinity else { return .nan }
        var rising: [Double] = []
        for bound in bounds { rising.append(max(rising.last ?? -.infinity, counts[bound] ?? 0)) }
        let total = rising[rising.count - 1]
        if total == 0 { return .nan }
        let rank = q * total
        guard let index = rising.firstIndex(where: { $0 >= rank }), index < bounds.count - 1 else {
            return bounds[bounds.count - 2]
        }
        if index == 0, bounds[0] <= 0 { return bounds[0] }
        let (lower, before) = index == 0 ? (0, 0) : (bounds[index - 1], rising[index - 1])
        return lower + (bounds[index] - lower) * ((rank - before) / (rising[index] - before))
    }
}
