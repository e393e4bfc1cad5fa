import DossierBlocks
import DossierPrimitives

/// The series of a block and their rows, which stand together.
struct SeriesRuns: Sendable {
    /// Rising.
    let ids: [UInt32]
    /// The first row of each, and the count of all rows behind the last one.
    private let starts: [Int]

    init(_ runs: WordRuns) {
        ids = runs.words.map { UInt32(truncatingIfNeeded: $0) }
        starts = runs.starts
    }

    /// The rows of the series of `wanted`, which are rising, that the block has.
    func rows(of wanted: [UInt32]) -> [(id: UInt32, rows: Range<Int>)] {
        var found: [(id: UInt32, rows: Range<Int>)] = []
        var index = 0
        for id in wanted {
            if index < ids.count, ids[index] < id {
                index = gallop(from: index, to: id)
            }
            guard index < ids.count else { break }
            if ids[index] == id { found.append((id, starts[index]..<starts[index + 1])) }
        }
        return found
    }

    /// The first index from `start` on whose id is not below `id`, in steps that double.
    private func gallop(from start: Int, to id: UInt32) -> Int {
        var step = 1
        var low = start
        while low + step < ids.count, ids[low + step] < id {
            low += step
            step *= 2
        }
        return (low..<min(low + step, ids.count)).partitioningIndex { ids[$0] >= id }
    }
}
