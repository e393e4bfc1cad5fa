internal import DossierColumns
internal import DossierQuery
internal import DossierTraceQLSyntax

/// Spans that were counted, with how they are grouped.
private struct CountedSpans {
    var grouping: SpanGrouping
    var state: MetricsState
    /// The values of the spans of one block, by row; nil if they are not at hand so.
    var numbers: FieldColumn?

    mutating func add(
        _ span: Int,
        _ metrics: SpanMetrics,
        _ times: MetricsTimes,
        _ start: UInt64,
        _ evaluation: SpanEvaluation,
        identity: () throws -> (trace: TraceID, span: UInt64)
    ) throws {
        guard let interval = times.interval(of: start) else { return }
        var value = TraceQLValue.none
        if let expression = metrics.valueExpression {
            value = try numbers?.value(at: span) ?? evaluation.value(expression, span)
            guard value.number != nil else { return }
        }
        let group = try grouping.number(span, evaluation)
        if group == state.keys.count {
            _ = state.number(of: grouping.keys[group])
            guard state.cellCount <= SpanMetrics.cellCountMax else {
                throw TraceQLMetricsError.tooManySeries
            }
        }
        switch state.kind {
        case .count: state.count(group, interval)
        case .buckets:
            if let number = value.whole { state.bucket(group, interval, number) }
        case .min, .max, .sum, .average:
            state.add(group, interval, value.seconds)
        }
        guard state.exemplars.areWanted else { return }
        let (trace, id) = try identity()
        let exemplar = MetricsExemplar(
            trace: trace,
            span: id,
            start: start,
            value: value.seconds,
            interval: interval
        )
        state.take(exemplar, of: group, value: value.whole)
    }
}

extension SpanMetrics {
    /// The limit on the number of series times intervals.
    static let cellCountMax = 20_000_000

    /// What the spans of stores that start within the times give.
    func state(
        _ times: MetricsTimes,
        _ exemplars: ExemplarPicks,
        in stores: [SpanBlocks],
        usesPredicates: Bool,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws -> MetricsState {
        var merged = nothingCounted(times, exemplars).state
        for blocks in stores {
            let state = try state(times, exemplars, in: blocks, usesPredicates, isCancelled)
            try take(state, into: &merged)
        }
        return merged
    }

    private func state(
        _ times: MetricsTimes,
        _ exemplars: ExemplarPicks,
        in blocks: SpanBlocks,
        _ usesPredicates: Bool,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> MetricsState {
        var merged = nothingCounted(times, exemplars).state
        let scan = TraceScan(
            pipeline,
            in: blocks,
            usesPredicates: usesPredicates,
            isCancelled: isCancelled
        )
        if isOfSingleSpans {
            let wanted = (0..<blocks.count).filter { mayHaveSpans($0, blocks, times) }
            for start in stride(from: 0, to: wanted.count, by: 8) {
                let some = Array(wanted[start..<min(start + 8, wanted.count)])
                let states = try parallelMap(some) { block in
                    try self.state(ofBlock: block, times, exemplars, scan)
                }
                for state in states { try take(state, into: &merged) }
            }
            return merged
        }
        let metrics = self
        let visitor = TraceScan.Visitor<CountedSpans, MetricsState>(
            begin: { metrics.nothingCounted(times, exemplars) },
            visit: { counted, visited in
                let evaluation = SpanEvaluation(
                    trace: visited.trace,
                    fields: metrics.pipeline.fields
                )
                for span in visited.spansets.flatMap(\.spans) {
                    let place = visited.trace.place(span)
                    let start = try place.spans.times().starts[place.row]
                    try counted.add(span, metrics, times, start, evaluation) {
                        (visited.id, try place.spans.placement().ids[place.row])
                    }
                }
            },
            end: { $0.state }
        )
        try scan.run(visitor) { try take($0, into: &merged) }
        return merged
    }

    private func nothingCounted(
        _ times: MetricsTimes,
        _ exemplars: ExemplarPicks
    ) -> CountedSpans {
        CountedSpans(
            grouping: SpanGrouping(grouping),
            state: MetricsState(stateKind, intervalCount: times.count, exemplars: exemplars)
        )
    }

    private func take(_ state: MetricsState, into merged: inout MetricsState) throws {
        merged.merge(state)
        guard merged.cellCount <= Self.cellCountMax else {
            throw TraceQLMetricsError.tooManySeries
        }
    }

    private func mayHaveSpans(_ block: Int, _ blocks: SpanBlocks, _ times: MetricsTimes) -> Bool {
        guard let range = blocks.timeRange(of: block) else { return false }
        return range.upperBound > UInt64(clamping: times.start)
            && range.lowerBound <= UInt64(clamping: times.end)
    }

    /// What the spans of one block give, each by itself.
    private func state(
        ofBlock block: Int,
        _ times: MetricsTimes,
        _ exemplars: ExemplarPicks,
        _ scan: TraceScan
    ) throws -> MetricsState {
        guard !scan.isCancelled() else { throw TraceQLSearchError.cancelled }
        let columns = scan.blocks.columns(of: block)
        let spans = scan.spans(columns)
        var counted = nothingCounted(times, exemplars)
        let count = columns.rowCount(of: .span)
        let all = try TraceSpans(id: .unknown, parts: [(spans, 0..<count)])
        let pipeline = PipelineEvaluation(plan: self.pipeline, trace: all, isStrict: false)
        let passing = try pipeline.spansets()
        guard let spanset = passing.first else { return counted.state }
        let (ids, traces) = try columns.traces(of: .span)
        let starts = try columns.words(.startTime, of: .span)
        let evaluation = SpanEvaluation(trace: all, fields: self.pipeline.fields)
        if let value, case .stored(let column, as: let meaning) = try spans.column(value) {
            counted.numbers = .stored(column, as: meaning)
        }
        var repeated = try scan.blocks.repeatedRows(of: block)[...]
        for span in spanset.spans where traces[span] < UInt64(ids.count) {
            while let next = repeated.first, next < span { repeated.removeFirst() }
            if repeated.first.map({ Int($0) }) == span { continue }
            try counted.add(span, self, times, starts[span], evaluation) {
                (ids[Int(traces[span])], try columns.words(.spanID, of: .span)[span])
            }
        }
        return counted.state
    }
}

extension MetricsState {
    fileprivate var cellCount: Int {
        let perGroup = kind == .buckets ? 8 : 1
        return keys.count * intervalCount * perGroup
    }
}

extension TraceQLValue {
    /// A number, of a duration in seconds; not a number for anything else.
    fileprivate var seconds: Double {
        if case .duration(let nanoseconds) = self { return Double(nanoseconds) / 1e9 }
        return number ?? .nan
    }
}

extension TraceQLValue {
    /// A whole number, or the nanoseconds of a duration.
    fileprivate var whole: Int64? {
        switch self {
        case .integer(let number), .duration(let number): number
        default: nil
        }
    }
}

/// Why a metrics query has no result.
package enum TraceQLMetricsError: Error, Hashable, Sendable {
    case tooManySeries
}

extension TraceQLMetricsError: CustomStringConvertible {
    package var description: String {
        "the query has too many series; group by fewer or other fields, or use a larger step"
    }
}
