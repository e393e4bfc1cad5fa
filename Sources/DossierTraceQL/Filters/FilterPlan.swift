internal import DossierQuery
internal import DossierRegularExpressions
internal import DossierTraceQLSyntax

/// A filter of a query, as it is evaluated.
struct FilterPlan: Sendable {
    /// What columns of blocks tell; every span that passes the filter passes it.
    private(set) var predicate: Predicate
    /// What is left to ask of a span that passes the predicate.
    let rest: [SpanExpression]
    /// Whether the parts of `rest` have to hold of one event and one link.
    let restSharesChildren: Bool
    /// The whole filter, for spans of which nothing else is known.
    let all: [SpanExpression]
    let sharesChildren: Bool

    init(
        _ expression: FieldExpression,
        _ fields: inout FieldTable
    ) throws(RegularExpressionError) {
        let parts = expression.conjuncts
        let isPure = !parts.contains { $0.hasAlternatives }
        sharesChildren = isPure && parts.contains { $0.mentionsChildren }
        var all: [SpanExpression] = []
        for part in parts {
            let compiled =
                parts.count > 1
                ? try SpanExpression(side: part, &fields, asksEachChild: !isPure)
                : try SpanExpression(part, &fields, asksEachChild: !isPure)
            all.append(
                isPure ? SpanExpression.needingChildren(of: part, compiled) : compiled
            )
        }
        self.all = all

        let leaves = LeafPredicates(isPure: isPure, isSide: parts.count > 1)
        var fast: [Predicate] = []
        var rest: [SpanExpression] = []
        var children: [SpanChild: [Predicate]] = [:]
        // Parts that ask an event are decided together, or all of them row by row.
        let slowChildren = Set(
            parts.filter { leaves.predicate($0) == nil }.flatMap { $0.children(of: isPure) }
        )
        for (part, compiled) in zip(parts, all) {
            let asked = part.children(of: isPure)
            guard let predicate = leaves.predicate(part), slowChildren.isDisjoint(with: asked)
            else {
                rest.append(compiled)
                continue
            }
            if let child = asked.first, asked.count == 1, isPure {
                children[child, default: []].append(predicate)
            } else {
                fast.append(predicate)
            }
        }
        for (child, predicates) in children {
            fast.append(.anyChild(child.table, .and(predicates)))
        }
        self.predicate = .and(fast)
        self.rest = rest
        restSharesChildren =
            isPure && rest.count > 0 && parts.contains { $0.mentionsChildren }
    }

    /// Lets only those spans pass that pass another predicate, too.
    mutating func narrow(by other: Predicate) {
        predicate = .and([predicate, other])
    }
}

extension FieldExpression {
    /// The parts that all have to be true.
    fileprivate var conjuncts: [FieldExpression] {
        guard case .binary(.and, let left, let right) = self else { return [self] }
        return left.conjuncts + right.conjuncts
    }

    /// Whether there is an `||` or `!` in it.
    fileprivate var hasAlternatives: Bool {
        switch self {
        case .binary(.or, _, _), .not: true
        default: children.contains(where: \.hasAlternatives)
        }
    }

    /// The kinds of children that are asked by scope; none if each is asked by itself.
    fileprivate func children(of isPure: Bool) -> [SpanChild] {
        guard isPure else { return [] }
        return Set(
            fields.compactMap { field -> SpanChild? in
                if case .child(let child) = field.origin { child } else { nil }
            }
        ).map { $0 }
    }
}
