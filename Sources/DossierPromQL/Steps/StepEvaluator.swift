import DossierPromQLSyntax

struct StepEvaluator {
    var storage: any SampleSource
    let start: Int64
    let end: Int64
    let step: Int64
    let annotations: Annotations
    let nameRemoval: NameRemoval
    let subqueryStep: Int64
    /// How long a sample counts, in milliseconds, if its series has no later one.
    var lookback: Int64 = 300_000
    /// Whether counter resets of histograms are detected by comparing each with the one before.
    var detectsResets = false
    /// Whether functions honour counter start timestamps.
    var usesStartTimestamps = true
    /// The values of parts of the expression at steps of the query, if already computed.
    var known: KnownVectors?

    var bounds: DurationExpression.Bounds { .init(step: step, range: end - start) }

    func value(of expression: PromQLExpression, at time: Int64) throws -> StepValue {
        let value = try valueWithNames(of: expression, at: time)
        guard nameRemoval == .immediate, case .vector(let samples) = value,
            samples.contains(where: \.isNameDropped)
        else { return value }
        return .vector(
            try withoutDroppedNames(samples).map { sample in
                var sample = sample
                sample.isNameDropped = false
                return sample
            }
        )
    }

    private func valueWithNames(
        of expression: PromQLExpression,
        at time: Int64
    ) throws -> StepValue {
        if let value = known?.value(of: expression, at: time) { return value }
        switch expression {
        case .number(let literal): return .scalar(literal.value)
        case .string(let literal): return .string(literal.value.bytes)
        case .parentheses(let node): return try value(of: node.inner, at: time)
        case .vectorSelector(let selector): return .vector(try instant(selector, at: time))
        case .matrixSelector(let node): return .matrix(try window(node, at: time))
        case .subquery(let node): return .matrix(try window(node, at: time))
        case .unary(let node):
            switch try value(of: node.operand, at: time) {
            case .scalar(let number): return .scalar(node.op == .minus ? -number : number)
            case .vector(let samples):
                guard node.op == .minus else { return .vector(samples) }
                return .vector(
                    try checkUnique(
                        samples.map { sample in
                            var sample = sample
                            sample.isNameDropped = true
                            switch sample.point {
                            case .float(let value): sample.point = .float(-value)
                            case .histogram(let value):
                                sample.point = .histogram(value.multiplied(by: -1))
                            }
                            return sample
                        }
                    )
                )
            default: throw EvaluationError("no sign for this type")
            }
        case .binary(let node): return try binary(node, at: time)
        case .aggregate(let node): return .vector(try aggregate(node, at: time))
        case .call(let node): return try call(node, at: time)
        }
    }

    func vector(of expression: PromQLExpression, at time: Int64) throws -> [StepSample] {
        guard case .vector(let samples) = try value(of: expression, at: time) else {
            throw EvaluationError("not a vector")
        }
        return samples
    }

    func scalar(of expression: PromQLExpression, at time: Int64) throws -> Double {
        guard case .scalar(let number) = try value(of: expression, at: time) else {
            throw EvaluationError("not a scalar")
        }
        return number
    }

    func string(of expression: PromQLExpression) throws -> [UInt8] {
        guard case .string(let bytes) = try value(of: expression, at: 0) else {
            throw EvaluationError("not a string")
        }
        return bytes
    }

    func matrix(of expression: PromQLExpression, at time: Int64) throws -> [RangeSamples] {
        guard case .matrix(let series) = try value(of: expression, at: time) else {
            throw EvaluationError("not a range vector")
        }
        return series
    }

    func base(_ at: AtModifier?, _ time: Int64) -> Int64 {
        switch at {
        case nil: time
        case .timestamp(let fixed): QueryTimeRange.clamp(fixed)
        case .start: start
        case .end: end
        }
    }

    func instant(_ selector: VectorSelector, at time: Int64) throws -> [StepSample] {
        let offset = try selector.offset.milliseconds(in: bounds, allowingNegative: true)
        let end = base(selector.at, time) - offset
        if selector.windowExtension == .smoothed {
            return try select(
                selector.matchers,
                after: end - lookback,
                upTo: end + lookback
            ).compactMap { one in
                smoothed(one, at: end, of: selector.range).map {
                    StepSample(labels: one.labels, point: $0, time: time)
                }
            }
        }
        let series = try select(selector.matchers, after: end - lookback, upTo: end)
        return series.compactMap { one in
            let float = one.floats.last
            let histogram = one.histograms.last
            if let float, float.time > histogram?.time ?? .min {
                guard !float.value.isStaleMarker else { return nil }
                return StepSample(
                    labels: one.labels,
                    point: .float(float.value),
                    time: float.time,
                    start: float.start
                )
            }
            guard let histogram, !histogram.value.isStaleMarker else { return nil }
            return StepSample(
                labels: one.labels,
                point: .histogram(histogram.value),
                time: histogram.time,
                start: histogram.start
            )
        }
    }

