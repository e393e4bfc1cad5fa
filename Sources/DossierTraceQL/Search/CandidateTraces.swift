internal import DossierQuery
internal import DossierTraceQLSyntax

/// Which traces of a block the first stage of a pipeline may leave spans of.
///
/// A trace with spans in other blocks may be left because of those; it counts if any of the filters
/// passes a span of this block.
struct CandidateTraces {
    private let plan: PipelinePlan
    private let spans: LoadedSpans

    init(_ plan: PipelinePlan, _ spans: LoadedSpans) {
        self.plan = plan
        self.spans = spans
    }

    private var first: PipelinePlan.Spansets? {
        guard case .spansets(let expression) = plan.stages.first else { return nil }
        return expression
    }

    /// Whether any trace of the block is one.
    func isPossible() throws -> Bool {
        guard let first, let filters = Self.filters(of: first) else { return true }
        return try filters.contains { filter in
            switch try spans.candidates(of: filter) {
            case .unknown, .all: true
            case .rows(let rows): !rows.isEmpty
            }
        }
    }

    func contains(_ run: TraceRun) throws -> Bool {
        guard let first else { return true }
        if run.mayContinue {
            return try Self.filters(of: first)?.contains { try has($0, run) } ?? true
        }
        return try mayLeave(first, run)
    }

    private func has(_ filter: Int, _ run: TraceRun) throws -> Bool {
        switch try spans.candidates(of: filter) {
        case .unknown, .all: true
        case .rows(let rows): rows.hasAny(in: run.rows)
        }
    }

    /// Whether an expression may leave spans of a trace that is all in the block.
    private func mayLeave(_ expression: PipelinePlan.Spansets, _ run: TraceRun) throws -> Bool {
        switch expression {
        case .filter(let filter): return try has(filter, run)
        case .operation(.or, let left, let right):
            return try mayLeave(left, run) || mayLeave(right, run)
        case .operation(.structural(_, .missing), _, let right): return try mayLeave(right, run)
        case .operation(_, let left, let right):
            return try mayLeave(left, run) && mayLeave(right, run)
        case .pipeline(let stages):
            guard case .spansets(let inner) = stages.first else { return true }
            return try mayLeave(inner, run)
        }
    }

    /// The filters of which one has to pass a span of every trace that is left; nil if there are
    /// none.
    private static func filters(of expression: PipelinePlan.Spansets) -> [Int]? {
        switch expression {
        case .filter(let filter): return [filter]
        case .operation(.structural(_, .missing), _, let right): return filters(of: right)
        case .operation(_, let left, let right):
            guard let left = filters(of: left), let right = filters(of: right) else { return nil }
            return left + right
        case .pipeline(let stages):
            guard case .spansets(let inner) = stages.first else { return nil }
            return filters(of: inner)
        }
    }

    /// Whether no trace at all can be left.
    static func isNever(_ plan: PipelinePlan, _ predicates: [CompiledPredicate]) -> Bool {
        guard case .spansets(let first) = plan.stages.first else { return false }
        return isNever(first, predicates)
    }

    private static func isNever(
        _ expression: PipelinePlan.Spansets,
        _ predicates: [CompiledPredicate]
    ) -> Bool {
        switch expression {
        case .filter(let filter): return predicates[filter].isNever
        case .operation(.or, let left, let right):
            return isNever(left, predicates) && isNever(right, predicates)
        case .operation(.structural(_, .missing), _, let right):
            return isNever(right, predicates)
        case .operation(_, let left, let right):
            return isNever(left, predicates) || isNever(right, predicates)
        case .pipeline(let stages):
            guard case .spansets(let inner) = stages.first else { return false }
            return isNever(inner, predicates)
        }
    }
}
