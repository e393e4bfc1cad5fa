import DossierPromQLSyntax

extension StepEvaluator {
    /// Adds histograms, or takes their mean; nil, with a warning, where their schemas do not fit.
    func sum(
        _ histograms: [FloatHistogram],
        isMean: Bool,
        _ labels: Labels,
        at range: SourceRange
    ) -> FloatHistogram? {
        guard var total = histograms.first else { return nil }
        var hints = Set([total.resetHint])
        for histogram in histograms.dropFirst() {
            guard let combination = total.adding(histogram) else {
                warnOfSchemas(labels, at: range)
                return nil
            }
            total = combination.histogram
            hints.insert(histogram.resetHint)
            if combination.hasReconciledBounds {
                inform("mismatched custom buckets were reconciled during aggregation", at: range)
            }
        }
        if hints.contains(.reset), hints.contains(.notReset) {
            warn("conflicting counter resets during histogram aggregation", at: range)
        }
        total.combineEach(histograms) {
            isMean ? FloatStatistics.mean($0) : FloatStatistics.sum($0)
        }
        return total
    }

    /// The operator between points of which one at least is a histogram; nil if they do not fit.
    func combine(
        _ node: BinaryOperation,
        _ lhs: PromQLResult.Point,
        _ rhs: PromQLResult.Point
    ) -> (PromQLResult.Point, keep: Bool)? {
        switch (lhs, rhs, node.op) {
        case (.float(let a), .float(let b), let op) where op != .trimLower && op != .trimUpper:
            let (value, keep) = op.apply(a, b)
            return (.float(value), keep)
        case (.float(let a), .histogram(let b), .multiply):
            return (.histogram(b.multiplied(by: a)), true)
        case (.histogram(let a), .float(let b), .multiply):
            return (.histogram(a.multiplied(by: b)), true)
        case (.histogram(let a), .float(let b), .divide):
            return (.histogram(a.divided(by: b)), true)
        case (.histogram(let a), .float(let b), .trimLower):
            return (.histogram(HistogramTrimming(cutoff: b, keepsUpper: true).trim(a)), true)
        case (.histogram(let a), .float(let b), .trimUpper):
            return (.histogram(HistogramTrimming(cutoff: b, keepsUpper: false).trim(a)), true)
        case (.histogram(let a), .histogram(let b), .equal): return (lhs, a == b)
        case (.histogram(let a), .histogram(let b), .notEqual): return (lhs, a != b)
        case (.histogram(let a), .histogram(let b), .add):
            return combine(node, a.adding(b), "addition")
        case (.histogram(let a), .histogram(let b), .subtract):
            var combination = a.subtracting(b)
            combination?.histogram.resetHint = .gauge
            return combine(node, combination, "subtraction")
        default:
            let (left, right) = (Self.typeName(lhs), Self.typeName(rhs))
            let op = node.op.rawValue
            inform(
                "incompatible sample types encountered for binary operator \"\(op)\": "
                    + "\(left) \(op) \(right)",
                at: node.range
            )
            return nil
        }
    }

    private func combine(
        _ node: BinaryOperation,
        _ combination: HistogramCombination?,
        _ name: String
    ) -> (PromQLResult.Point, keep: Bool)? {
        guard let combination else {
            warn(
                "incompatible bucket layout encountered for binary operator \(node.op.rawValue)",
                at: node.range
            )
            return nil
        }
        if combination.hasResetConflict {
            warn("conflicting counter resets during histogram \(name)", at: node.range)
        }
        if combination.hasReconciledBounds {
            inform("mismatched custom buckets were reconciled during \(name)", at: node.range)
        }
        return (.histogram(combination.histogram), true)
    }

    private static func typeName(_ point: PromQLResult.Point) -> String {
        if case .float = point { "float" } else { "histogram" }
    }

