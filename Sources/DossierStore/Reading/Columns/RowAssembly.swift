import DossierBlocks
import DossierColumns

/// Puts rows of decoded columns together as a set of rows of its own, with the strings and traces
/// that these rows refer to and no others.
struct RowAssembly {
    private(set) var strings = StringTable()
    private(set) var traces = TraceTable()
    /// Longer texts are cut.
    private let textLimit: Int

    /// Takes the bytes after which a text is cut; one that is, is no longer by more than a fragment.
    init(textLimit: Int = .max) {
        self.textLimit = textLimit
    }

    /// So many fragments of a long text hold what is not cut.
    var fragmentCountLimit: Int {
        textLimit == .max ? .max : textLimit / FragmentCutter.byteCountMin + 2
    }

    /// Rows of some ranges, one after another, numbered from 0; `shapes` are those of the table.
    ///
    /// `selection` is what `content` has of these ranges, `fragments` has those of its long texts.
    /// Throws if a text can't be put together.
    ///
    /// - Complexity: O(values of the rows), besides O(log rows) for each column and range.
    mutating func batch(
        of content: TableColumns,
        _ ranges: [Range<Int>],
        _ selection: SlotSelection,
        shapes: ShapeTree,
        fragments: FragmentTable
    ) throws(BlockError) -> TableBatch {
        let columns = content.fields.map { words(of: $0, ranges) }
        var slots = [SlotColumn](repeating: SlotColumn(), count: selection.rows.count)
        for slot in slots.indices { slots[slot].rows = selection.rows[slot] }
        for (number, column) in content.slots {
            let values = selection.values[Int(number)]
            if values.isEmpty { continue }
            let rowIDs = column.templates == nil ? nil : content.table.rowIDs(columns, traces)
            slots[Int(number)].words = try codes(
                of: column,
                values,
                ids: rowIDs?.at(slots[Int(number)].rows),
                fragments: fragments
            )
        }
        return TableBatch(
            table: content.table,
            rowCount: ranges.reduce(0) { $0 + $1.count },
            columns: columns,
            slots: slots,
            shapes: shapes
        )
    }

    /// The values of some ranges; `ids` are those of their rows.
    private mutating func codes(
        of column: StoredColumn,
        _ ranges: [Range<Int>],
        ids: RowIDs?,
        fragments: FragmentTable
    ) throws(BlockError) -> [UInt64] {
        if let templates = column.templates { return try texts(of: templates, ranges, ids: ids) }
        guard let longTexts = column.longTexts else { return words(of: column, ranges) }
        var codes: [UInt64] = []
        for range in ranges {
            var rest: [UInt64] = []
            if let others = column.rest {
                let values = [longTexts.restValues(in: range)]
                rest = try self.codes(of: others, values, ids: nil, fragments: fragments)
            }
            codes += try longTexts.codes(
                of: range,
                rest: rest,
                fragments: fragments,
                byteLimit: textLimit,
                addingTo: &strings
            )
        }
        return codes
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
            bytes.withUnsafeBytes { bytes in
                guard textLimit < .max else { return strings.append(bytes, lengths: lengths) }
                var start = 0
                for length in lengths {
                    let end = start + Int(truncatingIfNeeded: length)
                    _ = strings.append(cut(UnsafeRawBufferPointer(rebasing: bytes[start..<end])))
                    start = end
                }
            }
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
            UInt64(strings.append(cut(UnsafeRawBufferPointer(rebasing: bytes[table.range(code)]))))
        }
    }

    /// The start of a text that is too long, without a part of a character at its end.
    private func cut(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard text.count > textLimit else { return text }
        var end = textLimit
        while end > max(0, textLimit - 3), text[end] & 0xc0 == 0x80 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: text[..<end])
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
