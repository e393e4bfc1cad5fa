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
    /// Reads the spans of those traces alone that are in several blocks, or of which the store does
    /// not know that their ids are distinct.
    ///
    /// - Complexity: O(traces); O(spans) for the traces that are read, over two columns, and over the
    ///   content of spans with equal ids of which the store does not know that it is equal.
    package init(in reader: StoreReader) throws {
        let traces = try reader.tracesWithEqualSpanIDs()
        var runs: [UInt32: [SpanCandidates.Run]] = [:]
        for (number, trace) in traces.enumerated() {
            let isShared = trace.runs.count > 1
            for run in trace.runs {
                runs[run.block, default: []].append(
                    SpanCandidates.Run(trace: number, location: run, isShared: isShared)
                )
            }
        }
        guard !runs.isEmpty else { return }
        let blocks = try reader.blocks(ids: runs.keys.sorted()).map { ($0, runs[$0.id] ?? []) }
        let seed = UInt64.random(in: 0 ... .max)
        let found = try parallelMap(blocks) { block, runs in
            try SpanCandidates(block, runs, seed: seed, in: reader)
        }
        for part in found {
            for span in part.repeats {
                add(span.row, of: part.block, traces[span.trace].id, isError: span.isError)
            }
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
        let word = rows.word(SpanColumn.trace, at: place)
        let trace = rows.sets[place.set].traces[UInt32(truncatingIfNeeded: word)]
        let isError = rows.word(SpanColumn.statusCode, at: place) == 2
        add(candidate.row, of: candidate.block, trace, isError: isError)
    }

    private mutating func add(_ row: UInt32, of block: UInt32, _ trace: TraceID, isError: Bool) {
        rowsByBlock[block, default: []].append(row)
        counts[trace, default: TraceDuplicates()].spanCount += 1
        if isError { counts[trace]?.errorCount += 1 }
    }
}
