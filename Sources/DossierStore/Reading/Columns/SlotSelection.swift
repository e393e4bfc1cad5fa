import DossierBlocks
import DossierColumns

/// Which values the slots of a table have in some ranges of rows.
struct SlotSelection {
    /// For each slot the rows that have it, numbered from 0 through all ranges.
    private(set) var rows: [[UInt32]]
    /// For each slot its values, as ranges of the values of its column.
    private(set) var values: [[Range<Int>]]

    init(_ ranges: [Range<Int>], of content: TableColumns, slotCount: Int) {
        rows = Array(repeating: [], count: slotCount)
        values = Array(repeating: [], count: slotCount)
        let slotRows = content.slotRows
        var row: UInt32 = 0
        for range in ranges {
            let first = row
            for shape in slotRows.rows.words(range) {
                for slot in slotRows.paths[Int(shape)] { rows[Int(slot)].append(row) }
                row += 1
            }
            let starts = slotRows.slotCounts(slotRows.counts(before: range.lowerBound))
            for (number, _) in content.slots {
                let own = rows[Int(number)]
                let count = own.count - firstIndex(in: own, notBelow: first)
                guard count > 0 else { continue }
                let start = starts[number] ?? 0
                values[Int(number)].append(start..<(start + count))
            }
        }
    }

    /// The fragments that the long texts among the values need, of each the first `countLimit`.
    func fragments(of content: TableColumns, countLimit: Int) -> [UInt32] {
        var numbers: [UInt32] = []
        for (slot, column) in content.slots {
            guard let longTexts = column.longTexts else { continue }
            for range in values[Int(slot)] {
                for longValue in longTexts.longValues(in: range) {
                    numbers += longTexts.fragments(of: longValue).prefix(countLimit)
                }
            }
        }
        return numbers
    }
}
