/// Who is whose child among the spans of a trace.
struct SpanParents {
    /// What spans are known by: an id, or a number for what was written instead of one; 0 for neither.
    struct Key: Hashable {
        let bits: UInt64
        let isText: Bool

        var isNone: Bool { bits == 0 && !isText }
    }

    /// By span, the index of the parent; -1 for none.
    private(set) var parents: [Int]

    /// Takes spans in the order of their starts, those without one last.
    ///
    /// Where several have the id of a parent, the first of them is it; a circle is cut above its first
    /// span.
    init(_ keys: [Key], parentKeys: [Key]) {
        var first: [Key: Int] = [:]
        first.reserveCapacity(keys.count)
        for (span, key) in keys.enumerated() where !key.isNone && first[key] == nil {
            first[key] = span
        }
        parents = parentKeys.map { $0.isNone ? -1 : first[$0] ?? -1 }
        cutCircles()
    }

    /// Takes the parents as they were found, -1 for none, and cuts the circles.
    init(cutting parents: [Int]) {
        self.parents = parents
        cutCircles()
    }

    /// Follows the parents of one span after the other until it meets a span it has seen: if it saw
    /// that in the same walk, it has gone round a circle.
    private mutating func cutCircles() {
        var walks = [Int](repeating: -1, count: parents.count)
        for start in parents.indices where walks[start] < 0 {
            var span = start
            while span >= 0, walks[span] < 0 {
                walks[span] = start
                span = parents[span]
            }
            guard span >= 0, walks[span] == start else { continue }
            var head = span
            var member = parents[span]
            while member != span {
                head = min(head, member)
                member = parents[member]
            }
            parents[head] = -1
        }
    }
}
