internal import DossierColumns

extension TraceTree {
    /// Arranges the spans of a trace, in whatever state the trace is, each span exactly once.
    ///
    /// Siblings, and the spans at the top, keep the order of the list. Where several spans have
    /// the id of a parent, the first of them is it. A circle of parents is cut above its first
    /// span. Works without recursion, so no depth is too much.
    ///
    /// - Complexity: O(`spans.count`).
    public init(_ spans: [Span]) {
        let identities = SpanIdentities(spans)
        let parents = spans.indices.map { identities.parent(of: $0, in: spans) }
        let heads = circleHeads(parents)
        let children = ChildLists(parents, cutAbove: heads)

        var nodes: [Node] = []
        nodes.reserveCapacity(spans.count)
        // What is still to be shown, the next one last.
        var pending: [(span: Int, depth: Int, isLast: Bool)] = []
        pending.appendReversed(children.tops, depth: 0)
        while let (span, depth, isLast) = pending.popLast() {
            nodes.append(
                Node(
                    span: span,
                    depth: depth,
                    position: position(
                        of: spans[span],
                        depth: depth,
                        isHead: heads.contains(span)
                    ),
                    isLast: isLast,
                    isDuplicate: identities.isShared(span)
                )
            )
            pending.appendReversed(children[of: span], depth: depth + 1)
        }
        self.nodes = nodes
    }
}

private func position(of span: Span, depth: Int, isHead: Bool) -> TraceTree.Position {
    if depth > 0 { return .child }
    if isHead { return .cycle }
    return SpanIdentities.Key(parentOf: span) == nil ? .root : .orphan
}

/// The first span of each circle of parents.
///
/// Follows the parents of one span after the other until it meets a span it has seen: if it saw
/// that in the same walk, it has gone round a circle.
private func circleHeads(_ parents: [Int?]) -> Set<Int> {
    var heads: Set<Int> = []
    // The span at which the walk began that came by first.
    var walks = [Int?](repeating: nil, count: parents.count)
    for start in parents.indices where walks[start] == nil {
        var current: Int? = start
        while let span = current, walks[span] == nil {
            walks[span] = start
            current = parents[span]
        }
        guard let entry = current, walks[entry] == start else { continue }
        var head = entry
        var member = parents[entry]
        while let span = member, span != entry {
            head = min(head, span)
            member = parents[span]
        }
        heads.insert(head)
    }
    return heads
}

/// Which spans have which ids.
private struct SpanIdentities {
    /// What a span is known by: its id, or what was written instead of one.
    enum Key: Hashable {
        case id(SpanID)
        case text(String)

        init?(_ id: SpanID?, _ text: String?) {
            if let id {
                self = .id(id)
            } else if let text, !text.isEmpty {
                self = .text(text)
            } else {
                return nil
            }
        }

        init?(parentOf span: Span) {
            self.init(span.parentID, span.parentIDText)
        }
    }

    private var firstSpans: [Key: Int] = [:]
    private var shared: Set<Int> = []

    init(_ spans: [Span]) {
        firstSpans.reserveCapacity(spans.count)
        for (index, span) in spans.enumerated() {
            guard let key = Key(span.id, span.idText) else { continue }
            if let first = firstSpans[key] {
                shared.insert(first)
                shared.insert(index)
            } else {
                firstSpans[key] = index
            }
        }
    }

    func parent(of span: Int, in spans: [Span]) -> Int? {
        Key(parentOf: spans[span]).flatMap { firstSpans[$0] }
    }

    func isShared(_ span: Int) -> Bool {
        shared.contains(span)
    }
}

/// The children of each span, in one array, a run for each parent.
private struct ChildLists {
    /// The spans without a parent in the list, and those above which a circle is cut.
    private(set) var tops: [Int] = []
    private var children: [Int]
    private var ends: [Int]

    init(_ parents: [Int?], cutAbove heads: Set<Int>) {
        ends = [Int](repeating: 0, count: parents.count)
        for (span, parent) in parents.enumerated() {
            if let parent, !heads.contains(span) {
                ends[parent] += 1
            } else {
                tops.append(span)
            }
        }
        var start = 0
        for span in ends.indices {
            (ends[span], start) = (start, start + ends[span])
        }
        children = [Int](repeating: 0, count: start)
        for (span, parent) in parents.enumerated() {
            guard let parent, !heads.contains(span) else { continue }
            children[ends[parent]] = span
            ends[parent] += 1
        }
    }

    subscript(of span: Int) -> ArraySlice<Int> {
        children[(span == 0 ? 0 : ends[span - 1])..<ends[span]]
    }
}

extension [(span: Int, depth: Int, isLast: Bool)] {
    fileprivate mutating func appendReversed(_ spans: some BidirectionalCollection<Int>, depth: Int)
    {
        for (index, span) in spans.reversed().enumerated() {
            append((span, depth, index == 0))
        }
    }
}
