package import DossierColumns

/// Which rows of a block have which slots, by the shapes of the rows.
///
/// A slot's chunk has values only for the rows that have the slot, so the index of a row's value is
/// the number of rows before it whose shape has the slot. Rows are counted by shape up to every
/// `stride`th row; from there on they are walked.
package struct SlotRows: Sendable {
    /// The shapes that rows of the block have, in the order in which they come first.
    package let shapes: [UInt32]
    /// The slots of each of these, in the order of the input.
    package let paths: [[UInt32]]
    /// The shape of each row, as an index into `shapes`.
    package let rows: NarrowWords
    /// For each `stride` rows the number of rows before them with each of the shapes.
    private let counts: [UInt32]
    private let stride: Int
    /// How many rows have each slot that any row has.
    package let slotTotals: [UInt32: Int]

    /// Takes the column of shapes; throws if one of them is not in the tree.
    package init(_ words: [UInt64], in tree: ShapeTree) throws(BlockError) {
        let numbers = try ShapeNumbers(words, in: tree)
        shapes = numbers.shapes
        paths = numbers.paths
        rows = NarrowWords(numbers.rows)
        // The counts then take at most four bytes per row.
        stride = max(256, shapes.count)
        counts = Self.counts(numbers.rows, shapeCount: shapes.count, stride: stride)
        slotTotals = Self.slotCounts(numbers.counts, paths)
    }

    private static func counts(_ rows: [UInt64], shapeCount: Int, stride: Int) -> [UInt32] {
        var counts: [UInt32] = []
        counts.reserveCapacity((rows.count / stride + 1) * shapeCount)
        var running = [UInt32](repeating: 0, count: shapeCount)
        for start in Swift.stride(from: 0, to: rows.count, by: stride) {
            counts += running
            for row in start..<min(start + stride, rows.count) { running[Int(rows[row])] += 1 }
        }
        return counts + running
    }

    /// About the number of bytes it takes in memory.
    package var byteCount: Int {
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
