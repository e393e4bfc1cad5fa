import DossierBlocks
import DossierColumns

extension CommitEncoder {
    /// Adds the log records of a batch that name traces without belonging to one.
    ///
    /// `order` are their rows in stored order, `blocks` the ranges of it with the blocks they became.
    mutating func addMentions(
        of logRecords: TableBatch,
        order: [UInt32],
        slotIDs: [UInt32],
        strings: StringTable,
        blocks: [(rows: Range<Int>, block: UInt32)]
    ) {
        let found = LogMentions.all(in: logRecords, strings: strings)
        if found.isEmpty { return }
        var positions = [UInt32](repeating: 0, count: order.count)
        for (position, row) in order.enumerated() {
            positions[Int(row)] = UInt32(truncatingIfNeeded: position)
        }
        let starts = blocks.map(\.rows.lowerBound)
        for mention in found {
            let position = Int(positions[Int(mention.row)])
            // Blocks follow each other, and the first starts at 0.
            let block = blocks[firstIndex(in: starts, notBelow: position + 1) - 1]
            commit.mentions.append(
                MentionList.Mention(
                    trace: mention.trace,
                    block: block.block,
                    row: UInt32(truncatingIfNeeded: position - block.rows.lowerBound),
                    slot: slotIDs[Int(mention.slot)]
                )
            )
        }
    }

    /// Adds the links of a block of spans that lead to other traces.
    mutating func addMentions(of links: BlockRows, block: UInt32) {
        if links.order.isEmpty { return }
        let traces = inOrder(links.rows.columns[SpanLinkColumn.trace], links.order)
        let parents = inOrder(links.rows.columns[SpanLinkColumn.parentRow], links.order)
            .map { batch.spans.columns[SpanColumn.trace][Int($0)] }
        commit.mentions.addLinks(block: block, traces: traces, parents: parents, ids: batch.traces)
    }
}
