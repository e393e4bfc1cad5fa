import DossierBlocks
import DossierColumns
import DossierStore

/// Spans of a block that may be equal to others.
struct SpanCandidates: Sendable {
    struct Candidate: Hashable, Comparable, Sendable {
        /// Of trace, id and start.
        let hash: UInt64
        let block: UInt32
        let row: UInt32

        static func < (left: Candidate, right: Candidate) -> Bool {
            (left.block, left.row) < (right.block, right.row)
        }
    }

    /// A span that is known to repeat one before it.
    struct Repeat: Sendable {
        /// The number of its trace.
        let trace: Int
        let row: UInt32
        let isError: Bool
    }

    /// Rows of a block that belong to one trace.
    struct Run: Sendable {
        /// A number of the trace.
        let trace: Int
        let location: TraceLocation
        /// Whether other blocks have spans of the trace.
        let isShared: Bool
    }

    let block: UInt32
    /// Spans that have the trace, the id and the start of another span of the block.
    private(set) var own: [Candidate] = []
    /// Spans of traces that other blocks have, too.
    private(set) var shared: [Candidate] = []
    private(set) var repeats: [Repeat] = []

    private static let errorCode: UInt64 = 2

    /// `seed` is random, so that input can't be made to collide.
    init(_ block: BlockInfo, _ runs: [Run], seed: UInt64, in reader: StoreReader) throws {
        self.block = block.id
        let isKnown = { (run: Run) in !run.isShared && run.location.spanIDs == .equalSpans }
        if runs.contains(where: isKnown) {
            let columns = try reader.columns(
                [.field(.spanID), .field(.statusCode)],
                of: .span,
                in: block
            )
            guard let ids = columns[0]?.words, let codes = columns[1]?.words else { return }
            let words = ids.words
            var firstPositions = FirstPositions()
            for run in runs where isKnown(run) {
                let rows = run.location.rows.clamped(to: 0..<min(words.count, codes.count))
                firstPositions.begin(rows.count)
                for row in rows where words[row] != 0 {
                    if firstPositions.add(row, of: words) == row { continue }
                    let isError = codes[row] == Self.errorCode
                    repeats.append(Repeat(trace: run.trace, row: UInt32(row), isError: isError))
                }
            }
        }
        let others = runs.filter { !isKnown($0) }
        guard !others.isEmpty else { return }
        let columns = try reader.columns(
            [.field(.spanID), .field(.startTime)],
            of: .span,
            in: block
        )
        guard let ids = columns[0]?.words, let starts = columns[1]?.words else { return }
        for run in others {
            let rows = run.location.rows.clamped(to: 0..<min(ids.count, starts.count))
            let candidates = zip(rows, zip(ids.words(rows), starts.words(rows)))
                .compactMap { row, span -> Candidate? in
                    let (id, start) = span
                    guard id != 0 else { return nil }
                    var hash = seed &+ UInt64(run.trace) ^ id &* 0x9e37_79b9_7f4a_7c15
                    hash = (hash ^ hash >> 29) &* 0xbf58_476d_1ce4_e5b9 ^ start
                    hash = (hash ^ hash >> 32) &* 0x94d0_49bb_1331_11eb
                    return Candidate(hash: hash, block: block.id, row: UInt32(row))
                }
            if run.isShared { shared += candidates } else { own += Self.repeated(candidates) }
        }
    }

    /// Those that have a hash which others have, too.
    static func repeated(_ candidates: [Candidate]) -> [Candidate] {
        guard candidates.count > 1 else { return [] }
        // Open addressing: the position of a candidate plus one, 0 for free.
        var buckets = [UInt32](
            repeating: 0,
            count: max(16, 1 << (Int.bitWidth - (candidates.count * 2).leadingZeroBitCount))
        )
        let mask = buckets.count - 1
        var isRepeated: [Int: [Int]] = [:]
        for (index, candidate) in candidates.enumerated() {
            var bucket = Int(truncatingIfNeeded: candidate.hash) & mask
            while buckets[bucket] != 0, candidates[Int(buckets[bucket]) - 1].hash != candidate.hash
            {
                bucket = (bucket + 1) & mask
            }
            if buckets[bucket] == 0 {
                buckets[bucket] = UInt32(truncatingIfNeeded: index + 1)
            } else {
                isRepeated[Int(buckets[bucket]) - 1, default: []].append(index)
            }
        }
        return isRepeated.flatMap { first, others in
            ([first] + others).map { candidates[$0] }
        }
    }
}
