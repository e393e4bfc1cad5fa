import DossierColumns

/// Rows picked from blocks of one table, on the way into new ones.
///
/// Shapes and everything else that is numbered for the whole file keep their numbers.
struct GatheredRows {
    private let shapes: (Table) -> ShapeTree
    private var tables: [Table: Columns] = [:]
    private let table: Table
    private(set) var strings = StringTable()
    private(set) var traces = TraceTable()
    /// The numbers in the file that was merged, of a table without children.
    private(set) var oldRows: [UInt64] = []

    private struct Columns {
        var rowCount = 0
        var columns: [[UInt64]]
        var slots: [SlotColumn]
    }

    init(_ table: Table, shapes: @escaping (Table) -> ShapeTree) {
        self.table = table
        self.shapes = shapes
        for table in [table] + table.children {
            tables[table] = Columns(
                columns: Array(repeating: [], count: table.columns.count),
                slots: Array(repeating: SlotColumn(), count: shapes(table).slots.count)
            )
        }
    }

    var rowCount: Int { tables[table]?.rowCount ?? 0 }

    /// The rows of the table, or of a child table.
    func rows(of table: Table) -> TableBatch {
        guard let own = tables[table] else { return TableBatch(table) }
        return TableBatch(
            table: table,
            rowCount: own.rowCount,
            columns: own.columns,
            slots: own.slots,
            shapes: shapes(table)
        )
    }

    /// Adds rows of a block, given in ascending order, with their child rows.
    mutating func append(_ chosen: [Int], of set: RowSet, firstRow: UInt64) {
        var words = Translation(set)
        let firstNewRow = rowCount
        append(chosen, of: set.rows, parents: nil, &words)
        if table.children.isEmpty { oldRows += chosen.map { firstRow + UInt64($0) } }
        if set.children.isEmpty { return }
        var newRows = [UInt64?](repeating: nil, count: set.rows.rowCount)
        for (index, row) in chosen.enumerated() {
            newRows[row] = UInt64(firstNewRow + index)
        }
        for (_, batch) in set.children.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let parents = batch.columns[SpanEventColumn.parentRow]
            let chosen = parents.indices.filter { newRows[Int(parents[$0])] != nil }
            append(chosen, of: batch, parents: newRows, &words)
        }
    }

    private mutating func append(
        _ chosen: [Int],
        of batch: TableBatch,
        parents: [UInt64?]?,
        _ words: inout Translation
    ) {
        guard var own = tables.removeValue(forKey: batch.table) else { return }
        let firstNewRow = own.rowCount
        for (index, field) in batch.table.columns.enumerated() {
            var column = chosen.map { batch.columns[index][$0] }
            if field == .parentRow, let parents {
                column = column.map { parents[Int($0)] ?? 0 }
            } else {
                words.translate(&column, field.type, &strings, &traces)
            }
            own.columns[index] += column
        }
        var newRows = [UInt32](repeating: .max, count: batch.rowCount)
        for (index, row) in chosen.enumerated() {
            newRows[row] = UInt32(truncatingIfNeeded: firstNewRow + index)
        }
        for (number, slot) in batch.slots.enumerated() where !slot.rows.isEmpty {
            var column: [UInt64] = []
            for (row, word) in zip(slot.rows, slot.words) where newRows[Int(row)] != .max {
                own.slots[number].rows.append(newRows[Int(row)])
                column.append(word)
            }
            words.translate(&column, batch.shapes.slots[number].type, &strings, &traces)
            own.slots[number].words += column
        }
        own.rowCount += chosen.count
        tables[batch.table] = own
    }
}

/// Turns codes of a block's strings and traces into those of other tables.
private struct Translation {
    private let set: RowSet
    private var strings: [UInt32]
    private var traces: [UInt32]

    private static let unknown = UInt32.max

    init(_ set: RowSet) {
        self.set = set
        strings = Array(repeating: Self.unknown, count: set.strings.count)
        traces = Array(repeating: Self.unknown, count: set.traces.count)
    }

    mutating func translate(
        _ words: inout [UInt64],
        _ type: ValueType,
        _ strings: inout StringTable,
        _ traces: inout TraceTable
    ) {
        if type == .trace {
            for index in words.indices where words[index] != noTrace {
                words[index] = trace(Int(words[index]), &traces)
            }
        } else if type.isText {
            for index in words.indices { words[index] = string(Int(words[index]), &strings) }
        }
    }

    private mutating func string(_ code: Int, _ table: inout StringTable) -> UInt64 {
        if strings[code] == Self.unknown {
            strings[code] = set.strings.bytes.withUnsafeBytes { bytes in
                let range = set.strings.range(UInt32(truncatingIfNeeded: code))
                return table.append(UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
        }
        return UInt64(strings[code])
    }

    private mutating func trace(_ code: Int, _ table: inout TraceTable) -> UInt64 {
        if traces[code] == Self.unknown { traces[code] = table.intern(set.traces.ids[code]) }
        return UInt64(traces[code])
    }
}
