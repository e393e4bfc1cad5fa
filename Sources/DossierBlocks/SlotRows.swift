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
        var shapes: [UInt32] = []
        var indices: [UInt64: Int] = [:]
        var rows: [UInt64] = []
        rows.reserveCapacity(words.count)
        var last: (shape: UInt64, index: Int)?
        for shape in words {
            if let last, last.shape == shape {
                rows.append(UInt64(last.index))
                continue
            }
            guard shape < UInt64(tree.count) else {
                throw BlockError(.unknownShape(shape), byteOffset: 0, column: .field(.shape))
            }
            let index = indices[shape] ?? shapes.count
            if index == shapes.count {
                indices[shape] = index
                shapes.append(UInt32(truncatingIfNeeded: shape))
            }
            last = (shape, index)
            rows.append(UInt64(index))
        }
        self.shapes = shapes
        paths = shapes.map { tree.path(to: $0) }
        self.rows = NarrowWords(rows)
        // The counts then take at most four bytes per row.
        stride = max(256, shapes.count)
        counts = Self.counts(rows, shapeCount: shapes.count, stride: stride)
        slotTotals = Self.slotCounts(counts.suffix(shapes.count).map { Int($0) }, paths)
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

    /// Appends to each of some slots the rows that have it, ascending.
    ///
    /// - Complexity: O(rows, and values of these slots).
    func appendRows(to slots: inout [SlotColumn], of wanted: [UInt32]) {
        let wanted = Set(wanted)
        let paths = paths.map { path in path.filter { wanted.contains($0) }.map { Int($0) } }
        for (row, shape) in rows.words.enumerated() {
            for slot in paths[Int(shape)] {
                slots[slot].rows.append(UInt32(truncatingIfNeeded: row))
            }
        }
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
