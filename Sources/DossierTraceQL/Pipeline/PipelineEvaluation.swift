internal import DossierQuery
internal import DossierTraceQLSyntax

/// Evaluates a pipeline for one trace.
struct PipelineEvaluation {
    let plan: PipelinePlan
    let trace: TraceSpans
    /// Whether a span for which an expression fails ends the evaluation.
    let isStrict: Bool

    private var evaluation: SpanEvaluation { SpanEvaluation(trace: trace, fields: plan.fields) }

    /// The spansets that are left of some; none if the trace is no hit.
    func spansets(_ input: [Spanset]) throws -> [Spanset] { try run(plan.stages, input) }

    /// The spansets that are left of all spans.
    func spansets() throws -> [Spanset] {
        try spansets([Spanset(spans: Array(0..<trace.count))])
    }

    /// Recursion is bounded by the parser's limit.
    private func run(_ stages: [PipelinePlan.Stage], _ input: [Spanset]) throws -> [Spanset] {
        var spansets = input
        for (index, stage) in stages.enumerated() where !spansets.isEmpty {
            switch stage {
            case .spansets(let expression):
                spansets = try spansets.compactMap { spanset in
                    let spans = try self.spans(expression, spanset)
                    return spans.isEmpty
                        ? nil : Spanset(spans: spans, attributes: spanset.attributes)
                }
            case .scalarFilter(let aggregate, let name, let comparison, let limit):
                spansets = try spansets.compactMap { spanset in
                    let value = try self.value(aggregate, spanset)
                    guard !value.isNone, try value.compares(comparison, with: limit) else {
                        return nil
                    }
                    var kept = spanset
                    kept.attributes.append(.init(name: name, value: value))
                    return kept
                }
            case .group(let expression, let name):
                let sizes = GroupSizes(stages.dropFirst(index + 1).first)
                spansets = try spansets.flatMap {
                    try groups(of: $0, by: expression, name, sizes)
                }
            case .coalesce:
                let spans = Set(spansets.flatMap(\.spans)).sorted()
                spansets = spans.isEmpty ? [] : [Spanset(spans: spans)]
            }
        }
        return spansets
    }

    // MARK: - Spansets

    private func spans(
        _ expression: PipelinePlan.Spansets,
        _ input: Spanset
    ) throws -> [Int] {
        switch expression {
        case .filter(let filter): return try spans(filter, of: input.spans)
        case .pipeline: return Array(Set(try operand(expression, input).joined())).sorted()
        case .operation(let op, let left, let right):
            // A side without spans decides even if the other side fails: a trace that has no
            // candidates for one side is not looked at.
            let first = Result { try operand(left, input) }
            if op.needsLeft, case .success(let spansets) = first, spansets.isEmpty { return [] }
            let second = try operand(right, input)
            if op.needsRight, second.isEmpty { return [] }
            return try spans(op, first.get(), second)
        }
    }

    /// The spansets that a side of an operator gives.
    private func operand(
        _ expression: PipelinePlan.Spansets,
        _ input: Spanset
    ) throws -> [[Int]] {
        if case .pipeline(let stages) = expression {
            return try run(stages, [input]).map(\.spans)
        }
        let spans = try spans(expression, input)
        return spans.isEmpty ? [] : [spans]
    }

    private func spans(
        _ op: SpansetOperator,
        _ left: [[Int]],
        _ right: [[Int]]
    ) throws -> [Int] {
        switch op {
        case .and, .or: return Set((left + right).joined()).sorted()
        case .structural(let relation, let match):
            guard left.count < 2, right.count < 2 else {
                throw TraceQLSearchError.severalSpansets
            }
            let (left, right) = (left.first ?? [], right.first ?? [])
            if match == .matching, let found = try trace.related(relation, left, right) {
                return found
            }
            let result = try trace.tree().spans(
                relation,
                match,
                left: flags(left),
                right: flags(right)
            )
            return result.indices.filter { result[$0] }
        }
    }

    private func flags(_ spans: [Int]) -> [Bool] {
        var flags = [Bool](repeating: false, count: trace.count)
        for span in spans { flags[span] = true }
        return flags
    }

