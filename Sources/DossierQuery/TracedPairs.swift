import DossierColumns
import DossierPrimitives
import DossierStore

/// A span as a parent, by its own id, or as a child, by the id of its parent.
protocol PairedSpan: Sendable {
    /// The number of its trace.
    var trace: UInt32 { get set }
    var id: UInt64 { get }
    /// Among `ServiceNumbers`.
    var service: UInt32 { get }

    /// Whether it is the parent rather than another span with the same id.
    func precedes(_ other: Self) -> Bool
}

/// Spans that may be parents, and spans that name one, of some traces.
struct TracedPairs<Span: PairedSpan>: Sendable {
    private(set) var traces: [TraceID]
    var parents: [Span] = []
    var children: [Span] = []

    init(traces: [TraceID] = []) {
        self.traces = traces
    }

    /// Takes out what belongs to some of the traces.
    mutating func take(where isTaken: (TraceID) -> Bool) -> TracedPairs {
        let isOther = traces.map(isTaken)
        var others = TracedPairs(traces: traces)
        guard isOther.contains(true) else { return others }
        others.parents = parents.filter { isOther[Int($0.trace)] }
        others.children = children.filter { isOther[Int($0.trace)] }
        parents.removeAll { isOther[Int($0.trace)] }
        children.removeAll { isOther[Int($0.trace)] }
        return others
    }

    /// Adds others, whose traces get numbers of a table.
    mutating func add(_ others: TracedPairs, _ table: inout TraceTable) {
        guard !others.parents.isEmpty || !others.children.isEmpty else { return }
        let numbers = others.traces.map { table.intern($0) }
        func renumbered(_ span: Span) -> Span {
            var span = span
            span.trace = numbers[Int(span.trace)]
            return span
        }
        parents += others.parents.map(renumbered)
        children += others.children.map(renumbered)
    }

    /// Calls between different services: each child whose parent is there.
    func forEachCall(_ body: (_ parent: Span, _ child: Span) -> Void) {
        func place(_ span: Span) -> (UInt32, UInt64) { (span.trace, span.id) }
        let sorted = parents.sorted { left, right in
            place(left) == place(right) ? left.precedes(right) : place(left) < place(right)
        }
        for child in children {
            let index = sorted.indices.partitioningIndex { place(sorted[$0]) >= place(child) }
            guard index < sorted.count, place(sorted[index]) == place(child),
                sorted[index].service != child.service
            else { continue }
            body(sorted[index], child)
        }
    }
}
