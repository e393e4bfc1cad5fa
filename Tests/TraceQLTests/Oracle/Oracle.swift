import DossierTraceQLSyntax
import Foundation

/// What a query gives for a span fails.
enum OracleFailure: Error {
    /// For one span.
    case span
    /// For the whole query.
    case query
}

/// Evaluates queries as the rules are written, span by span, without columns.
struct Oracle {
    /// The spans of one trace, by their start.
    let spans: [OracleSpan]
    let tree: OracleTree

    init(_ spans: [OracleSpan]) {
        self.spans = spans.sorted { $0.start < $1.start }
        tree = OracleTree(self.spans)
    }

    struct Result {
        var spans: [Int]
        var attributes: [String]
    }

    func run(_ pipeline: SpanPipeline, _ input: [Result]) throws -> [Result] {
        var sets = input
        for stage in pipeline.stages {
            switch stage {
            case .spansets(let expression):
                sets = try sets.compactMap { set in
                    let spans = try self.spans(expression, set)
                    return spans.isEmpty ? nil : Result(spans: spans, attributes: set.attributes)
                }
            case .scalarFilter(let filter):
                sets = try sets.compactMap { try keep($0, filter) }
            case .group(let expression):
                sets = sets.flatMap { set -> [Result] in
                    var groups: [(value: OracleValue, spans: [Int])] = []
                    for span in set.spans {
                        let value = (try? self.value(expression, span)) ?? .none
                        if let index = groups.firstIndex(where: { $0.value == value }) {
                            groups[index].spans.append(span)
                        } else {
                            groups.append((value, [span]))
                        }
                    }
                    return groups.map {
                        Result(
                            spans: $0.spans,
                            attributes: set.attributes + ["by(\(expression))=\($0.value)"]
                        )
                    }
                }
            case .coalesce:
                let all = Set(sets.flatMap(\.spans)).sorted()
                sets = all.isEmpty ? [] : [Result(spans: all, attributes: [])]
            case .select: break
            }
        }
        return sets
    }

    private func spans(_ expression: SpansetExpression, _ input: Result) throws -> [Int] {
        switch expression {
        case .filter(let filter): return input.spans.filter { passes(filter, $0) }
        case .pipeline(let pipeline):
            return Set(try run(pipeline, [input]).flatMap(\.spans)).sorted()
        case .operation(let op, let left, let right):
            let (one, other) = (
                Swift.Result { try sides(left, input) },
                Swift.Result { try sides(right, input) }
            )
            if isEmpty(one, other, op) { return [] }
            let (first, second) = (try one.get(), try other.get())
            let (l, r) = (Set(first.joined()), Set(second.joined()))
            switch op {
            case .and: return l.isEmpty || r.isEmpty ? [] : l.union(r).sorted()
            case .or: return l.union(r).sorted()
            case .structural(let relation, let match):
                if first.count > 1 || second.count > 1 { throw OracleFailure.query }
                return related(relation, match, l, r)
            }
        }
    }

    /// Whether a side that was evaluated has no spans, without which there is no result.
    private func isEmpty(
        _ left: Swift.Result<[[Int]], any Error>,
        _ right: Swift.Result<[[Int]], any Error>,
        _ op: SpansetOperator
    ) -> Bool {
        func isEmpty(_ side: Swift.Result<[[Int]], any Error>) -> Bool {
            if case .success(let spansets) = side { spansets.isEmpty } else { false }
        }
        switch op {
        case .or: return false
        case .structural(_, .missing): return isEmpty(right)
        case .and, .structural: return isEmpty(left) || isEmpty(right)
        }
    }

    private func sides(_ expression: SpansetExpression, _ input: Result) throws -> [[Int]] {
        if case .pipeline(let pipeline) = expression {
            return try run(pipeline, [input]).map(\.spans)
        }
        let spans = try spans(expression, input)
        return spans.isEmpty ? [] : [spans]
    }

    private func related(
        _ relation: SpanRelation,
        _ match: SpanMatch,
        _ left: Set<Int>,
        _ right: Set<Int>
    ) -> [Int] {
        func holds(_ l: Int, _ r: Int) -> Bool {
            switch relation {
            case .child: tree.isParent(l, of: r)
            case .parent: tree.isParent(r, of: l)
            case .descendant: tree.isAncestor(l, of: r)
            case .ancestor: tree.isAncestor(r, of: l)
            case .sibling: tree.areSiblings(l, r)
            }
        }
        switch match {
        case .matching: return right.filter { r in left.contains { holds($0, r) } }.sorted()
        case .missing: return right.filter { r in !left.contains { holds($0, r) } }.sorted()
        case .union:
            let one = right.filter { r in left.contains { holds($0, r) } }
            let other = left.filter { l in right.contains { holds(l, $0) } }
            return Set(one).union(other).sorted()
        }
    }

    // MARK: - Aggregates

    private func keep(_ set: Result, _ filter: ScalarFilter) throws -> Result? {
        guard let (aggregate, limit) = filter.aggregateAndLimit else { throw OracleFailure.query }
        var value = OracleValue.integer(Int64(set.spans.count))
        if case .over(let function, let expression) = aggregate {
            let values = set.spans.map { (try? self.value(expression, $0)) ?? .none }
                .filter { $0 != .none }
            guard let result = OracleAggregate.value(function, values) else { return nil }
            value = result
        }
        let comparison = FieldOperator(rawValue: filter.comparison.rawValue) ?? .equal
        guard try OracleOperators.compare(comparison, value, OracleValue(limit)) else { return nil }
        var kept = set
        kept.attributes.append("\(aggregate)=\(value)")
        return kept
    }
}
