internal import Dossier

/// Which spans of a trace are shown, and how much of them.
struct TraceViewOptions: Sendable {
    /// Spans that are shown with those above them.
    enum Selection: String, CaseIterable, Sendable {
        /// Those with status error.
        case errors
        /// Those with the longest self times.
        case slow
    }

    /// How many spans are slow ones.
    static let slowCount = 10

    /// Whether all attributes are shown.
    var attributes = false
    /// Whether equal siblings are shown one by one.
    var unfold = false
    /// Whether the critical path is marked.
    var criticalPath = false
    var only: Selection?
    /// How many levels of spans are shown; nil for all.
    var depth: Int?
    /// Spans that took less are shown only for those below them.
    var minimumDuration: UInt64?
    /// The span that was asked for, which is always shown.
    var marked: SpanID?

    /// Whether every span is shown, folded or not.
    var showsAll: Bool { only == nil && depth == nil && minimumDuration == nil }

    /// By the index of each node of a tree, whether its span is selected by itself.
    func matches(_ spans: [Span], _ tree: TraceTree) -> [Bool] {
        if showsAll { return Array(repeating: true, count: tree.nodes.count) }
        var slow: Set<Int> = []
        if only == .slow {
            let times = SelfTimes(of: spans, in: tree).nanoseconds.enumerated()
                .compactMap { index, time in time.map { (time: $0, index: index) } }
                .sorted { ($1.time, $0.index) < ($0.time, $1.index) }
            slow = Set(times.prefix(Self.slowCount).map(\.index))
        }
        return tree.nodes.map { node in
            let span = spans[node.span]
            if isMarked(span) { return true }
            if let depth, node.depth >= depth { return false }
            if let minimumDuration, span.durationNanoseconds ?? 0 < minimumDuration { return false }
            switch only {
            case .errors: return span.isError
            case .slow: return slow.contains(node.span)
            case nil: return true
            }
        }
    }

    func isMarked(_ span: Span) -> Bool { marked != nil && span.id == marked }
}
