import DossierColumns

/// The shapes that rows of a block have, numbered in the order in which they come first.
struct ShapeNumbers {
    /// The shape of each number.
    private(set) var shapes: [UInt32] = []
    /// The slots of each, in the order of the input.
    let paths: [[UInt32]]
    /// The number of each row's shape.
    let rows: [UInt64]
    /// How many rows have each.
    private(set) var counts: [Int] = []

    /// Up to so many shapes of the tree have an element each while rows are numbered.
    private static let denseCountMax = 1 << 12

    /// Takes the column of shapes; throws if one of them is not in the tree.
    init(_ words: [UInt64], in tree: ShapeTree) throws(BlockError) {
        let limit = UInt64(tree.count)
        if let unknown = words.first(where: { $0 >= limit }) {
            throw BlockError(.unknownShape(unknown), byteOffset: 0, column: .field(.shape))
        }
        var shapes: [UInt32] = []
        var counts: [Int] = []
        let isDense = tree.count <= max(Self.denseCountMax, words.count * 4)
        var dense = [Int](repeating: -1, count: isDense ? tree.count : 0)
        var sparse: [UInt64: Int] = [:]
        rows = [UInt64](unsafeUninitializedCapacity: words.count) { rows, initializedCount in
            // No shape is as high.
            var last = (shape: UInt64.max, number: 0)
            for (row, shape) in words.enumerated() {
                if shape != last.shape {
                    var number = isDense ? dense[Int(shape)] : sparse[shape] ?? -1
                    if number < 0 {
                        number = shapes.count
                        if isDense { dense[Int(shape)] = number } else { sparse[shape] = number }
                        shapes.append(UInt32(truncatingIfNeeded: shape))
                        counts.append(0)
                    }
                    last = (shape, number)
                }
                counts[last.number] &+= 1
                rows[row] = UInt64(last.number)
            }
            initializedCount = words.count
        }
        self.shapes = shapes
        self.counts = counts
        paths = shapes.map { tree.path(to: $0) }
    }

    /// The rows that have each of some slots, ascending, in the order of the slots.
    ///
    /// - Complexity: O(rows, and values of these slots).
    func rows(of slots: [UInt32]) -> [[UInt32]] {
        var indices: [UInt32: Int] = [:]
        for (index, slot) in slots.enumerated() { indices[slot] = index }
        let paths = paths.map { path in path.compactMap { indices[$0] } }
        let totals = totals(paths, slotCount: slots.count)
        // Slots that every row has share one array.
        let isEverywhere = isEverywhere(paths, totals)
        let every: [UInt32] =
            isEverywhere.contains(true) ? (0..<UInt32(rows.count)).map { $0 } : []
        let partial = paths.map { path in path.filter { !isEverywhere[$0] } }
        var starts = [0]
        for (index, total) in totals.enumerated() {
            starts.append(starts[index] + (isEverywhere[index] ? 0 : total))
        }
        let filled = filled(partial, starts)
        return slots.indices.map { index in
            isEverywhere[index] ? every : Array(filled[starts[index]..<starts[index + 1]])
        }
    }

    /// How many rows have each slot.
    private func totals(_ paths: [[Int]], slotCount: Int) -> [Int] {
        var totals = [Int](repeating: 0, count: slotCount)
        for (path, count) in zip(paths, counts) {
            for index in path { totals[index] += count }
        }
        return totals
    }

    /// Whether each slot is in every path, once.
    private func isEverywhere(_ paths: [[Int]], _ totals: [Int]) -> [Bool] {
        var pathCounts = [Int](repeating: 0, count: totals.count)
        var last = [Int](repeating: -1, count: totals.count)
        for (number, path) in paths.enumerated() {
            for index in path where last[index] != number {
                last[index] = number
                pathCounts[index] += 1
            }
        }
        return totals.indices.map { totals[$0] == rows.count && pathCounts[$0] == paths.count }
    }

    /// The rows that have each slot, one slot after another; `starts` says where each starts.
    private func filled(_ paths: [[Int]], _ starts: [Int]) -> [UInt32] {
        let total = starts[starts.count - 1]
        if total == 0 { return [] }
        var items: [Int] = []
        var ends = [0]
        for path in paths {
            items += path
            ends.append(items.count)
        }
        var next = starts
        return [UInt32](unsafeUninitializedCapacity: total) { target, initializedCount in
            next.withUnsafeMutableBufferPointer { next in
                for (row, number) in rows.enumerated() {
                    for item in ends[Int(number)]..<ends[Int(number) &+ 1] {
                        let index = items[item]
                        target[next[index]] = UInt32(truncatingIfNeeded: row)
                        next[index] &+= 1
                    }
                }
            }
            initializedCount = total
        }
    }
}
