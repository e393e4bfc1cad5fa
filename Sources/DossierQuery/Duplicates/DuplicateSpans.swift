package import DossierColumns
package import DossierStore

/// The spans of a store that came again: with the trace, the id and the content of a span that was
/// stored before, as after a batch that was sent twice.
package struct DuplicateSpans: Sendable {
    /// The rows that repeat others, ascending, by block.
    private var rowsByBlock: [UInt32: [UInt32]] = [:]
    private var counts: [TraceID: TraceDuplicates] = [:]

    /// How many spans of a trace are duplicates.
    package struct TraceDuplicates: Hashable, Sendable {
        package var spanCount = 0
        package var errorCount = 0
    }

    /// No duplicates.
    package init() {}

    /// The number of duplicates.
    package var count: Int { rowsByBlock.values.reduce(0) { $0 + $1.count } }
    package var isEmpty: Bool { rowsByBlock.isEmpty }

    /// The rows of a block that are duplicates, ascending.
    package func rows(of block: UInt32) -> [UInt32] { rowsByBlock[block] ?? [] }

    /// The duplicates among the spans of a trace.
    package func counts(of trace: TraceID) -> TraceDuplicates { counts[trace] ?? TraceDuplicates() }

    /// Finds the duplicates of a store.
    ///
    /// Only spans with equal starts can be equal, so blocks whose times do not overlap are looked at
    /// one by one.
    ///
    /// - Complexity: O(spans), over three columns; and over the content of spans with equal ids.
    package init(in reader: StoreReader) throws {
        let blocks = try reader.blocks(of: .span)
        let windows = Self.overlaps(of: blocks)
        let found = try parallelMap(Array(zip(blocks, windows))) { block, window in
            try SpanCandidates(block, window, in: reader)
        }
        var groups = Dictionary(
            grouping: found.flatMap(\.own) + SpanCandidates.repeated(found.flatMap(\.shared)),
            by: \.hash
        ).values.map { Array(Set($0)).sorted() }
        groups.sort { $0[0] < $1[0] }
        for start in stride(from: 0, to: groups.count, by: Self.groupCountAtOnce) {
            let some = groups[start..<min(start + Self.groupCountAtOnce, groups.count)]
            try compare(Array(some), in: reader)
        }
        for block in rowsByBlock.keys { rowsByBlock[block]?.sort() }
    }

    private static let groupCountAtOnce = 512
    /// Of spans with one id and start, so many different contents are told apart.
    static let contentCountMax = 256

    /// For each block the times that it has in common with any other, from the first to the last.
    private static func overlaps(of blocks: [BlockInfo]) -> [ClosedRange<UInt64>?] {
        var found = [ClosedRange<UInt64>?](repeating: nil, count: blocks.count)
        func widen(_ index: Int, _ range: ClosedRange<UInt64>) {
            found[index] =
                found[index].map {
                    min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound)
                } ?? range
        }
        let order = blocks.indices.filter { blocks[$0].timeRange != nil }.sorted {
            (blocks[$0].timeRange?.lowerBound ?? 0) < (blocks[$1].timeRange?.lowerBound ?? 0)
        }
        // The one of the earlier blocks that ends last overlaps wherever any of them does.
        var longest: Int?
        for index in order {
            guard let own = blocks[index].timeRange else { continue }
            if let other = longest, let range = blocks[other].timeRange, range.overlaps(own) {
                let common = range.clamped(to: own)
                widen(index, common)
                widen(other, common)
            }
            if own.upperBound > longest.flatMap({ blocks[$0].timeRange?.upperBound }) ?? 0 {
                longest = index
            }
        }
        return found
    }

    /// Compares the spans of some groups that may be equal.
    private mutating func compare(
        _ groups: [[SpanCandidates.Candidate]],
        in reader: StoreReader
    ) throws {
        let all = groups.flatMap { $0 }
        let rows = try reader.placedRows(all.map { (block: $0.block, row: $0.row) })
        var next = 0
        for group in groups {
            let places = rows.places[next..<(next + group.count)]
            next += group.count
            var kept: [RowPlace] = []
            for (candidate, place) in zip(group, places) {
                if kept.contains(where: { rows.areEqualSpans($0, place) }) {
                    add(candidate, place, rows)
                } else if kept.count < Self.contentCountMax {
                    kept.append(place)
                }
            }
        }
    }

    private mutating func add(
        _ candidate: SpanCandidates.Candidate,
        _ place: RowPlace,
        _ rows: PlacedRows
    ) {
        rowsByBlock[candidate.block, default: []].append(candidate.row)
        let word = rows.word(SpanColumn.trace, at: place)
        let trace = rows.sets[place.set].traces[UInt32(truncatingIfNeeded: word)]
        counts[trace, default: TraceDuplicates()].spanCount += 1
        if rows.word(SpanColumn.statusCode, at: place) == 2 { counts[trace]?.errorCount += 1 }
    }
}
