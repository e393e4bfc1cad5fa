import DossierBlocks
import DossierColumns

/// Child rows in the order of their spans, on the way into the blocks of the spans.
struct ChildRows {
    let rows: TableBatch
    /// Batch rows in stored order.
    let order: [UInt32]
    let slotIDs: [UInt32]
    /// The stored position of each row's parent, in stored order.
    private let parents: [UInt32]

    /// The first column of both tables.
    private static let parentColumn = SpanEventColumn.parentRow

    /// Puts rows in order; `parentOrder` are the batch rows of their parents in stored order.
    init(_ rows: TableBatch, below parentOrder: [UInt32], slotIDs: [UInt32]) {
        var positions = [UInt32](repeating: 0, count: parentOrder.count)
        for (position, row) in parentOrder.enumerated() {
            positions[Int(row)] = UInt32(position)
        }
        let groups = rows.columns[Self.parentColumn].map { positions[Int($0)] }
        order = clusteredOrder(groups: groups, groupCount: parentOrder.count, times: nil)
        parents = order.map { groups[Int($0)] }
        self.rows = rows
        self.slotIDs = slotIDs
    }

    /// The rows of each block, whose parents are at successive ranges.
    func blocks(below ranges: [Range<Int>]) -> [BlockRows] {
        var start = 0
        return ranges.map { range in
            var end = start
            while end < parents.count, parents[end] < range.upperBound { end += 1 }
            defer { start = end }
            return BlockRows(rows, order: order[start..<end], slotIDs: slotIDs)
        }
    }

    /// Adds the bytes of text below each parent, in stored order of the parents.
    func addTextBytes(_ strings: StringTable, to counts: inout [UInt32]) {
        let own = rows.slotTextBytes(strings)
        for (position, row) in order.enumerated() {
            let parent = Int(parents[position])
            let sum = Int(counts[parent]) + Int(own[Int(row)]) + Self.rowByteCount
            counts[parent] = UInt32(clamping: sum)
        }
    }

    /// The size of a row besides its text, so that spans with very many events fill a block, too.
    private static let rowByteCount = 64
}