    /// The spans that pass a filter.
    private func spans(_ filter: Int, of spans: [Int]) throws -> [Int] {
        let plan = plan.filters[filter]
        guard trace.parts.count == 1 else {
            return try spans.filter { try passes(plan, filter, $0) }
        }
        let candidates: [Int]
        switch try trace.parts[0].spans.candidates(of: filter) {
        case .unknown: return try spans.filter { try passes(plan, filter, $0) }
        case .all: candidates = spans
        case .rows(let rows):
            let range = trace.parts[0].rows
            candidates =
                spans.count == trace.count
                ? rows.rows(in: range).map { $0 - range.lowerBound }
                : spans.filter { rows[range.lowerBound + $0] }
        }
        return plan.rest.isEmpty ? candidates : try candidates.filter { try passesRest(plan, $0) }
    }

    private func passes(_ plan: FilterPlan, _ filter: Int, _ span: Int) throws -> Bool {
        let place = trace.place(span)
        switch try place.spans.candidates(of: filter) {
        case .unknown:
            return try evaluation.passes(
                plan.all,
                span,
                sharesChildren: plan.sharesChildren,
                isStrict: isStrict
            )
        case .rows(let rows) where !rows[place.row]: return false
        case .all, .rows: return try plan.rest.isEmpty || passesRest(plan, span)
        }
    }

    private func passesRest(_ plan: FilterPlan, _ span: Int) throws -> Bool {
        try evaluation.passes(
            plan.rest,
            span,
            sharesChildren: plan.restSharesChildren,
            isStrict: isStrict
        )
    }

    // MARK: - Groups and aggregates

    private func groups(
        of spanset: Spanset,
        by expression: SpanExpression,
        _ name: String,
        _ sizes: GroupSizes
    ) throws -> [Spanset] {
        if let groups = try groupsByNumber(of: spanset, by: expression, name, sizes) {
            return groups
        }
        var numbers: [TraceQLValue: Int] = [:]
        var groups: [Spanset] = []
        for span in spanset.spans {
            let value = try evaluation.value(expression, span, isStrict: isStrict)
            if let number = numbers[value] {
                groups[number].spans.append(span)
                continue
            }
            numbers[value] = groups.count
            groups.append(
                Spanset(
                    spans: [span],
                    attributes: spanset.attributes + [.init(name: name, value: value)]
                )
            )
        }
        return groups
    }

    /// The same by the numbers of a field's values, where all spans are in one block.
    private func groupsByNumber(
        of spanset: Spanset,
        by expression: SpanExpression,
        _ name: String,
        _ sizes: GroupSizes
    ) throws -> [Spanset]? {
        guard case .field(let field) = expression, trace.parts.count == 1,
            let column = try trace.parts[0].spans.numbered(field)
        else { return nil }
        let first = trace.parts[0].rows.lowerBound
        return trace.parts[0].spans.groupCounter
            .groups(of: spanset.spans, by: column, from: first, sizes)
            .map { value, spans in
                let attribute = Spanset.Attribute(name: name, value: value)
                return Spanset(spans: spans, attributes: spanset.attributes + [attribute])
            }
    }

    private func value(
        _ aggregate: PipelinePlan.Aggregate,
        _ spanset: Spanset
    ) throws -> TraceQLValue {
        guard case .over(let function, let expression) = aggregate else {
            return .integer(Int64(spanset.spans.count))
        }
        var state = AggregateState(function)
        for span in spanset.spans {
            state.add(try evaluation.value(expression, span, isStrict: isStrict))
        }
        return state.value
    }
}

extension SpansetOperator {
    /// Whether there are no spans without any on the left.
    fileprivate var needsLeft: Bool {
        switch self {
        case .or, .structural(_, .missing): false
        case .and, .structural: true
        }
    }

    /// Whether there are no spans without any on the right.
    fileprivate var needsRight: Bool {
        switch self {
        case .or: false
        case .and, .structural: true
        }
    }
}

/// Why a query can't be evaluated over the spans of a store.
package enum TraceQLSearchError: Error, Hashable, Sendable {
    /// A side of a structural operator is several spansets.
    case severalSpansets
    case cancelled
}

extension TraceQLSearchError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .severalSpansets:
            "operators between spansets need one spanset on each side;"
                + " coalesce() makes one of the groups of by(…)"
        case .cancelled: "the search was cancelled"
        }
    }
}
