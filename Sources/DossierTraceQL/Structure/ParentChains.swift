internal import DossierPrimitives
internal import DossierTraceQLSyntax

/// Answers structural operators for few spans of a trace by walking up from them, where building the
/// tree of all spans would be more work.
///
/// Finds what `SpanTree` finds: the parent of a span is chosen by the same rule, and spans that no
/// root leads to have no relations.
struct ParentChains {
    private let placement: SpanPlacement
    private let rows: Range<Int>

    /// The spans are numbered from the first row.
    init(_ placement: SpanPlacement, _ rows: Range<Int>) {
        self.placement = placement
        self.rows = rows
    }

    /// So many ids are compared at most, about what a tree of a common trace costs.
    private static let comparisonCountMax = 8192
    private var comparisonCount = 0
    /// Spans that a root is known to lead to.
    private var rooted: Set<Int> = []

    /// Those of `right` that stand in a relation to any of `left`.
    ///
    /// Both are ascending. Nil if the tree is cheaper, or the relation can't be told from chains.
    mutating func related(_ relation: SpanRelation, _ left: [Int], _ right: [Int]) -> [Int]? {
        guard placement.nestedSets == nil else { return nil }
        var found: [Int] = []
        switch relation {
        case .child:
            guard let pairs = pairs(of: right, below: left) else { return nil }
            found = pairs.map(\.child)
        case .parent:
            guard let pairs = pairs(of: left, below: right) else { return nil }
            found = Set(pairs.map(\.parent)).sorted()
        case .descendant:
            for span in right {
                guard let above = ancestors(of: span) else { return nil }
                if above.contains(where: left.containsSorted) { found.append(span) }
            }
        case .ancestor:
            var all: Set<Int> = []
            for span in left {
                guard let above = ancestors(of: span) else { return nil }
                all.formUnion(above)
            }
            found = right.filter(all.contains)
        case .sibling: return nil
        }
        return found
    }

    /// The children whose parent is one of some spans, with these.
    private mutating func pairs(
        of children: [Int],
        below parents: [Int]
    ) -> [(child: Int, parent: Int)]? {
        var pairs: [(child: Int, parent: Int)] = []
        comparisonCount += children.count * parents.count
        guard comparisonCount <= Self.comparisonCountMax else { return nil }
        for child in children {
            let id = placement.parents[rows.lowerBound + child]
            guard id != 0, parents.contains(where: { placement.ids[rows.lowerBound + $0] == id })
            else { continue }
            comparisonCount += rows.count
            guard comparisonCount <= Self.comparisonCountMax else { return nil }
            guard let parent = parent(of: child), parents.containsSorted(parent) else { continue }
            guard let isRooted = isRooted(parent) else { return nil }
            if isRooted { pairs.append((child, parent)) }
        }
        return pairs
    }

    /// Whether a root leads to a span; nil if that is too much work.
    private mutating func isRooted(_ span: Int) -> Bool? {
        if rooted.contains(span) { return true }
        guard let above = ancestors(of: span) else { return nil }
        guard !above.isEmpty || placement.parents[rows.lowerBound + span] == 0 else { return false }
        rooted.insert(span)
        rooted.formUnion(above)
        return true
    }

    /// The spans above one, nearest first; none if no root leads to it, nil if that is too much work.
    private mutating func ancestors(of span: Int) -> [Int]? {
        var chain: [Int] = []
        var last = span
        while placement.parents[rows.lowerBound + last] != 0 {
            comparisonCount += rows.count
            // A chain longer than the trace is a circle.
            guard comparisonCount <= Self.comparisonCountMax, chain.count <= rows.count else {
                return nil
            }
            guard let parent = parent(of: last) else { return [] }
            chain.append(parent)
            last = parent
        }
        return chain
    }

    private func parent(of span: Int) -> Int? {
        let child = rows.lowerBound + span
        let wanted = SpanTree.parentKind(of: placement.kinds[child])
        let id = placement.parents[child]
        var (first, other): (Int?, Int?)
        for row in rows where placement.ids[row] == id {
            if row != child {
                if placement.kinds[row] == wanted { return row - rows.lowerBound }
                other = other ?? row
            }
            first = first ?? row
        }
        return (other ?? first).map { $0 - rows.lowerBound }
    }
}

extension [Int] {
    /// Whether an ascending array has an element.
    fileprivate func containsSorted(_ element: Int) -> Bool {
        let index = indices.partitioningIndex { self[$0] >= element }
        return index < count && self[index] == element
    }
}
