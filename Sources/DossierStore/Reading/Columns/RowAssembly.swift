import DossierColumns

/// Puts rows of decoded columns together as a set of rows of its own, with the strings and traces
/// that these rows refer to and no others.
struct RowAssembly {
    private var strings = StringTable()
    private var traces = TraceTable()

    /// The rows of a range, and the rows that hang below them; numbered from 0.
    ///
    /// - Complexity: O(values of the rows), besides O(log rows) for each column.
    static func rows(
        _ rows: Range<Int>,
        of block: [Table: WholeTable],
        table: Table,
        shapes: (Table) -> ShapeTree
    ) -> RowSet {
        var assembly = RowAssembly()
        var children: [Table: TableBatch] = [:]
        for child in table.children {
            guard let content = block[child], let parents = content.columns.first else { continue }
            let start = parents.words.firstIndex(notBelow: UInt64(rows.lowerBound))
            let end = parents.words.firstIndex(notBelow: UInt64(rows.upperBound))
            guard start < end else { continue }
            var batch = assembly.batch(of: content, start..<end, shapes: shapes(child))
            for row in batch.columns[0].indices {
                batch.columns[0][row] &-= UInt64(rows.lowerBound)
            }
            children[child] = batch
        }
        let batch =
            block[table].map { assembly.batch(of: $0, rows, shapes: shapes(table)) }
            ?? TableBatch(table)
        return RowSet(
            rows: batch,
            children: children,
            strings: assembly.strings,
            traces: assembly.traces
        )
    }

    private mutating func batch(
        of content: WholeTable,
        _ rows: Range<Int>,
        shapes: ShapeTree
    ) -> TableBatch {
        var columns: [[UInt64]] = []
        columns.reserveCapacity(content.columns.count)
        for column in content.columns { columns.append(words(of: column, rows)) }
        return TableBatch(
            table: content.table,
            rowCount: rows.count,
            columns: columns,
            slots: slots(of: content, rows, slotCount: shapes.slots.count),
            shapes: shapes
        )
    }

    private mutating func slots(
        of content: WholeTable,
        _ rows: Range<Int>,
        slotCount: Int
    ) -> [SlotColumn] {
        var slots = [SlotColumn](repeating: SlotColumn(), count: slotCount)
        let slotRows = content.slotRows
        for (row, shape) in slotRows.rows.words(rows).enumerated() {
            for slot in slotRows.paths[Int(shape)] {
                slots[Int(slot)].rows.append(UInt32(truncatingIfNeeded: row))
            }
        }
        let starts = slotRows.slotCounts(slotRows.counts(before: rows.lowerBound))
        for (number, column) in content.slots {
            let count = slots[Int(number)].rows.count
            guard count > 0 else { continue }
            let start = starts[number] ?? 0
            slots[Int(number)].words = words(of: column, start..<(start + count))
        }
        return slots
    }

    /// The words of a range, as codes into the tables of the rows.
    private mutating func words(of column: StoredColumn, _ range: Range<Int>) -> [UInt64] {
        var words = column.words.words(range)
        if column.type == .trace {
            renumber(&words) { word in
                guard word != noTrace else { return word }
                return UInt64(traces.intern(column.traces[Int(word)]))
            }
        } else if column.type.isText {
            copyStrings(of: column, &words)
        }
        return words
    }

    private mutating func copyStrings(of column: StoredColumn, _ words: inout [UInt64]) {
        // Where a column has few strings for its rows, one that was copied is found by its code.
        guard column.strings.count <= words.count * 64 else {
            renumber(&words) { append(UInt32(truncatingIfNeeded: $0), of: column.strings) }
            return
        }
        var copies = [UInt32](repeating: .max, count: column.strings.count)
        renumber(&words) { word in
            if copies[Int(word)] == .max {
                let code = append(UInt32(truncatingIfNeeded: word), of: column.strings)
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

    /// Replaces each word; one that is like the one before takes its new word.
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
