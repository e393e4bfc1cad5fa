import DossierLogQL
import DossierLogQLSyntax
import DossierPromQLSyntax

/// Evaluates queries literally: over all entries, one by one, for each step anew.
struct Oracle {
    /// What ends a query.
    struct Failure: Error {}

    /// A value of a series at one time.
    struct Sample {
        var labels: OracleEntry.Labels
        var value: Double
    }

    /// An entry that stages made, of which window functions are made.
    private struct RangeSample {
        let time: Int64
        let labels: OracleEntry.Labels
        /// Nil if the entry has an error.
        let value: Double?
    }

    /// An entry that a log query finds, with the labels of the stream that it was in.
    struct Found {
        let entry: OracleEntry
        let stream: OracleEntry.Labels
    }

    private let entries: [OracleEntry]
    /// Of ranges that were evaluated before.
    private var samples: [RangeAggregation: [RangeSample]] = [:]

    init(_ entries: [OracleEntry]) {
        self.entries = entries
    }

    // MARK: - Entries

    /// The entries that a query finds, in its order; those of one time and stream in any.
    func entries(of pipeline: LogPipeline, _ window: LogQueryWindow) throws -> [Found] {
        let selected = try entries.filter { entry in
            try window.start <= entry.time && entry.time < window.end
                && entry.isSelected(by: pipeline.selector)
        }
        let ordered = selected.sorted { left, right in
            if left.time != right.time { return (left.time < right.time) != window.isBackward }
            return Self.precedes(left.stream, right.stream)
        }
        var found: [Found] = []
        for entry in ordered {
            guard let result = try entry.running(pipeline.stages) else { continue }
            if window.interval > 0, let last = found.last,
                abs(entry.time - last.entry.time) < window.interval
            {
                continue
            }
            found.append(Found(entry: result, stream: entry.stream))
        }
        return found
    }

    /// The order of labels: pair by pair.
    static func precedes(_ left: OracleEntry.Labels, _ right: OracleEntry.Labels) -> Bool {
        func pairs(_ labels: OracleEntry.Labels) -> [(ByteString, ByteString)] {
            labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
        return pairs(left).lexicographicallyPrecedes(pairs(right), by: <)
    }

    // MARK: - Series

    /// The samples of a query at one time.
    mutating func vector(of metric: LogMetric, at time: Int64) throws -> [Sample] {
        switch metric {
        case .range(let aggregation): return try range(aggregation, at: time)
        case .number(let value), .constant(let value): return [Sample(labels: [:], value: value)]
        case .vector(let aggregation):
            return aggregation.result(of: try vector(of: aggregation.operand, at: time))
        case .binary(let operation):
            if case .number(let number) = operation.left {
                let right = try vector(of: operation.right, at: time)
                return operation.result(right) { (number, $0) }
            }
            let left = try vector(of: operation.left, at: time)
            if case .number(let number) = operation.right {
                return operation.result(left) { ($0, number) }
            }
            return try operation.result(left, vector(of: operation.right, at: time))
        case .labelReplace(let replacement):
            return try vector(of: replacement.operand, at: time).map { try replacement.result($0) }
        }
    }

    private mutating func range(_ aggregation: RangeAggregation, at time: Int64) throws -> [Sample]
    {
        let end = time - aggregation.range.offset
        let start = end - aggregation.range.interval
        let all = try samples[aggregation] ?? newSamples(of: aggregation)
        samples[aggregation] = all
        let window = all.filter { start < $0.time && $0.time <= end }
        if aggregation.function == .absentOverTime, window.isEmpty {
            return [Sample(labels: aggregation.range.pipeline.labelsOfAbsence, value: 1)]
        }
        var series: [OracleEntry.Labels: OracleWindow] = [:]
        for sample in window {
            guard let value = sample.value else { throw Failure() }
            let empty = OracleWindow(start: start, end: end, points: [])
            series[sample.labels, default: empty].points.append((sample.time, value))
        }
        guard aggregation.function != .absentOverTime else { return [] }
        return series.map { Sample(labels: $0.key, value: $0.value.value(of: aggregation)) }
    }

    private func newSamples(of aggregation: RangeAggregation) throws -> [RangeSample] {
        try entries.compactMap { entry -> RangeSample? in
            let pipeline = aggregation.range.pipeline
            guard try entry.isSelected(by: pipeline.selector),
                var result = try entry.running(pipeline.stages),
                let value = try result.sample(of: aggregation)
            else { return nil }
            return RangeSample(
                time: entry.time,
                labels: result.seriesLabels(of: aggregation),
                value: result.error == nil ? value : nil
            )
        }.sorted { $0.time < $1.time }
    }
}

extension LogPipeline {
    /// What `=` says of labels that no other matcher names.
    fileprivate var labelsOfAbsence: OracleEntry.Labels {
        var labels: OracleEntry.Labels = [:]
        for matcher in selector where matcher.kind == .equal && !matcher.value.isEmpty {
            guard selector.filter({ $0.name == matcher.name }).count == 1 else { continue }
            labels[matcher.name] = matcher.value
        }
        return labels
    }
}

extension OracleEntry {
    /// The value that the entry stands for; nil if it is none.
    fileprivate mutating func sample(of aggregation: RangeAggregation) throws -> Double? {
        guard let unwrap = aggregation.range.unwrap else {
            switch aggregation.function {
            case .bytesOverTime, .bytesRate: return Double(line.count)
            default: return 1
            }
        }
        guard let text = value(unwrap.label), !text.isEmpty else { return nil }
        let number: Double? =
            switch unwrap.conversion {
            case nil: OracleUnits.number(text)
            case .bytes: OracleUnits.byteCount(text).map { Double($0) }
            case .duration, .durationSeconds: OracleUnits.duration(text).map { Double($0) / 1e9 }
            }
        if number == nil { fail("SampleExtractionErr") }
        for filter in unwrap.filters where try !passes(filter) { return nil }
        return number ?? 0
    }

    fileprivate func seriesLabels(of aggregation: RangeAggregation) -> Labels {
        let unwrapped = aggregation.range.unwrap?.label
        return labels.filter { name, value in
            // Empty ones are labels only if a stage set them.
            guard parsed[name] != nil || !value.isEmpty else { return false }
            guard let grouping = aggregation.grouping else { return name != unwrapped }
            return grouping.isWithout
                ? name != unwrapped && !grouping.labels.contains(name)
                : grouping.labels.contains(name)
        }
    }
}
