/// How long each span of a trace worked itself: the part of its time in which none of its children
/// was running.
///
/// Children count as far as they lie within the span, and times in which several of them run count
/// once; what their own children do makes no difference. A span without a known duration has no self
/// time, and takes none from its parent.
public struct SelfTimes: Sendable {
    /// By the index of the span; nil where the duration is unknown.
    public let nanoseconds: [UInt64?]

    /// Computes the self times of the spans that a tree arranges.
    ///
    /// - Complexity: O(n log n) over the spans.
    public init(of spans: [Span], in tree: TraceTree) {
        var rests = spans.map { SelfTime(of: $0) }
        var path: [Int] = []
        var pairs: [(parent: Int, child: Int)] = []
        for node in tree.nodes {
            path.removeSubrange(node.depth...)
            if let parent = path.last { pairs.append((parent, node.span)) }
            path.append(node.span)
        }
        pairs.sort { spans[$0.child].startNanoseconds < spans[$1.child].startNanoseconds }
        for (parent, child) in pairs { rests[parent]?.subtract(spans[child]) }
        nanoseconds = rests.map { $0?.nanoseconds }
    }
}

/// The self time of a span while its children are subtracted by ascending start.
private struct SelfTime {
    private let end: UInt64
    /// Up to here, the time is accounted for.
    private var position: UInt64
    private var own: UInt64 = 0

    init?(of span: Span) {
        guard span.durationNanoseconds != nil else { return nil }
        position = span.startNanoseconds
        end = span.endNanoseconds
    }

    var nanoseconds: UInt64 { own + (end - position) }

    mutating func subtract(_ child: Span) {
        guard child.durationNanoseconds != nil else { return }
        let start = min(max(child.startNanoseconds, position), end)
        own += start - position
        position = max(start, min(child.endNanoseconds, end))
    }
}
