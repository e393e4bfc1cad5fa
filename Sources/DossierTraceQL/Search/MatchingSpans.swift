package import DossierQuery

/// The spans of a store that a pipeline leaves, as rows of its blocks.
package struct MatchingSpans: Sendable {
    /// By the position of the block among the blocks of spans.
    package private(set) var rows: [RowBits]

    /// Evaluates a pipeline for the traces that have spans in some blocks, or in any;
    /// `isCancelled` is asked before each block, on any thread.
    ///
    /// - Complexity: O(spans) for each column that the query names, at most; a bit of memory for
    ///   each span.
    package init(
        _ plan: PipelinePlan,
        in blocks: SpanBlocks,
        scanned: Range<Int>? = nil,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws {
        rows = (0..<blocks.count).map { RowBits(rowCount: blocks.rowCount(of: $0)) }
        let scan = TraceScan(
            plan,
            in: blocks,
            usesPredicates: true,
            scanned: scanned,
            isCancelled: isCancelled
        )
        let visitor = TraceScan.Visitor<[SpanReference], [SpanReference]>(
            begin: { [] },
            visit: { found, visited in
                for spanset in visited.spansets { found += spanset.spans.map(visited.reference) }
            },
            end: { $0 }
        )
        try scan.run(visitor) { found in
            for span in found { rows[span.block].insert(span.row) }
        }
    }
}
