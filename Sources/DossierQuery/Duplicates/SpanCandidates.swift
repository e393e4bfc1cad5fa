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

    /// Spans that have the trace, the id and the start of another span of the block.
    private(set) var own: [Candidate] = []
    /// Spans whose start another block may have, too.
    private(set) var shared: [Candidate] = []

    /// `window` are the starts that other blocks may have.
    init(_ block: BlockInfo, _ window: ClosedRange<UInt64>?, in reader: StoreReader) throws {
        let columns = try reader.columns(
            [.field(.trace), .field(.spanID), .field(.startTime)],
            of: .span,
            in: block
        )
        guard let traces = columns[0], let ids = columns[1]?.words.words,
            let starts = columns[2]?.words.words
        else { return }
        let words = traces.words.words
        let hashes = traces.traces.map { id in
            var hasher = Hasher()
            hasher.combine(id)
            return UInt64(bitPattern: Int64(hasher.finalize()))
        }
        func candidate(_ row: Int) -> Candidate {
            var hash = hashes[Int(words[row])] ^ ids[row] &* 0x9e37_79b9_7f4a_7c15
            hash = (hash ^ hash >> 29) &* 0xbf58_476d_1ce4_e5b9 ^ starts[row]
            hash = (hash ^ hash >> 32) &* 0x94d0_49bb_1331_11eb
            return Candidate(hash: hash, block: block.id, row: UInt32(row))
        }
        for (row, start) in starts.enumerated() where start == 0 || window?.contains(start) ?? false
        {
            if words[row] != noTrace, ids[row] != 0 { shared.append(candidate(row)) }
        }
        // Spans are stored by trace and start, so equal ones are in one run.
        var first = 0
        while first < words.count {
            var end = first + 1
            while end < words.count, words[end] == words[first], starts[end] == starts[first] {
                end += 1
            }
            if end - first > 1, words[first] != noTrace {
                let run = (first..<end).filter { ids[$0] != 0 }
                own += Self.repeated(run.map { candidate($0) })
            }
            first = end
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
