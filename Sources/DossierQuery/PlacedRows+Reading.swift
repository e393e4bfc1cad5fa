import DossierColumns
package import DossierStore

extension StoreReader {
    /// Rows of several blocks of one table, in the order in which they are given.
    ///
    /// Reads each block once, and of it these rows alone.
    package func placedRows(_ wanted: [(block: UInt32, row: UInt32)]) throws -> PlacedRows {
        var rowsByBlock: [UInt32: [UInt32]] = [:]
        for (block, row) in wanted { rowsByBlock[block, default: []].append(row) }
        var found = PlacedRows()
        var places: [UInt32: (set: Int, rows: [UInt32])] = [:]
        for (id, unsorted) in rowsByBlock.sorted(by: { $0.key < $1.key }) {
            let rows = unsorted.sorted()
            places[id] = (found.sets.count, rows)
            let block = try blocks(ids: [id])[0]
            found.add(try self.rows(Self.ranges(of: rows), of: block), rows: [])
        }
        found.places = wanted.map { block, row in
            let place = places[block]
            return RowPlace(
                set: place?.set ?? 0,
                row: firstIndex(in: place?.rows ?? [], notBelow: row)
            )
        }
        return found
    }

    /// Ascending rows, each once, as ranges.
    private static func ranges(of rows: [UInt32]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for row in rows {
            if let last = ranges.last, last.upperBound == Int(row) {
                ranges[ranges.count - 1] = last.lowerBound..<(Int(row) + 1)
            } else {
                ranges.append(Int(row)..<(Int(row) + 1))
            }
        }
        return ranges
    }
}
