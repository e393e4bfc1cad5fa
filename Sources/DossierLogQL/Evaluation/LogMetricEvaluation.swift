package import DossierLogQLSyntax
import DossierPrimitives
import DossierPromQL
import DossierPromQLSyntax
import DossierRegularExpressions

/// Evaluates metric queries over entries, step by step.
package struct LogMetricEvaluation<Source: LogEntrySource> {
    private let source: Source
    private let times: [Int64]
    private let isInstant: Bool
    /// The samples of ranges, made when they are first needed.
    private var sampled: [RangeAggregation: SampledEntries] = [:]

    /// By their texts, each compiled when it is first needed.
    private var replacements: [[[UInt8]]: LabelReplacement] = [:]

    private init(_ source: Source, _ times: LogQueryTimes) throws(LogEvaluationError) {
        self.source = source
        self.times = try times.times()
        if case .instant = times { isInstant = true } else { isInstant = false }
    }

    /// The outcome of a query at the given times.
    ///
    /// Takes memory for the samples of all ranges of the query.
    ///
    /// - Throws: A ``LogEvaluationError``, among others if an entry has an error, or series can't
    ///   be matched.
    package static func result(
        of metric: LogMetric,
        over source: Source,
        at times: LogQueryTimes
    ) throws -> LogMetricResult {
        var evaluation = try LogMetricEvaluation(source, times)
        if case .number(let value) = metric, evaluation.isInstant { return .scalar(value) }
        let series = try evaluation.series(of: metric.summingEarly)
        return .series(series, times: evaluation.times)
    }

    private mutating func series(of metric: LogMetric) throws -> [LogSeries] {
        var series: [LogSeries] = []
        var numbers: [Labels: Int] = [:]
        for (index, time) in times.enumerated() {
            for sample in try vector(of: metric, at: time) {
                let number = numbers[sample.labels] ?? series.count
                if number == series.count {
                    numbers[sample.labels] = number
                    series.append(LogSeries(labels: sample.labels))
                }
                series[number].set(sample.value, at: index)
            }
        }
        if !isInstant { series.sort { $0.labels < $1.labels } }
        return series
    }

    /// Recursion is bounded by the nesting of queries.
    private mutating func vector(of metric: LogMetric, at time: Int64) throws -> [LogSample] {
        switch metric {
        case .range(let aggregation): return try range(aggregation, at: time)
        case .number(let value), .constant(let value):
            return [LogSample(labels: .empty, value: value)]
        case .vector(let aggregation):
            if aggregation.function == .approximateTopK, !isInstant {
                throw LogEvaluationError("approx_topk is only supported on instant queries")
            }
            return try aggregation.result(of: vector(of: aggregation.operand, at: time))
        case .binary(let operation):
            if case .number(let number) = operation.left {
                return operation.result(of: try vector(of: operation.right, at: time)) {
                    (number, $0)
                }
            }
            if case .number(let number) = operation.right {
                return operation.result(of: try vector(of: operation.left, at: time)) {
                    ($0, number)
                }
            }
            let left = try vector(of: operation.left, at: time)
            return try operation.result(of: left, try vector(of: operation.right, at: time))
        case .labelReplace(let replacement):
            let replace = try compiled(replacement)
            return try vector(of: replacement.operand, at: time).map { sample in
                LogSample(
                    labels: replace.apply(sample.labels) ?? sample.labels,
                    value: sample.value
                )
            }
        }
    }

    private mutating func compiled(
        _ replacement: LogLabelReplacement
    ) throws -> LabelReplacement {
        let texts = [
            replacement.destination, replacement.replacement, replacement.source,
            replacement.pattern,
        ].map(\.bytes)
        if let known = replacements[texts] { return known }
        let compiled = try LabelReplacement(texts)
        replacements[texts] = compiled
        return compiled
    }

    private mutating func range(
        _ aggregation: RangeAggregation,
        at time: Int64
    ) throws -> [LogSample] {
        let range = aggregation.range
        let all = try samples(of: aggregation)
        let end = time.subtractingSaturating(range.offset)
        let start = end.subtractingSaturating(range.interval)
        var samples: [LogSample] = []
        for (labels, series) in all.series {
            let first = series.times.indices.partitioningIndex { series.times[$0] > start }
            let behind = series.times.indices.partitioningIndex { series.times[$0] > end }
            guard first < behind else { continue }
            let window = RangeWindow(
                times: series.times[first..<behind],
                values: series.values[first..<behind],
                start: start,
                end: end
            )
            samples.append(LogSample(labels: labels, value: window.value(of: aggregation)))
        }
        if aggregation.function == .absentOverTime {
            return samples.isEmpty
                ? [LogSample(labels: range.pipeline.labelsOfAbsence, value: 1)] : []
        }
        return samples.sorted { $0.labels < $1.labels }
    }

    private mutating func samples(of aggregation: RangeAggregation) throws -> SampledEntries {
        if let known = sampled[aggregation] { return known }
        let samples = try source.samples(
            of: aggregation,
            at: RangeTimes(aggregation.range, endingAt: times)
        )
        sampled[aggregation] = samples
        return samples
    }
}

extension LogPipeline {
    /// The labels that the result of `absent_over_time` has: those that the selector says.
    fileprivate var labelsOfAbsence: Labels {
        let named = Dictionary(grouping: selector, by: \.name)
        return Labels(
            selector.filter { $0.kind == .equal && named[$0.name]?.count == 1 }
                .map { Label(name: $0.name.bytes, value: $0.value.bytes) }
        )
    }
}
