import DossierBlocks
import DossierColumns
import DossierPrimitives

/// The shapes of a block's rows, by runs of rows with the same one.
struct ShapeRuns: Sendable {
    private let runs: WordRuns
    /// The slots of each shape that a row has.
    private let paths: [UInt64: [UInt32]]

    /// Nil if a row has a shape that is not in the tree.
    init?(_ runs: WordRuns, in tree: ShapeTree) {
        self.runs = runs
        var paths: [UInt64: [UInt32]] = [:]
        for shape in runs.words where paths[shape] == nil {
            guard shape < UInt64(tree.count) else { return nil }
            paths[shape] = tree.path(to: UInt32(truncatingIfNeeded: shape))
        }
        self.paths = paths
    }

    func presence(of slot: UInt32) -> SlotPresence {
        let have = paths.mapValues { $0.contains(slot) }
        guard have.values.contains(true) else { return .none }
        guard have.values.contains(false) else { return .all }
        var stretches = SlotStretches()
        for (index, shape) in runs.words.enumerated() {
            let isPresent = have[shape] ?? false
            stretches.append(runs.starts[index]..<runs.starts[index + 1], isPresent: isPresent)
        }
        return .some(stretches)
    }
}

/// Which rows of a block have a slot.
enum SlotPresence: Sendable {
    case none
    /// Every row has it.
    case all
    case some(SlotStretches)
}

/// Alternating stretches of rows that have a slot and rows that don't.
struct SlotStretches: Sendable {
    private var starts: [Int] = []
    /// The number of values before each stretch.
    private var counts: [Int] = []
    private var arePresent: [Bool] = []
    private var end = 0

    /// Adds the rows that follow.
    fileprivate mutating func append(_ rows: Range<Int>, isPresent: Bool) {
        defer { end = rows.upperBound }
        guard arePresent.last != isPresent else { return }
        counts.append(valueCount(before: rows.lowerBound))
        starts.append(rows.lowerBound)
        arePresent.append(isPresent)
    }

    /// How many of the rows before one have the slot.
    ///
    /// - Complexity: O(log stretches).
    func valueCount(before row: Int) -> Int {
        guard let stretch = stretch(of: row) else { return 0 }
        return counts[stretch] + (arePresent[stretch] ? row - starts[stretch] : 0)
    }

    /// Calls with the parts of a range of rows that have the slot.
    func forEachPart(of rows: Range<Int>, _ body: (Range<Int>) -> Void) {
        guard !rows.isEmpty, var stretch = stretch(of: rows.lowerBound) else { return }
        while stretch < starts.count, starts[stretch] < rows.upperBound {
            let next = stretch + 1 < starts.count ? starts[stretch + 1] : end
            if arePresent[stretch] {
                body(max(starts[stretch], rows.lowerBound)..<min(next, rows.upperBound))
            }
            stretch += 1
        }
    }

    /// The last stretch that starts at a row or before it.
    private func stretch(of row: Int) -> Int? {
        let next = starts.indices.partitioningIndex { starts[$0] > row }
        return next > 0 ? next - 1 : nil
    }
}
