internal import Dossier

/// The lines of a trace's tree: spans that are shown, and siblings that are folded to one line.
struct TraceOutline {
    enum Content {
        /// A span, by the index of its node; `isMatch` unless it is there only for those below it.
        case span(Int, isMatch: Bool)
        /// Siblings of the same service, name and kind, by the indices of their nodes.
        case fold([Int])
    }

    struct Row {
        let content: Content
        let depth: Int
        let isLast: Bool
        let hasChildren: Bool
    }

    /// From this many on, equal siblings are folded.
    static let foldCountMin = 20

    let nodes: [TraceTree.Node]
    private(set) var rows: [Row] = []
    /// Spans that the options exclude.
    let excludedCount: Int
    /// Spans that stand behind lines for several.
    private(set) var foldedCount = 0

    /// By node, whether its span is shown for itself.
    private let isMatch: [Bool]
    /// By node, whether its span is shown.
    private let isShown: [Bool]
    /// By node, whether its span or one below it was asked for.
    private let leadsToMarked: [Bool]
    /// By node, the index of the next one that is not below it.
    private let ends: [Int]

    /// - Complexity: O(spans), and O(n log n) to find the slow ones.
    init(_ spans: [Span], _ options: TraceViewOptions = TraceViewOptions()) {
        let tree = TraceTree(spans)
        nodes = tree.nodes
        isMatch = options.matches(spans, tree)
        let parents = Self.parents(of: tree.nodes)
        var ends = Array(nodes.indices.map { $0 + 1 })
        var isShown = isMatch
        var leadsToMarked = nodes.map { options.isMarked(spans[$0.span]) }
        for node in nodes.indices.reversed() {
            guard let parent = parents[node] else { continue }
            ends[parent] = max(ends[parent], ends[node])
            isShown[parent] = isShown[parent] || isShown[node]
            leadsToMarked[parent] = leadsToMarked[parent] || leadsToMarked[node]
        }
        (self.ends, self.isShown, self.leadsToMarked) = (ends, isShown, leadsToMarked)
        excludedCount = isShown.count { !$0 }
        makeRows(spans, options)
    }

    /// The node and all below it.
    func subtree(of node: Int) -> Range<Int> { node..<ends[node] }

    private mutating func makeRows(_ spans: [Span], _ options: TraceViewOptions) {
        // The next one last.
        var pending: [(content: Content, depth: Int, isLast: Bool)] = []
        func push(_ contents: [Content], depth: Int) {
            for (index, content) in contents.enumerated().reversed() {
                pending.append((content, depth, index + 1 == contents.count))
            }
        }
        push(contents(siblings(in: nodes.indices), spans, options), depth: 0)
        while let (content, depth, isLast) = pending.popLast() {
            var children: [Content] = []
            switch content {
            case .span(let node, _):
                children = contents(siblings(in: (node + 1)..<ends[node]), spans, options)
            case .fold(let group):
                foldedCount += group.reduce(0) { sum, node in
                    sum + subtree(of: node).count { isShown[$0] }
                }
            }
            rows.append(
                Row(content: content, depth: depth, isLast: isLast, hasChildren: !children.isEmpty)
            )
            push(children, depth: depth + 1)
        }
    }

    /// The nodes of the highest level in a range that are shown.
    private func siblings(in range: Range<Int>) -> [Int] {
        var found: [Int] = []
        var node = range.lowerBound
        while node < range.upperBound {
            if isShown[node] { found.append(node) }
            node = ends[node]
        }
        return found
    }

    /// Siblings in their order, equal ones together at the first of them if they are many.
    private func contents(
        _ siblings: [Int],
        _ spans: [Span],
        _ options: TraceViewOptions
    ) -> [Content] {
        guard !options.unfold, siblings.count >= Self.foldCountMin else {
            return siblings.map { .span($0, isMatch: isMatch[$0]) }
        }
        struct Key: Hashable {
            let service: String?
            let name: String
            let kind: Span.Kind
        }
        // Those whose name few others have need no closer look.
        let hashes = siblings.map { spans[nodes[$0].span].name.hashValue }
        let mask = (1 << (Int.bitWidth - siblings.count.leadingZeroBitCount)) - 1
        var counts = [Int](repeating: 0, count: mask + 1)
        for (node, hash) in zip(siblings, hashes) where !leadsToMarked[node] {
            counts[hash & mask] += 1
        }
        // A number for each key, and by that the siblings that have it.
        var numbers: [Key: Int] = [:]
        var members: [[Int]] = []
        let own = zip(siblings, hashes).map { node, hash -> Int in
            if leadsToMarked[node] || counts[hash & mask] < Self.foldCountMin { return -1 }
            let span = spans[nodes[node].span]
            let key = Key(service: span.resource.serviceName, name: span.name, kind: span.kind)
            let number = numbers[key] ?? members.count
            if number == members.count {
                numbers[key] = number
                members.append([])
            }
            members[number].append(node)
            return number
        }
        return zip(siblings, own).compactMap { node, number in
            guard number >= 0, members[number].count >= Self.foldCountMin else {
                return .span(node, isMatch: isMatch[node])
            }
            return members[number][0] == node ? .fold(members[number]) : nil
        }
    }

    private static func parents(of nodes: [TraceTree.Node]) -> [Int?] {
        var path: [Int] = []
        return nodes.indices.map { index in
            path.removeSubrange(nodes[index].depth...)
            defer { path.append(index) }
            return path.last
        }
    }
}
