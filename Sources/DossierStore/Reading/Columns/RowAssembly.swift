import DossierBlocks
import DossierColumns

/// Puts rows of decoded columns together as a set of rows of its own, with the strings and traces
/// that these rows refer to and no others.
struct RowAssembly {
    private(set) var strings = StringTable()
    private(set) var traces = TraceTable()

    /// Rows of some ranges, one after another, numbered from 0; `shapes` are those of the table.
    ///
    /// Throws if a text can't be put together.
    ///
    /// - Complexity: O(values of the rows), besides O(log rows) for each column and range.
    mutating func batch(
        of content: TableColumns,
        _ ranges: [Range<Int>],
        shapes: ShapeTree
    ) throws(BlockError) -> TableBatch {
        let columns = content.fields.map { words(of: $0, ranges) }
        return TableBatch(
            table: content.table,
            rowCount: ranges.reduce(0) { $0 + $1.count },
            columns: columns,
            slots: try slots(of: content, ranges, columns, slotCount: shapes.slots.count),
            shapes: shapes
        )
    }

    private mutating func slots(
        of content: TableColumns,
        _ ranges: [Range<Int>],
        _ columns: [[UInt64]],
        slotCount: Int
    ) throws(BlockError) -> [SlotColumn] {
        var slots = [SlotColumn](repeating: SlotColumn(), count: slotCount)
        // For each slot the values of each range.
        var values = [[Range<Int>]](repeating: [], count: slotCount)
        let slotRows = content.slotRows
        var row: UInt32 = 0
        for range in ranges {
            let first = row
            for shape in slotRows.rows.words(range) {
                for slot in slotRows.paths[Int(shape)] { slots[Int(slot)].rows.append(row) }
                row += 1
            }
            let starts = slotRows.slotCounts(slotRows.counts(before: range.lowerBound))
            for (number, _) in content.slots {
                let own = slots[Int(number)].rows
                let count = own.count - firstIndex(in: own, notBelow: first)
                guard count > 0 else { continue }
                let start = starts[number] ?? 0
                values[Int(number)].append(start..<(start + count))
            }
        }
        for (number, column) in content.slots where !values[Int(number)].isEmpty {
            slots[Int(number)].words =
                if let templates = column.templates {
                    try texts(
                        of: templates,
                        values[Int(number)],
                        ids: content.table.rowIDs(columns, traces)?.at(slots[Int(number)].rows)
                    )
                } else {
                    words(of: column, values[Int(number)])
                }
        }
        return slots
    }

    /// Composed texts, as codes into the strings of the rows; `ids` are those of their rows.
    private mutating func texts(
        of templates: TemplatedTexts,
        _ ranges: [Range<Int>],
        ids: RowIDs?
    ) throws(BlockError) -> [UInt64] {
        var codes: [UInt64] = []
        for range in ranges {
            let own = ids?[codes.count..<(codes.count + range.count)]
            let (bytes, lengths) = try templates.texts(range, ids: own)
            let first = UInt64(strings.count)
            bytes.withUnsafeBytes { strings.append($0, lengths: lengths) }
            codes += (0..<UInt64(lengths.count)).map { first + $0 }
        }
        return codes
    }

    /// The words of some ranges, as codes into the tables of the rows.
    private mutating func words(of column: StoredColumn, _ ranges: [Range<Int>]) -> [UInt64] {
        var words = column.words.words(ranges)
        if column.type == .trace {
            renumber(&words) { word in
                guard word != noTrace else { return word }
                return UInt64(traces.intern(column.traces[Int(word)]))
            }
        } else if let vectors = column.vectors {
            copyVectors(vectors, ranges, &words)
        } else if column.type.isText {
            copyStrings(of: column, &words)
        }
        return words
    }

    private mutating func copyVectors(
        _ vectors: StoredVectors,
        _ ranges: [Range<Int>],
        _ words: inout [UInt64]
    ) {
        var index = 0
        for range in ranges {
            let first = UInt64(vectors.append(range, to: &strings))
            for offset in 0..<UInt64(range.count) {
                words[index] = first + offset
                index += 1
            }
        }
    }

    private mutating func copyStrings(of column: StoredColumn, _ words: inout [UInt64]) {
        // If a column has few strings for its rows, copies are found by code.
        let table = column.strings
        guard table.count <= words.count * 64 else {
            renumber(&words) { append(UInt32(truncatingIfNeeded: $0), of: table) }
            return
        }
        var copies = [UInt32](repeating: .max, count: table.count)
        renumber(&words) { word in
            if copies[Int(word)] == .max {
                let code = append(UInt32(truncatingIfNeeded: word), of: table)
                copies[Int(word)] = UInt32(truncatingIfNeeded: code)
            }
            return UInt64(copies[Int(word)])
        }
    }

    private mutating func append(_ code: UInt32, of table: StringTable) -> UInt64 {
        table.bytes.withUnsafeBytes { bytes in
            UInt64(strings.append(UnsafeRawBufferPointer(rebasing: bytes[table.range(code)])))
        }
    }

    /// Replaces each word; equal neighbours are looked up once.
    private func renumber(_ words: inout [UInt64], by number: (UInt64) -> UInt64) {
        var last: (old: UInt64, new: UInt64)?
        for index in words.indices {
            if let last, last.old == words[index] {
                words[index] = last.new
                continue
            }
            let new = number(words[index])
            last = (words[index], new)
            words[index] = new
        }
    }
}
