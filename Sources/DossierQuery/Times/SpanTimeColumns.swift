import DossierBlocks
import DossierColumns
import DossierStore

/// What self times need of the spans of a block.
final class SpanTimeColumns: Sendable {
    let traces: [TraceID]
    /// The rows of each trace, in the order of `traces`.
    let runs: [Range<Int>]
    /// Self times by row, as if no other block had spans of the same traces, none was a duplicate, and
    /// none had a text in place of an id.
    let times: [UInt64]
    private let starts: NarrowWords
    private let ends: NarrowWords
    private let ids: NarrowWords
    private let parentIDs: NarrowWords
    /// Texts in place of ids, by row.
    private let texts: [UInt32: [UInt8]]
    private let parentTexts: [UInt32: [UInt8]]
    private let duplicates: [UInt32]

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
        (ids, parentIDs, starts, ends) = (words(1), words(2), words(3), words(4))
        texts = try reader.texts(.spanIDText, in: block)
        parentTexts = try reader.texts(.parentSpanIDText, in: block)
        self.duplicates = duplicates
        runs = Self.runs(of: words(0).words, traceCount: traces.count)
        var sums = SelfTimeSums(
            ids: ids.words,
            parentIDs: parentIDs.words,
            starts: starts.words,
            ends: ends.words
        )
        for run in runs { sums.add(run) }
        times = sums.times
    }

    private static func runs(of words: [UInt64], traceCount: Int) -> [Range<Int>] {
        var runs = [Range<Int>](repeating: 0..<0, count: traceCount)
        var start = 0
        while start < words.count {
            let word = words[start]
            var end = start + 1
            while end < words.count, words[end] == word { end += 1 }
            if word < UInt64(traceCount) { runs[Int(word)] = start..<end }
            start = end
        }
        return runs
    }

    /// Whether the times of the spans of a trace are not what they are alone in the block.
    func isIncomplete(_ run: Range<Int>) -> Bool {
        if !texts.isEmpty || !parentTexts.isEmpty { return true }
        let next = firstIndex(in: duplicates, notBelow: UInt32(run.lowerBound))
        return next < duplicates.count && duplicates[next] < run.upperBound
    }

    func isDuplicate(_ row: Int) -> Bool {
        let position = firstIndex(in: duplicates, notBelow: UInt32(row))
        return position < duplicates.count && duplicates[position] == row
    }

    func start(_ row: Int) -> UInt64 { starts[row] }
    func end(_ row: Int) -> UInt64 { ends[row] }

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
