internal import Dossier

/// Which log records belong to which span of a trace.
struct LogRecordsBySpan {
    private var records: [Int: [Int]] = [:]
    /// Records without a span, or with one that the trace does not have.
    private(set) var strays: [Int] = []

    /// - Complexity: O(spans + log records).
    init(_ trace: CorrelatedTrace, in nodes: [TraceTree.Node]) {
        guard !trace.logRecords.isEmpty else { return }
        var spans: [SpanID: Int] = [:]
        for node in nodes {
            guard let id = trace.spans[node.span].id, spans[id] == nil else { continue }
            spans[id] = node.span
        }
        for (index, record) in trace.logRecords.enumerated() {
            let id = record.spanID ?? record.mention?.spanID
            if let span = id.flatMap({ spans[$0] }) {
                records[span, default: []].append(index)
            } else {
                strays.append(index)
            }
        }
    }

    /// The log records of a span, by time.
    subscript(span: Int) -> [Int] {
        records[span] ?? []
    }
}
