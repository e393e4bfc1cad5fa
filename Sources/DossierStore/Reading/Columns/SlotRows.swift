package import DossierColumns

/// Which rows of a block have which slots, told from their shapes.
///
/// A slot's chunk has values for the rows that have it, so the place of a row's value is the number
/// of rows before with a shape that has the slot. Those are counted for each shape every so many
/// rows; the rest of the way is walked.
package struct SlotRows: Sendable {
    /// The shapes that rows of the block have, in the order in which they come first.
    package let shapes: [UInt32]
    /// The slots of each of these, in the order of the input.
    package let paths: [[UInt32]]
    /// The shape of each row, as its place in `shapes`.
    package let rows: NarrowWords
    /// For each `stride` rows the number of rows before them with each of the shapes.
    private let counts: [UInt32]
    private let stride: Int
    /// How many rows have each slot that any row has.
    let slotTotals: [UInt32: Int]

    /// Nil if a row has a shape that is not in the tree.
    init?(_ words: [UInt64], in tree: ShapeTree) {
        var shapes: [UInt32] = []
        var places: [UInt64: Int] = [:]
        var rows: [UInt64] = []
        rows.reserveCapacity(words.count)
        var last: (shape: UInt64, place: Int)?
        for shape in words {
            if let last, last.shape == shape {
                rows.append(UInt64(last.place))
                continue
            }
            guard shape < UInt64(tree.count) else { return nil }
            let place = places[shape] ?? shapes.count
            if place == shapes.count {
                places[shape] = place
                shapes.append(UInt32(truncatingIfNeeded: shape))
            }
            last = (shape, place)
            rows.append(UInt64(place))
        }
        self.shapes = shapes
        paths = shapes.map { tree.path(to: $0) }
        self.rows = NarrowWords(rows)
        // So that the counts take no more than four bytes a row.
        stride = max(256, shapes.count)
        counts = Self.counts(rows, shapeCount: shapes.count, stride: stride)
        slotTotals = Self.slotCounts(counts.suffix(shapes.count).map { Int($0) }, paths)
    }

    private static func counts(_ rows: [UInt64], shapeCount: Int, stride: Int) -> [UInt32] {
        var counts: [UInt32] = []
        counts.reserveCapacity((rows.count / stride + 1) * shapeCount)
        var running = [UInt32](repeating: 0, count: shapeCount)
        for (row, shape) in rows.enumerated() {
            if row % stride == 0 { counts += running }
            running[Int(shape)] += 1
        }
        return counts + running
    }

    /// What it takes in memory, about.
    var byteCount: Int {
        counts.count * 4 + rows.byteCount + paths.reduce(0) { $0 + 64 + $1.count * 4 }
    }

    /// How many rows before `row` have each of the shapes.
    ///
    /// - Complexity: O(256 + shapes).
    package func counts(before row: Int) -> [Int] {
        let group = min(row / stride, counts.count / max(1, shapes.count) - 1)
        guard group >= 0, !shapes.isEmpty, row < rows.count else { return totals }
        var result = counts[(group * shapes.count)..<((group + 1) * shapes.count)].map(Int.init)
        for index in (group * stride)..<row { result[Int(rows[index])] += 1 }
        return result
    }

    /// How many rows have each of the shapes.
    package var totals: [Int] { counts.suffix(shapes.count).map(Int.init) }

    /// How many of the rows that are counted by shape have each slot that any row of the block has.
    package func slotCounts(_ shapeCounts: [Int]) -> [UInt32: Int] {
        Self.slotCounts(shapeCounts, paths)
    }

    private static func slotCounts(_ shapeCounts: [Int], _ paths: [[UInt32]]) -> [UInt32: Int] {
        var slots: [UInt32: Int] = [:]
        for (path, count) in zip(paths, shapeCounts) {
            for slot in path { slots[slot, default: 0] += count }
        }
        return slots
    }

    /// The rows that have a slot, ascending.
    ///
    /// - Complexity: O(rows).
    package func rows(of slot: UInt32) -> [UInt32] {
        let have = paths.map { $0.contains(slot) }
        var found: [UInt32] = []
        if let shape = rows.constant, have[Int(shape)] {
            return (0..<UInt32(rows.count)).map { $0 }
        }
        for (row, shape) in rows.words.enumerated() where have[Int(shape)] {
            found.append(UInt32(truncatingIfNeeded: row))
        }
        return found
    }
}
