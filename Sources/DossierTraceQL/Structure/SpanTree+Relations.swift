internal import DossierTraceQLSyntax

extension SpanTree {
    /// The spans that a structural operator gives for two sets of spans, by number.
    ///
    /// - Complexity: O(spans of the trace).
    func spans(
        _ relation: SpanRelation,
        _ match: SpanMatch,
        left: [Bool],
        right: [Bool]
    ) -> [Bool] {
        let related = related(relation, to: left)
        switch match {
        case .matching: return zip(right, related).map { $0 && $1 }
        case .missing: return zip(right, related).map { $0 && !$1 }
        case .union:
            let partners = self.related(relation.opposite, to: right)
            return right.indices.map { span in
                right[span] && related[span] || left[span] && partners[span]
            }
        }
    }

    /// The spans that stand in a relation to any of some spans.
    private func related(_ relation: SpanRelation, to spans: [Bool]) -> [Bool] {
        var result = [Bool](repeating: false, count: spans.count)
        switch relation {
        case .child:
            for span in order where parents[Int(span)] != Self.none {
                result[Int(span)] = spans[Int(parents[Int(span)])]
            }
        case .parent:
            for span in order where parents[Int(span)] != Self.none && spans[Int(span)] {
                result[Int(parents[Int(span)])] = true
            }
        case .descendant:
            for span in order where above[Int(span)] != Self.none {
                let ancestor = Int(above[Int(span)])
                result[Int(span)] = spans[ancestor] || result[ancestor]
            }
        case .ancestor:
            for span in order.reversed() where above[Int(span)] != Self.none {
                if spans[Int(span)] || result[Int(span)] { result[Int(above[Int(span)])] = true }
            }
        case .sibling:
            var counts: [Int64: Int] = [:]
            for span in order where spans[Int(span)] && families[Int(span)] != 0 {
                counts[families[Int(span)], default: 0] += 1
            }
            for span in order where families[Int(span)] != 0 {
                let others = (counts[families[Int(span)]] ?? 0) - (spans[Int(span)] ? 1 : 0)
                result[Int(span)] = others > 0
            }
        }
        return result
    }
}

extension SpanRelation {
    /// The relation seen from the other side.
    fileprivate var opposite: SpanRelation {
        switch self {
        case .child: .parent
        case .parent: .child
        case .descendant: .ancestor
        case .ancestor: .descendant
        case .sibling: .sibling
        }
    }
}
