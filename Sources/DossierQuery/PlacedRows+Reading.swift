import DossierColumns
package import DossierStore

extension StoreReader {
    /// Rows of several blocks of one table, in the order in which they are given.
    ///
    /// Reads each block once, and of it these rows alone.
    package func placedRows(_ wanted: [(block: UInt32, row: UInt32)]) throws -> PlacedRows {
        let order = wanted.indices.sorted {
            (wanted[$0].block, wanted[$0].row) < (wanted[$1].block, wanted[$1].row)
        }
        var found = PlacedRows()
        found.places = [RowPlace](repeating: RowPlace(set: 0, row: 0), count: wanted.count)
        var next = 0
        while next < order.count {
            let id = wanted[order[next]].block
            var ranges: [Range<Int>] = []
            var count = 0
            while next < order.count, wanted[order[next]].block == id {
                let row = Int(wanted[order[next]].row)
                // The same row may be wanted twice.
                if ranges.last?.upperBound != row + 1 {
                    count += 1
                    if let last = ranges.last, last.upperBound == row {
                        ranges[ranges.count - 1] = last.lowerBound..<(row + 1)
                    } else {
                        ranges.append(row..<(row + 1))
                    }
                }
                found.places[order[next]] = RowPlace(set: found.sets.count, row: count - 1)
                next += 1
            }
            found.add(try rows(ranges, of: blocks(ids: [id])[0]), rows: [])
        }
        return found
    }
}
