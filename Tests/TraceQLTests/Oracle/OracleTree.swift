/// Relations between spans, found by walking up from each.
struct OracleTree {
    let spans: [OracleSpan]
    /// The parent by number, in the tree or not; nil if the span names none that is there.
    private let named: [Int?]

    init(_ spans: [OracleSpan]) {
        self.spans = spans
        named = spans.indices.map { span in
            let wanted = spans[span].parent
            guard !wanted.isEmpty else { return nil }
            let candidates = spans.indices.filter { spans[$0].id == wanted }
            if candidates.count < 2 { return candidates.first }
            let kind = spans[span].kind == 2 ? 3 : 2
            return candidates.first { spans[$0].kind == kind && $0 != span }
                ?? candidates.first { $0 != span }
        }
    }

    func childCount(_ span: Int) -> Int { named.count { $0 == span } }

    /// The spans above one, the nearest first; nil if they don't end at a root.
    func path(_ span: Int) -> [Int]? {
        var path: [Int] = []
        var current = span
        while !spans[current].parent.isEmpty {
            guard let parent = named[current], parent != span, !path.contains(parent) else {
                return nil
            }
            path.append(parent)
            current = parent
        }
        return path
    }

    func isParent(_ parent: Int, of span: Int) -> Bool { path(span)?.first == parent }

    func isAncestor(_ ancestor: Int, of span: Int) -> Bool {
        path(span)?.contains(ancestor) ?? false
    }

    func areSiblings(_ left: Int, _ right: Int) -> Bool {
        guard left != right, let first = path(left), let second = path(right) else { return false }
        return first.first == second.first
    }
}