    private func window(_ node: MatrixSelector, at time: Int64) throws -> [RangeSamples] {
        let offset = try node.selector.offset.milliseconds(in: bounds, allowingNegative: true)
        let range = try node.window.milliseconds(in: bounds, allowingNegative: false)
        let end = base(node.selector.at, time) - offset
        let windowExtension = node.selector.windowExtension
        let before = windowExtension == nil ? 0 : lookback
        let after = windowExtension == .smoothed ? lookback : 0
        return try select(
            node.selector.matchers,
            after: end - range - before,
            upTo: end + after
        ).compactMap { one in
            var one = one
            one.windowStart = end - range
            one.windowEnd = end
            one.windowExtension = windowExtension
            one.floats.removeAll { $0.value.isStaleMarker }
            one.histograms.removeAll { $0.value.isStaleMarker }
            return one.floats.isEmpty && one.histograms.isEmpty ? nil : one
        }
    }

    private func window(_ node: Subquery, at time: Int64) throws -> [RangeSamples] {
        let offset = try node.offset.milliseconds(in: bounds, allowingNegative: true)
        let range = try node.window.milliseconds(in: bounds, allowingNegative: false)
        let step = try step(of: node)
        let end = base(node.at, time) - offset
        let start = end - range
        var first = start / step * step
        if first <= start {
            first += step
        }
        var order: [Labels] = []
        var series: [Labels: RangeSamples] = [:]
        for time in stride(from: first, through: end, by: Int(step)) {
            var evaluator = self
            evaluator.detectsResets = false
            evaluator.known = nil
            for sample in try evaluator.vector(of: node.inner, at: time) {
                let key = sample.labels
                if series[key] == nil {
                    order.append(key)
                }
                var one =
                    series[key]
                    ?? RangeSamples(
                        labels: key,
                        isNameDropped: sample.isNameDropped,
                        windowStart: start,
                        windowEnd: end
                    )
                switch sample.point {
                case .float(let value): one.floats.append(.init(time: time, value: value))
                case .histogram(var value):
                    if value.resetHint == .reset || value.resetHint == .notReset {
                        value.resetHint = .unknown
                    }
                    one.histograms.append(.init(time: time, value: value))
                }
                series[key] = one
            }
        }
        return order.compactMap { series[$0] }
    }

    /// The step of a subquery, in milliseconds.
    func step(of node: Subquery) throws -> Int64 {
        let step = try node.step?.milliseconds(in: bounds, allowingNegative: false) ?? subqueryStep
        guard step > 0 else {
            throw EvaluationError("subquery step must be at least 1ms")
        }
        return step
    }

    private func select(
        _ matchers: [LabelMatcher],
        after start: Int64,
        upTo end: Int64
    ) throws -> [RangeSamples] {
        let selection = SampleSelection(
            matchers: try matchers.map(SeriesMatcher.init(_:)),
            startMilliseconds: start + 1,
            endMilliseconds: end
        )
        return try storage.select(selection).sorted { $0.labels < $1.labels }.map { one in
            var series = RangeSamples(labels: one.labels, windowStart: start, windowEnd: end)
            for (index, time) in one.floats.timestamps.enumerated()
            where time > start && time <= end {
                let starts = usesStartTimestamps ? one.floats.startTimestamps : []
                series.floats.append(
                    .init(
                        time: time,
                        value: one.floats.values[index],
                        start: starts.isEmpty ? 0 : starts[index]
                    )
                )
            }
            let values =
                detectsResets
                ? Self.withDetectedResets(one.histograms.values) : one.histograms.values
            for (index, time) in one.histograms.timestamps.enumerated()
            where time > start && time <= end {
                let starts = usesStartTimestamps ? one.histograms.startTimestamps : []
                series.histograms.append(
                    .init(
                        time: time,
                        value: values[index],
                        start: starts.isEmpty ? 0 : starts[index]
                    )
                )
            }
            return series
        }
    }

    static func withDetectedResets(_ histograms: [FloatHistogram]) -> [FloatHistogram] {
        var result = histograms
        for index in histograms.indices.dropFirst()
        where histograms[index].resetHint == .unknown && !histograms[index].isStaleMarker {
            let isReset = histograms[index].isReset(from: histograms[index - 1])
            result[index].resetHint = isReset ? .reset : .notReset
        }
        return result
    }

    /// The end of a query: names go where they must, and what is then the same is an error.
    func withoutDroppedNames(_ samples: [StepSample]) throws -> [StepSample] {
        try checkUnique(
            samples.map { sample in
                var sample = sample
                if sample.isNameDropped {
                    sample.labels = sample.labels.droppingMetadata()
                }
                return sample
            }
        )
    }

    func checkUnique(_ samples: [StepSample]) throws -> [StepSample] {
        guard Set(samples.map(\.labels)).count == samples.count else {
            throw EvaluationError("vector cannot contain metrics with the same labelset")
        }
        return samples
    }
}