    /// The difference of the last and the first histogram of a window, corrected for resets.
    func increase(
        _ points: [RangeSamples.Point<FloatHistogram>],
        isCounter: Bool,
        _ labels: Labels,
        at range: SourceRange
    ) -> FloatHistogram? {
        guard var previous = points.first?.value, let last = points.last?.value else { return nil }
        if isCounter, points.contains(where: { $0.value.resetHint == .gauge }) {
            warnOfKind("counter", labels, at: range)
        }
        if isCounter, points.count > 1, isReset(points[0], points[1]) {
            let second = points[1].value
            previous = FloatHistogram(schema: second.schema, customBounds: second.customBounds)
        }
        // Between gauges only the first and the last matter.
        let compared = isCounter ? points.dropFirst() : points.suffix(1)
        let usesCustomBounds = previous.usesCustomBounds
        guard compared.allSatisfy({ $0.value.usesCustomBounds == usesCustomBounds }) else {
            warnOfSchemas(labels, at: range)
            return nil
        }
        guard let difference = last.subtracting(previous) else { return nil }
        var result = difference.histogram
        var isReconciled = (subtracting: difference.hasReconciledBounds, adding: false)
        if isCounter {
            for index in points.indices.dropFirst() {
                let before = index == 1 ? previous : points[index - 1].value
                var pair = points[index - 1]
                pair.value = before
                if isReset(pair, points[index]), let sum = result.adding(before) {
                    result = sum.histogram
                    isReconciled.adding = isReconciled.adding || sum.hasReconciledBounds
                }
            }
            for point in points where point.value.schema < result.schema {
                result = result.reduced(toSchema: point.value.schema)
            }
        } else if points.first?.value.resetHint != .gauge || last.resetHint != .gauge {
            warnOfKind("gauge", labels, at: range)
        }
        if isReconciled.subtracting {
            inform("mismatched custom buckets were reconciled during subtraction", at: range)
        }
        if isReconciled.adding {
            inform("mismatched custom buckets were reconciled during addition", at: range)
        }
        result.resetHint = .gauge
        return result
    }

    func warnOfKind(_ kind: String, _ labels: Labels, at range: SourceRange) {
        let name = ByteString(labels[LabelName.metricName] ?? []).quoted
        warn("this native histogram metric is not a \(kind): \(name)", at: range)
    }

    /// A known start of counting says more than a fall of the counts.
    func isReset(
        _ previous: RangeSamples.Point<FloatHistogram>,
        _ current: RangeSamples.Point<FloatHistogram>
    ) -> Bool {
        current.value.isReset(from: previous.value)
            || startsAnew(previous.time, previous.start, current.time, current.start)
    }

    /// Whether the start of counting tells of a reset between two samples.
    func startsAnew(
        _ previousTime: Int64,
        _ previousStart: Int64,
        _ time: Int64,
        _ start: Int64
    ) -> Bool {
        guard start != 0, start < time else { return false }
        let isKnown =
            previousStart != 0 && previousStart <= previousTime && previousStart != previousTime
        return start > previousTime || start == previousTime && isKnown
    }
}

extension FloatHistogram {
    /// Replaces each number by what comes of those of several histograms, brought to this shape.
    fileprivate mutating func combineEach(
        _ histograms: [FloatHistogram],
        _ combine: ([Double]) -> Double
    ) {
        let shaped = histograms.map { histogram in
            var histogram = histogram
            if usesCustomBounds {
                return histogram.reduced(toBounds: customBounds)
            }
            if histogram.zeroThreshold < zeroThreshold {
                histogram.widenZeroBucket(to: zeroThreshold)
            }
            return histogram.reduced(toSchema: schema)
        }
        count = combine(shaped.map(\.count))
        sum = combine(shaped.map(\.sum))
        zeroCount = combine(shaped.map(\.zeroCount))
        positive = Self.combined(shaped.map(\.positive), combine)
        negative = Self.combined(shaped.map(\.negative), combine)
    }

    private static func combined(
        _ buckets: [HistogramBuckets],
        _ combine: ([Double]) -> Double
    ) -> HistogramBuckets {
        var result = HistogramBuckets()
        for index in Set(buckets.flatMap(\.indices)).sorted() {
            result.append(index, combine(buckets.map { $0.count(at: index) }))
        }
        return result
    }
}
