import DossierColumns
import DossierStore

/// The self times of all spans of a store.
struct StoredSelfTimes {
    /// By block, in the order of their ids, and row, in nanoseconds; the highest number where the
    /// duration is unknown, and for duplicates.
    private(set) var blocks: [[UInt64]]

    static let unknown = UInt64.max

    /// Takes about 40 bytes of memory for each span while it runs.
    ///
    /// - Complexity: O(spans), and O(n log n) over those of traces in several blocks.
    init(
        _ infos: [BlockInfo],
        _ duplicates: DuplicateSpans,
        in reader: StoreReader
    ) throws {
        let columns = try parallelMap(infos) { block in
            try SpanTimeColumns(block, duplicates.rows(of: block.id), in: reader)
        }
        blocks = columns.map(\.times)
        for (index, block) in infos.enumerated() {
            for row in duplicates.rows(of: block.id) where row < blocks[index].count {
                blocks[index][Int(row)] = Self.unknown
            }
        }
        let traces = ScatteredTraces(columns)
        let parts = stride(from: 0, to: traces.runs.count, by: Self.traceCountAtOnce).map { start in
            start..<min(start + Self.traceCountAtOnce, traces.runs.count)
        }
        let found = parallelMap(parts) { part in
            part.flatMap { traces.selfTimes(of: $0, columns) }
        }
        for times in found {
            for (place, time) in times { blocks[place.block][place.row] = time }
        }
    }

    private static let traceCountAtOnce = 256
}

/// The traces whose self times can't be told from one block and its ids.
private struct ScatteredTraces: Sendable {
    struct Place: Sendable {
        let block: Int
        let row: Int
    }

    /// By trace, where its spans are, in the order of blocks.
    private(set) var runs: [[(block: Int, rows: Range<Int>)]] = []

    init(_ columns: [SpanTimeColumns]) {
        var table = TraceTable()
        // By trace, where its first spans are, and its position in `runs`, -1 if it is not there.
        var firsts: [(block: Int, rows: Range<Int>)] = []
        var positions: [Int] = []
        for (block, column) in columns.enumerated() {
            for (trace, rows) in zip(column.traces, column.runs) where !rows.isEmpty {
                let number = Int(table.intern(trace))
                let isNew = number == firsts.count
                if isNew {
                    firsts.append((block, rows))
                    positions.append(-1)
                }
                guard !isNew || column.isIncomplete(rows) else { continue }
                if positions[number] < 0 {
                    positions[number] = runs.count
                    runs.append(isNew ? [] : [firsts[number]])
                }
                runs[positions[number]].append((block, rows))
            }
        }
    }

    func selfTimes(of trace: Int, _ columns: [SpanTimeColumns]) -> [(Place, UInt64)] {
        var own: [(start: UInt64, place: Place)] = []
        for run in runs[trace] {
            let column = columns[run.block]
            for row in run.rows where !column.isDuplicate(row) {
                // An unknown start, 0, becomes the highest.
                own.append((column.start(row) &- 1, Place(block: run.block, row: row)))
            }
        }
        own.sort { one, other in
            (one.start, one.place.block, one.place.row)
                < (other.start, other.place.block, other.place.row)
        }
        var texts: [[UInt8]: UInt64] = [:]
        let keys = own.map { columns[$0.place.block].key($0.place.row, &texts) }
        let parentKeys = own.map { columns[$0.place.block].parentKey($0.place.row, &texts) }
        let intervals = SpanIntervals(
            starts: own.map { $0.start &+ 1 },
            ends: own.map { columns[$0.place.block].end($0.place.row) },
            parents: SpanParents(keys, parentKeys: parentKeys).parents
        )
        return zip(own, intervals.selfTimes).map { ($0.place, $1 ?? StoredSelfTimes.unknown) }
    }
}
