internal import DossierQuery

/// How long each span of a trace worked itself: the part of its time in which none of its children
/// was running.
///
/// Children count as far as they lie within the span, and times in which several of them run count
/// once; what their own children do makes no difference. A span without a known duration has no self
/// time, and takes none from its parent. `docs/traces.md` has the details.
public struct SelfTimes: Sendable {
    /// By the index of the span; nil where the duration is unknown.
    public let nanoseconds: [UInt64?]

    /// Computes the self times of the spans that a tree arranges.
    ///
    /// - Complexity: O(n log n) over the spans.
    public init(of spans: [Span], in tree: TraceTree) {
        nanoseconds = SpanIntervals(spans, in: tree).selfTimes
    }
}

extension SpanIntervals {
    init(_ spans: [Span], in tree: TraceTree) {
        var parents = [Int](repeating: -1, count: spans.count)
        var path: [Int] = []
        for node in tree.nodes {
            path.removeSubrange(node.depth...)
            if let parent = path.last { parents[node.span] = parent }
            path.append(node.span)
        }
        self.init(
            starts: spans.map(\.startNanoseconds),
            ends: spans.map(\.endNanoseconds),
            parents: parents
        )
    }
}
