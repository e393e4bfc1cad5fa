internal import DossierColumns
import DossierPrimitives

/// The rows of a batch that make up a block, in stored order.
///
/// Made once a block; it takes time in the number of batch rows between the first and the last one
/// of the block.
struct RowSelection {
    let order: ArraySlice<UInt32>
    /// The lowest row of the batch that is in the block.
    private let first: Int
    /// For each batch row from `first` on its place in the block plus 1; 0 where it is in another.
    private let places: [UInt32]

    init(_ order: ArraySlice<UInt32>) {
        self.order = order
        let first = Int(order.min() ?? 0)
        let last = Int(order.max() ?? 0)
        self.first = first
        var places = [UInt32](repeating: 0, count: order.isEmpty ? 0 : last - first + 1)
        var place: UInt32 = 0
        for row in order {
            place += 1
            places[Int(row) - first] = place
        }
        self.places = places
    }

    var count: Int { order.count }

    /// The place in the block of a row of the batch; nil if the row is in another block.
    func place(of row: Int) -> Int? {
        guard row >= first, row - first < places.count, places[row - first] > 0 else { return nil }
        return Int(places[row - first]) - 1
    }

    /// The words of the block's rows, of a column that every row has.
    func words(of column: [UInt64]) -> [UInt64] {
        column.withUnsafeBufferPointer { column in order.map { column[Int($0)] } }
    }

    /// The words of the block's rows that have a slot, and the places of these rows, ascending.
    func words(of slot: SlotColumn) -> (words: [UInt64], places: [UInt32]) {
        let range = slotRange(slot.rows)
        guard !range.isEmpty else { return ([], []) }
        // Many values: put each at its row's place, then close up. Few: sort them by place.
        return range.count * 8 > count
            ? scattered(slot, range: range) : sorted(slot, range: range)
    }

    /// The part of a slot's values whose rows may be in the block.
    private func slotRange(_ rows: [UInt32]) -> Range<Int> {
        let start = firstIndex(in: rows, notBelow: first)
        return start..<firstIndex(in: rows, notBelow: first + places.count)
    }

    private func firstIndex(in rows: [UInt32], notBelow row: Int) -> Int {
        rows.indices.partitioningIndex { Int(rows[$0]) >= row }
    }

    private func scattered(
        _ slot: SlotColumn,
        range: Range<Int>
    ) -> (words: [UInt64], places: [UInt32]) {
        var indices = [UInt32](repeating: UInt32.max, count: count)
        var valueCount = 0
        for index in range {
            let place = Int(places[Int(slot.rows[index]) - first])
            guard place > 0 else { continue }
            indices[place - 1] = UInt32(truncatingIfNeeded: index)
            valueCount += 1
        }
        var words: [UInt64] = []
        var rows: [UInt32] = []
        words.reserveCapacity(valueCount)
        rows.reserveCapacity(valueCount)
        for (place, index) in indices.enumerated() where index != UInt32.max {
            words.append(slot.words[Int(index)])
            rows.append(UInt32(truncatingIfNeeded: place))
        }
        return (words, rows)
    }

    private func sorted(
        _ slot: SlotColumn,
        range: Range<Int>
    ) -> (words: [UInt64], places: [UInt32]) {
        var found: [(place: UInt32, index: Int)] = []
        for index in range {
            let place = places[Int(slot.rows[index]) - first]
            if place > 0 { found.append((place - 1, index)) }
        }
        found.sort { $0.place < $1.place }
        return (found.map { slot.words[$0.index] }, found.map { $0.place })
    }
}
