internal import DossierColumns
import DossierPrimitives

/// The rows of a batch that make up a block, in stored order.
///
/// Made once per block, in time proportional to the batch rows between the first and the last row
/// of the block.
struct RowSelection {
    let order: ArraySlice<UInt32>
    /// The lowest row of the batch that is in the block.
    private let first: Int
    /// For each batch row from `first` on its row in the block plus 1; 0 if it is in another block.
    private let blockRows: [UInt32]

    init(_ order: ArraySlice<UInt32>) {
        self.order = order
        let first = Int(order.min() ?? 0)
        let last = Int(order.max() ?? 0)
        self.first = first
        var blockRows = [UInt32](repeating: 0, count: order.isEmpty ? 0 : last - first + 1)
        var blockRow: UInt32 = 0
        for row in order {
            blockRow += 1
            blockRows[Int(row) - first] = blockRow
        }
        self.blockRows = blockRows
    }

    var count: Int { order.count }

    /// The row in the block of a row of the batch; nil if it is in another block.
    func blockRow(of row: Int) -> Int? {
        guard row >= first, row - first < blockRows.count, blockRows[row - first] > 0 else {
            return nil
        }
        return Int(blockRows[row - first]) - 1
    }

    /// The words of the block's rows, of a column that every row has.
    func words(of column: [UInt64]) -> [UInt64] {
        column.withUnsafeBufferPointer { column in order.map { column[Int($0)] } }
    }

    /// The words of the block's rows that have a slot, and these rows of the block, ascending.
    func words(of slot: SlotColumn) -> (words: [UInt64], rows: [UInt32]) {
        let range = slotRange(slot.rows)
        guard !range.isEmpty else { return ([], []) }
        // Many values: scatter them over all rows, then close up. Few: sort them by row.
        return range.count * 8 > count
            ? scattered(slot, range: range) : sorted(slot, range: range)
    }

    /// The part of a slot's values whose rows may be in the block.
    private func slotRange(_ rows: [UInt32]) -> Range<Int> {
        let start = firstIndex(in: rows, notBelow: first)
        return start..<firstIndex(in: rows, notBelow: first + blockRows.count)
    }

    private func firstIndex(in rows: [UInt32], notBelow row: Int) -> Int {
        rows.indices.partitioningIndex { Int(rows[$0]) >= row }
    }

    private func scattered(
        _ slot: SlotColumn,
        range: Range<Int>
    ) -> (words: [UInt64], rows: [UInt32]) {
        var indices = [UInt32](repeating: UInt32.max, count: count)
        var valueCount = 0
        for index in range {
            let blockRow = Int(blockRows[Int(slot.rows[index]) - first])
            guard blockRow > 0 else { continue }
            indices[blockRow - 1] = UInt32(truncatingIfNeeded: index)
            valueCount += 1
        }
        var words: [UInt64] = []
        var rows: [UInt32] = []
        words.reserveCapacity(valueCount)
        rows.reserveCapacity(valueCount)
        for (row, index) in indices.enumerated() where index != UInt32.max {
            words.append(slot.words[Int(index)])
            rows.append(UInt32(truncatingIfNeeded: row))
        }
        return (words, rows)
    }

    private func sorted(
        _ slot: SlotColumn,
        range: Range<Int>
    ) -> (words: [UInt64], rows: [UInt32]) {
        var found: [(row: UInt32, index: Int)] = []
        for index in range {
            let blockRow = blockRows[Int(slot.rows[index]) - first]
            if blockRow > 0 { found.append((blockRow - 1, index)) }
        }
        found.sort { $0.row < $1.row }
        return (found.map { slot.words[$0.index] }, found.map { $0.row })
    }
}
