import DossierColumns
import DossierStore

/// Finds the row of a series by its id.
struct SeriesLookup {
    private let blocks: [SeriesBlock]
    private let firstIDs: [UInt64]

    init(_ blocks: [SeriesBlock]) {
        self.blocks = blocks
        firstIDs = blocks.map { UInt64($0.firstID) }
    }

    /// One more than the highest id.
    var count: Int {
        blocks.last.map { Int($0.firstID) + $0.rows.rows.rowCount } ?? 0
    }

    func set(_ block: Int) -> RowSet { blocks[block].rows }

    /// The block that holds a series; nil if there is none.
    ///
    /// O(log blocks).
    private func block(of id: UInt64) -> Int? {
        let next = firstIndex(in: firstIDs, notBelow: id &+ 1)
        guard next > 0 else { return nil }
        return row(of: id, in: next - 1) == nil ? nil : next - 1
    }

    func row(of id: UInt64, in block: Int) -> Int? {
        let row = Int(truncatingIfNeeded: id &- firstIDs[block])
        return (0..<blocks[block].rows.rows.rowCount).contains(row) ? row : nil
    }

    /// Splits data points, which are in order of their series, by the block of their series.
    func parts(of range: Range<Int>, _ set: RowSet) -> [(block: Int, rows: Range<Int>)] {
        var parts: [(block: Int, rows: Range<Int>)] = []
        let ids = set.rows.columns[DataPointColumn.series]
        for row in range {
            if let last = parts.last, self.row(of: ids[row], in: last.block) != nil {
                parts[parts.count - 1].rows = last.rows.lowerBound..<(row + 1)
            } else if let block = block(of: ids[row]) {
                parts.append((block, row..<(row + 1)))
            }
        }
        return parts
    }

    /// The rows of the series for which `has` is false, by block.
    func rowsWithout(_ has: [Bool]) -> [(block: Int, rows: [Int])] {
        blocks.enumerated().map { number, block in
            let rows = (0..<block.rows.rows.rowCount).filter { !has[Int(block.firstID) + $0] }
            return (number, rows)
        }
    }
}
