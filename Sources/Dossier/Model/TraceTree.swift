/// The spans of a trace as trees, whatever state the trace is in.
public struct TraceTree: Sendable {
    /// How a span is connected to the others.
    public enum Position: Sendable {
        /// It has no parent.
        case root
        /// Its parent is above it.
        case child
        /// Its parent is not in the store.
        case orphan
        /// It is its own ancestor: the circle is cut here.
        case cycle
    }

    /// A span in the order in which a tree prints.
    public struct Node: Sendable {
        /// The index of the span in the list that the tree was made of.
        public let span: Int
        /// How many spans are above it.
        public let depth: Int
        /// How it is connected to the others.
        public let position: Position
        /// Whether it is the last child of its parent.
        public let isLast: Bool
        /// Whether another span of the trace has the same id.
        public let isDuplicate: Bool
    }

    /// The spans from top to bottom, children below their parents.
    public let nodes: [Node]
}
