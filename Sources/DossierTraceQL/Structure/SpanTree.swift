/// How the spans of a trace lie below each other, by their numbers.
///
/// Only spans that a root leads to are in the tree: an orphan, whose parent is missing, and spans
/// whose parents form a circle have no relations.
struct SpanTree {
    static let none: Int32 = -1

    /// The direct parent of each span in the tree; `none` for roots and for spans not in the tree.
    private(set) var parents: [Int32]
    /// The nearest span above it: the parent, unless walks are given that leave spans out.
    private(set) var above: [Int32]
    /// What the children of one parent have in common, the roots too; 0 for spans not in the tree.
    private(set) var families: [Int64]
    /// The spans of the tree, each after the one above it.
    private(set) var order: [Int32]
    /// How many spans name each one as their parent, in the tree or not.
    private(set) var childCounts: [Int]
    private(set) var nestedSets: [NestedSet]

    /// - Complexity: O(spans).
    init(_ placement: SpanPlacement) {
        let count = placement.ids.count
        parents = Array(repeating: Self.none, count: count)
        above = parents
        families = Array(repeating: 0, count: count)
        order = []
        childCounts = Array(repeating: 0, count: count)
        nestedSets = Array(
            repeating: NestedSet(left: 0, right: 0, parent: 0),
            count: count
        )
        if let given = placement.nestedSets {
            take(given)
        } else {
            connect(placement)
        }
    }

    // MARK: - By parent ids

    private mutating func connect(_ placement: SpanPlacement) {
        let count = placement.ids.count
        let table = SpanIDTable(placement.ids)
        var named = [Int32](repeating: Self.none, count: count)
        for span in 0..<count where placement.parents[span] != 0 {
            let first = table.first(placement.parents[span])
            guard first != Self.none else { continue }
            let parent =
                table.next[Int(first)] == Self.none
                ? first : Self.parent(of: span, from: first, table.next, placement.kinds)
            named[span] = parent
            childCounts[Int(parent)] += 1
        }
        var roots: [Int32] = []
        // The children of a span are chained: the first one, and of each the next.
        var first = [Int32](repeating: Self.none, count: count)
        var next = first
        for span in stride(from: count - 1, through: 0, by: -1) {
            let parent = named[span]
            if parent != Self.none {
                next[span] = first[Int(parent)]
                first[Int(parent)] = Int32(span)
            } else if placement.parents[span] == 0 {
                roots.append(Int32(span))
            }
        }
        walk(roots.reversed(), first, next)
    }

    /// OTLP's number of the kind that the parent of a span has where a client and a server share an
    /// id, as in Zipkin: the server is the parent of all but servers.
    static func parentKind(of kind: UInt64) -> UInt64 {
        let (server, client): (UInt64, UInt64) = (2, 3)
        return kind == server ? client : server
    }

    /// Which of the spans with the wanted id is the parent.
    private static func parent(
        of span: Int,
        from first: Int32,
        _ nextOfID: [Int32],
        _ kinds: [UInt64]
    ) -> Int32 {
        let wanted = parentKind(of: kinds[span])
        var other: Int32?
        var candidate = first
        while candidate != none {
            if Int(candidate) != span {
                if kinds[Int(candidate)] == wanted { return candidate }
                other = other ?? candidate
            }
            candidate = nextOfID[Int(candidate)]
        }
        return other ?? first
    }

    /// Numbers the spans below roots in visiting order.
    private mutating func walk(_ roots: [Int32], _ first: [Int32], _ next: [Int32]) {
        var number: Int64 = 0
        for root in roots {
            var span = root
            number += 1
            enter(span, parent: Self.none, number)
            while true {
                let child = first[Int(span)]
                if child != Self.none, nestedSets[Int(child)].left == 0 {
                    number += 1
                    enter(child, parent: span, number)
                    span = child
                    continue
                }
                // Up to where another child waits.
                while true {
                    number += 1
                    nestedSets[Int(span)].right = number
                    if span == root { break }
                    let sibling = next[Int(span)]
                    let parent = parents[Int(span)]
                    if sibling != Self.none {
                        number += 1
                        enter(sibling, parent: parent, number)
                        span = sibling
                        break
                    }
                    span = parent
                }
                if nestedSets[Int(span)].right != 0 { break }
            }
        }
    }

    private mutating func enter(_ span: Int32, parent: Int32, _ number: Int64) {
        parents[Int(span)] = parent
        above[Int(span)] = parent
        let left = parent == Self.none ? -1 : nestedSets[Int(parent)].left
        families[Int(span)] = left
        nestedSets[Int(span)] = NestedSet(left: number, right: 0, parent: left)
        order.append(span)
    }

    // MARK: - By numbers of a walk

    private mutating func take(_ given: [NestedSet]) {
        nestedSets = given
        let sorted = given.indices.filter { given[$0].left > 0 }
            .sorted { (given[$0].left, -given[$0].right) < (given[$1].left, -given[$1].right) }
        var open: [Int] = []
        for span in sorted {
            while let last = open.last, given[last].right < given[span].right { open.removeLast() }
            if let last = open.last(where: { given[$0].left < given[span].left }) {
                above[span] = Int32(last)
                if given[last].left == given[span].parent { parents[span] = Int32(last) }
            }
            if parents[span] != Self.none { childCounts[Int(parents[span])] += 1 }
            families[span] = given[span].parent
            order.append(Int32(span))
            open.append(span)
        }
    }
}
