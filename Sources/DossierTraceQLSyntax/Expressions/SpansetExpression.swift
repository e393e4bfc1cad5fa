/// What makes a spanset of a spanset.
package indirect enum SpansetExpression: Hashable, Sendable {
    /// The spans for which an expression is true: `{ .a = 1 }`; `{ }` holds `true`.
    case filter(FieldExpression)
    /// Two spansets combined: `{ .a } >> { .b }`.
    case operation(SpansetOperator, SpansetExpression, SpansetExpression)
    /// A pipeline in parentheses, on a side of an operator: `({ .a } | count() > 1) && …`. Only
    /// operators have pipelines below them, and then no bare filters: a filter in parentheses is
    /// a filter here too.
    case pipeline(SpanPipeline)
}

/// An operator between spansets.
package enum SpansetOperator: Hashable, Sendable {
    /// `&&`: the spans of both sides, if both have some.
    case and
    /// `||`: the spans of both sides.
    case or
    /// A relation by parents: the spans of the right side that stand in it to one of the left, or
    /// do not, or both partners.
    case structural(SpanRelation, SpanMatch)
}

/// How a span of the right side stands to a span of the left side.
package enum SpanRelation: String, Hashable, Sendable, CaseIterable {
    case child = ">"
    case parent = "<"
    case descendant = ">>"
    case ancestor = "<<"
    /// Another span of the same parent, or another root of the trace.
    case sibling = "~"
}

/// Which spans a structural operator gives.
package enum SpanMatch: String, Hashable, Sendable, CaseIterable {
    /// Spans of the right side that stand in the relation to a span of the left side.
    case matching = ""
    /// Spans of the right side that do not: `!>`.
    case missing = "!"
    /// The partners of both sides: `&>`.
    case union = "&"
}

extension SpansetOperator: CaseIterable, CustomStringConvertible {
    package static let allCases: [Self] =
        [.and, .or]
        + SpanRelation.allCases.flatMap { relation in
            SpanMatch.allCases.map { .structural(relation, $0) }
        }

    /// The operator as it is written.
    package var description: String {
        switch self {
        case .and: "&&"
        case .or: "||"
        case .structural(let relation, let match): match.rawValue + relation.rawValue
        }
    }
}
