import DossierColumns
import DossierPrimitives

/// Where rows are that name traces that they do not belong to: log records without a trace id, and
/// links to spans of other traces.
///
/// In the file it is the table `mention`, a row for each trace and block.
struct MentionList: Sendable {
    struct Mention: Comparable, Sendable {
        let trace: TraceID
        let block: UInt32
        /// Of a block of log records, the row; of a block of spans, the row of the link.
        let row: UInt32
        /// The slot of the log record that names the trace; 0 for links.
        let slot: UInt32

        static func < (left: Mention, right: Mention) -> Bool {
            if left.trace != right.trace { return left.trace < right.trace }
            if left.block != right.block { return left.block < right.block }
            return left.row != right.row ? left.row < right.row : left.slot < right.slot
        }
    }

    private(set) var mentions: [Mention] = []

    static let insert = "INSERT INTO mention VALUES (?, ?, ?)"

    mutating func append(_ mention: Mention) { mentions.append(mention) }

    mutating func sort() { mentions.sort() }

    /// The rows of the table in the order of their keys; the mentions have to be sorted.
    func forEachRow<Failure: Error>(
        _ body: (_ trace: TraceID, _ block: UInt32, _ rows: [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var start = 0
        while start < mentions.count {
            let first = mentions[start]
            var bytes: [UInt8] = []
            var row: UInt32 = 0
            var end = start
            while end < mentions.count, mentions[end].trace == first.trace,
                mentions[end].block == first.block
            {
                bytes.appendVarint(UInt64(mentions[end].row - row))
                bytes.appendVarint(UInt64(mentions[end].slot))
                row = mentions[end].row
                end += 1
            }
            try body(first.trace, first.block, bytes)
            start = end
        }
    }

    /// Adds the links of a block to spans of other traces; `parents` are the trace words of the spans
    /// that the links belong to, `traces` those of the links, both in stored order.
    mutating func addLinks(
        block: UInt32,
        traces: some Sequence<UInt64>,
        parents: some Sequence<UInt64>,
        ids: TraceTable
    ) {
        for (row, (trace, parent)) in zip(traces, parents).enumerated()
        where trace != noTrace && trace != parent && trace < UInt64(ids.count) {
            append(
                Mention(
                    trace: ids[UInt32(truncatingIfNeeded: trace)],
                    block: block,
                    row: UInt32(truncatingIfNeeded: row),
                    slot: 0
                )
            )
        }
    }
}
