import DossierBlocks
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
    /// - Complexity: O(n log n) over the spans.
    init(
        _ infos: [BlockInfo],
        _ duplicates: DuplicateSpans,
        in reader: StoreReader
    ) throws {
        let columns = try parallelMap(infos) { block in
            try SpanTimeColumns(block, duplicates.rows(of: block.id), in: reader)
        }
        blocks = columns.map(\.durations)
        let traces = SpansByTrace(columns)
        let parts = stride(from: 0, to: traces.count, by: Self.traceCountAtOnce).map { start in
            start..<min(start + Self.traceCountAtOnce, traces.count)
        }
        let found = parallelMap(parts) { part in
            part.flatMap { traces.selfTimes(of: $0, columns) }
        }
        for times in found {
            for (place, time) in times {
                blocks[Int(place.block)][Int(place.row)] = time
            }
        }
    }

    private static let traceCountAtOnce = 1024
}

/// What self times need of the spans of a block.
private struct SpanTimeColumns: Sendable {
    let traces: [TraceID]
    let traceWords: NarrowWords
    let starts: NarrowWords
    let ends: NarrowWords
    private let ids: NarrowWords
    private let parentIDs: NarrowWords
    /// Texts in place of ids, by row.
    private let texts: [UInt32: [UInt8]]
    private let parentTexts: [UInt32: [UInt8]]
    let duplicates: Set<UInt32>

    init(_ block: BlockInfo, _ duplicates: [UInt32], in reader: StoreReader) throws {
        let columns = try reader.columns(
            [
                .field(.trace), .field(.spanID), .field(.parentSpanID), .field(.startTime),
                .field(.endTime),
            ],
            of: .span,
            in: block
        )
        func words(_ index: Int) -> NarrowWords { columns[index]?.words ?? NarrowWords([]) }
        traces = columns[0]?.traces ?? []
        (traceWords, ids, parentIDs) = (words(0), words(1), words(2))
        (starts, ends) = (words(3), words(4))
        texts = try reader.texts(.spanIDText, in: block)
        parentTexts = try reader.texts(.parentSpanIDText, in: block)
        self.duplicates = Set(duplicates)
    }

    var rowCount: Int { min(traceWords.count, starts.count) }

    /// Self times of spans without a trace, and without children.
    var durations: [UInt64] {
        (0..<rowCount).map { row in
            let intervals = SpanIntervals(starts: [starts[row]], ends: [ends[row]], parents: [-1])
            guard !duplicates.contains(UInt32(row)), intervals.isKnown(0) else {
                return StoredSelfTimes.unknown
            }
            return ends[row] - starts[row]
        }
    }

    func key(_ row: Int, _ numbers: inout [[UInt8]: UInt64]) -> SpanParents.Key {
        Self.key(ids[row], texts[UInt32(row)], &numbers)
    }

    func parentKey(_ row: Int, _ numbers: inout [[UInt8]: UInt64]) -> SpanParents.Key {
        Self.key(parentIDs[row], parentTexts[UInt32(row)], &numbers)
    }

    private static func key(
        _ id: UInt64,
        _ text: [UInt8]?,
        _ numbers: inout [[UInt8]: UInt64]
    ) -> SpanParents.Key {
        guard id == 0, let text, !text.isEmpty else {
            return SpanParents.Key(bits: id, isText: false)
        }
        let number = numbers[text] ?? UInt64(numbers.count)
        numbers[text] = number
        return SpanParents.Key(bits: number, isText: true)
    }
}

/// The spans of each trace, wherever they are.
private struct SpansByTrace: Sendable {
    struct Place: Sendable {
        let block: UInt32
        let row: UInt32
    }

    private var places: [Place] = []
    /// Where the spans of each trace end.
    private var ends: [Int] = []

    var count: Int { ends.count }

    init(_ columns: [SpanTimeColumns]) {
        var table = TraceTable()
        let numbers = columns.map { block in block.traces.map { Int(table.intern($0)) } }
        ends = [Int](repeating: 0, count: table.count)
        forEachSpan(columns, numbers) { trace, _ in ends[trace] += 1 }
        var start = 0
        for trace in ends.indices { (ends[trace], start) = (start, start + ends[trace]) }
        places = [Place](repeating: Place(block: 0, row: 0), count: start)
        var next = ends
        var found = places
        forEachSpan(columns, numbers) { trace, place in
            found[next[trace]] = place
            next[trace] += 1
        }
        (places, ends) = (found, next)
    }

    private func forEachSpan(
        _ columns: [SpanTimeColumns],
        _ numbers: [[Int]],
        _ body: (_ trace: Int, Place) -> Void
    ) {
        for (block, column) in columns.enumerated() {
            for row in 0..<column.rowCount where !column.duplicates.contains(UInt32(row)) {
                let word = column.traceWords[row]
                guard word < UInt64(numbers[block].count) else { continue }
                body(numbers[block][Int(word)], Place(block: UInt32(block), row: UInt32(row)))
            }
        }
    }

    func selfTimes(of trace: Int, _ columns: [SpanTimeColumns]) -> [(Place, UInt64)] {
        let range = (trace == 0 ? 0 : ends[trace - 1])..<ends[trace]
        // A trace of one span, or of spans without children, has what it has already.
        guard range.count > 1 else { return [] }
        func start(_ place: Place) -> UInt64 {
            // An unknown start, 0, becomes the highest.
            columns[Int(place.block)].starts[Int(place.row)] &- 1
        }
        let own = places[range].enumerated().sorted { one, other in
            let (oneStart, otherStart) = (start(one.element), start(other.element))
            return oneStart != otherStart ? oneStart < otherStart : one.offset < other.offset
        }.map(\.element)
        var texts: [[UInt8]: UInt64] = [:]
        let keys = own.map { columns[Int($0.block)].key(Int($0.row), &texts) }
        let parentKeys = own.map { columns[Int($0.block)].parentKey(Int($0.row), &texts) }
        let intervals = SpanIntervals(
            starts: own.map { columns[Int($0.block)].starts[Int($0.row)] },
            ends: own.map { columns[Int($0.block)].ends[Int($0.row)] },
            parents: SpanParents(keys, parentKeys: parentKeys).parents
        )
        return zip(own, intervals.selfTimes).map { ($0, $1 ?? StoredSelfTimes.unknown) }
    }
}

extension StoreReader {
    /// The texts that rows of spans have in a field, by row.
    func texts(_ field: Field, in block: BlockInfo) throws -> [UInt32: [UInt8]] {
        var texts: [UInt32: [UInt8]] = [:]
        let slots = try shapes(of: .span).slots
        for (number, slot) in slots.enumerated() where slot.field == field {
            guard let found = try self.slot(UInt32(number), of: .span, in: block) else { continue }
            let (codes, strings) = try ColumnTexts(found.column).whole()
            for (row, code) in zip(found.rows, codes) {
                texts[row] = Array(strings[UInt32(truncatingIfNeeded: code)])
            }
        }
        return texts
    }
}
