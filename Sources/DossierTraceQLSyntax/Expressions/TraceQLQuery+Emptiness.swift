extension TraceQLQuery {
    /// Whether no span can come through the query, whatever the store has: `{ 1 = 2 }`.
    package var matchesNothing: Bool {
        switch body {
        case .search(let pipeline): pipeline.matchesNothing
        case .metrics(let metrics): metrics.matchesNothing
        }
    }
}

extension SpanPipeline {
    /// Whether no span can come through the stages.
    package var matchesNothing: Bool {
        stages.contains { stage in
            if case .spansets(let expression) = stage { expression.matchesNothing } else { false }
        }
    }
}

extension SpansetExpression {
    /// Whether no span can be in the result.
    package var matchesNothing: Bool {
        switch self {
        case .filter(.literal(let literal)): literal != .boolean(true)
        case .filter: false
        case .pipeline(let pipeline): pipeline.matchesNothing
        case .operation(.or, let left, let right): left.matchesNothing && right.matchesNothing
        case .operation(.structural(_, .missing), _, let right): right.matchesNothing
        case .operation(_, let left, let right): left.matchesNothing || right.matchesNothing
        }
    }
}

extension MetricsExpression {
    /// Whether no span can be counted anywhere.
    fileprivate var matchesNothing: Bool {
        switch self {
        case .query(let query): query.pipeline.matchesNothing
        case .number: true
        case .math(let math): math.left.matchesNothing && math.right.matchesNothing
        }
    }
}
