import DossierColumns

/// A decoded block, and what its strings and traces are called in the batch that takes its rows.
struct BlockSource {
    let rows: RowSet
    fileprivate var strings: [UInt32]
    fileprivate var traces: [UInt32]

    /// A code that nothing has been given yet.
    fileprivate static let none = UInt32.max

    init(_ rows: RowSet) {
        self.rows = rows
        strings = Array(repeating: Self.none, count: rows.strings.count)
        traces = Array(repeating: Self.none, count: rows.traces.count)
    }
}

/// Gathers rows of decoded blocks as a batch.
///
/// Shapes, resources and scopes keep the numbers of the store that the rows come from.
struct RowCollector {
    private(set) var rowCount = 0
    private(set) var textByteCount = 0
    private var strings = StringTable()
    private var traces = TraceTable()
    private var tables: [Table: Rows] = [:]

    private struct Rows {
        var count = 0
        var columns: [[UInt64]]
        var slots: [SlotColumn] = []
        var shapes: ShapeTree

        mutating func mapColumn(
            _ column: Int,
            from first: Int,
            _ transform: (UInt64) -> UInt64
        ) {
            for row in first..<count { columns[column][row] = transform(columns[column][row]) }
        }
    }

    /// Adds rows of a block's own table with everything that hangs below them; returns the number
    /// of the first one in the batch.
    mutating func add(_ range: Range<Int>, of block: inout BlockSource) -> Int {
        let rows = block.rows.rows
        let first = add(range, of: rows, block: &block)
        for table in rows.table.children {
            guard let children = block.rows.children[table],
                let parentColumn = table.index(of: .parentRow)
            else { continue }
            let parents = children.columns[parentColumn]
            let start = firstIndex(in: parents, notBelow: UInt64(range.lowerBound))
            let end = firstIndex(in: parents, notBelow: UInt64(range.upperBound))
            let firstChild = add(start..<end, of: children, block: &block)
            tables[table]?.mapColumn(parentColumn, from: firstChild) { parent in
                UInt64(first) + parent - UInt64(range.lowerBound)
            }
        }
        return first
    }

    /// Changes a column of the last rows of a table.
    mutating func mapColumn(
        _ column: Int,
        of table: Table,
        from first: Int,
        _ transform: (UInt64) -> UInt64
    ) {
        tables[table]?.mapColumn(column, from: first, transform)
    }

    /// The rows gathered, as a batch.
    consuming func finish(_ shared: SharedValues) -> Batch {
        var batch = Batch()
        batch.strings = strings
        batch.traces = traces
        batch.shared = shared
        for (table, rows) in tables {
            let taken = TableBatch(
                table: table,
                rowCount: rows.count,
                columns: rows.columns,
                slots: rows.slots,
                shapes: rows.shapes
            )
            switch table {
            case .span: batch.spans = taken
            case .spanEvent: batch.spanEvents = taken
            case .spanLink: batch.spanLinks = taken
            case .logRecord: batch.logRecords = taken
            case .dataPoint: batch.dataPoints = taken
            case .exemplar: batch.exemplars = taken
            case .series: preconditionFailure("series are numbered anew, not gathered")
            }
        }
        return batch
    }

    private mutating func add(
        _ range: Range<Int>,
        of rows: TableBatch,
        block: inout BlockSource
    ) -> Int {
        var own =
            tables.removeValue(forKey: rows.table)
            ?? Rows(columns: rows.columns.map { _ in [] }, shapes: rows.shapes)
        let first = own.count
        for (index, field) in rows.table.columns.enumerated() {
            append(rows.columns[index][range], field.type, &own.columns[index], &block)
        }
        while own.slots.count < rows.slots.count { own.slots.append(SlotColumn()) }
        for (number, slot) in rows.slots.enumerated() {
            let start = firstIndex(in: slot.rows, notBelow: UInt32(range.lowerBound))
            let end = firstIndex(in: slot.rows, notBelow: UInt32(range.upperBound))
            if start == end { continue }
            for row in slot.rows[start..<end] {
                own.slots[number].rows.append(UInt32(first + Int(row) - range.lowerBound))
            }
            let type = rows.shapes.slots[number].type
            append(slot.words[start..<end], type, &own.slots[number].words, &block)
        }
        own.count += range.count
        rowCount += range.count
        tables[rows.table] = own
        return first
    }

    private mutating func append(
        _ words: ArraySlice<UInt64>,
        _ type: ValueType,
        _ column: inout [UInt64],
        _ block: inout BlockSource
    ) {
        if type.isText {
            for word in words { column.append(string(word, &block)) }
        } else if type == .trace {
            for word in words { column.append(word == noTrace ? noTrace : trace(word, &block)) }
        } else {
            column.append(contentsOf: words)
        }
    }

    private mutating func string(_ word: UInt64, _ block: inout BlockSource) -> UInt64 {
        let code = Int(word)
        if block.strings[code] == BlockSource.none {
            let text = block.rows.strings[UInt32(code)]
            block.strings[code] = text.withUnsafeBytes { strings.intern($0) }
            textByteCount += text.count
        }
        return UInt64(block.strings[code])
    }

    private mutating func trace(_ word: UInt64, _ block: inout BlockSource) -> UInt64 {
        let code = Int(word)
        if block.traces[code] == BlockSource.none {
            block.traces[code] = traces.intern(block.rows.traces[UInt32(code)])
        }
        return UInt64(block.traces[code])
    }
}
