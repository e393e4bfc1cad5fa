import DossierBlocks
import DossierColumns
import TestSupport

/// Rows of spans, log records and data points with what real ones have: traces, strings, slots of
/// many types, children.
struct BlockFixture {
    var strings = StringTable()
    var traces = TraceTable()
    var spans = TableBatch(.span)
    var events = TableBatch(.spanEvent)
    var links = TableBatch(.spanLink)
    var points = TableBatch(.dataPoint)
    private var random: SplitMix64

    init(spanCount: Int, seed: UInt64) {
        random = SplitMix64(seed: seed)
        for row in 0..<spanCount { appendSpan(row) }
        for row in 0..<spanCount { appendPoint(row) }
    }

    private mutating func text(_ string: String) -> UInt64 {
        UInt64(strings.intern(Array(string.utf8)))
    }

    private mutating func trace() -> UInt64 {
        let number = UInt64(random.below(20))
        return number == 0
            ? noTrace : UInt64(traces.intern(TraceID(high: number &* 0x1234_5678, low: ~number)))
    }

    private mutating func appendSpan(_ row: Int) {
        let start = 1_675_079_453_330_227_008 + random.next() >> 34
        let parents = spans.columns[SpanColumn.spanID]
        let parent = parents.isEmpty || random.below(5) == 0 ? 0 : parents[random.below(row)]
        let values: [UInt64] = [
            trace(), random.next(), parent, start, start + random.next() >> 40,
            text("operation \(random.below(9))"), UInt64(random.below(6)), 0,
            UInt64(random.below(4)), 1,
        ]
        for (column, value) in values.enumerated() { spans.columns[column].append(value) }
        if random.below(3) > 0 { spans.append(.flags, 257) }
        for key in 0..<random.below(4) { appendAttribute(key) }
        spans.finishRow()
        for _ in 0..<random.below(3) { appendEvent(row, after: start) }
        if random.below(8) == 0 { appendLink(row) }
    }

    private mutating func appendAttribute(_ key: Int) {
        let number = UInt64(random.below(300))
        let (name, type, word): (String, ValueType, UInt64) =
            switch key {
            case 0: ("thread.id", .int, number)
            case 1: ("http.route", .string, text("/api/\(number)"))
            case 2: ("ratio", .double, (Double(number) / 8).bitPattern)
            default: ("retried", .bool, number & 1)
            }
        Array(name.utf8).withUnsafeBytes {
            _ = spans.appendAttribute(key: $0, type: type, word)
        }
    }

    private mutating func appendEvent(_ row: Int, after start: UInt64) {
        events.columns[SpanEventColumn.parentRow].append(UInt64(row))
        events.columns[SpanEventColumn.time].append(start + random.next() >> 44)
        events.columns[SpanEventColumn.name].append(text("exception"))
        if random.below(2) == 0 { events.append(.droppedAttributesCount, 3) }
        events.finishRow()
    }

    private mutating func appendLink(_ row: Int) {
        links.columns[SpanLinkColumn.parentRow].append(UInt64(row))
        links.columns[SpanLinkColumn.trace].append(trace())
        links.columns[SpanLinkColumn.spanID].append(random.next())
        links.finishRow()
    }

    private mutating func appendPoint(_ row: Int) {
        points.columns[DataPointColumn.series].append(UInt64(row % 7))
        points.columns[DataPointColumn.startTime].append(0)
        points.columns[DataPointColumn.time].append(UInt64(1 + row / 7) * 15_000_000_000)
        points.append(.doubleValue, (Double(random.below(1000)) / 10).bitPattern)
        points.finishRow()
    }

    /// A row as text, so that rows of different tables of strings compare.
    static func describe(
        _ batch: TableBatch,
        _ strings: StringTable,
        _ traces: TraceTable,
        parents: [UInt32]? = nil
    ) -> [String] {
        func text(_ word: UInt64, _ type: ValueType) -> String {
            if type.isText { return String(decoding: strings[UInt32(word)], as: UTF8.self) }
            if type == .trace { return word == noTrace ? "-" : traces[UInt32(word)].hex }
            return String(word, radix: 16)
        }
        var rows = (0..<batch.rowCount).map { row in
            zip(batch.table.columns, batch.columns).map { field, words in
                field == .parentRow && parents != nil
                    ? "\(parents?[Int(words[row])] ?? 0)" : text(words[row], field.type)
            }.joined(separator: " ")
        }
        for (number, slot) in batch.slots.enumerated() {
            let type = batch.shapes.slots[number].type
            for (row, word) in zip(slot.rows, slot.words) {
                rows[Int(row)] += " \(number)=\(text(word, type))"
            }
        }
        return rows
    }
}

extension EncodedTable {
    var chunkBytes: [ChunkBytes] {
        chunks.map {
            ChunkBytes(
                column: $0.column,
                valueCount: $0.chunk.valueCount,
                checksum: $0.chunk.checksum,
                bytes: $0.chunk.bytes
            )
        }
    }
}
