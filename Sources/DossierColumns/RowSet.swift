import DossierPrimitives

/// Rows of a table, with the tables that their words refer to.
package struct RowSet: Sendable {
    package var rows: TableBatch
    /// The child rows, in order of their parent rows.
    package var children: [Table: TableBatch]
    package var strings: StringTable
    package var traces: TraceTable

    package init(
        rows: TableBatch,
        children: [Table: TableBatch],
        strings: StringTable,
        traces: TraceTable
    ) {
        self.rows = rows
        self.children = children
        self.strings = strings
        self.traces = traces
    }
}

/// The optional fields and the attributes of one row after another.
///
/// Rows in ascending order cost O(slots of the row); a jump costs a binary search a slot.
package struct RowFields: Sendable {
    private var positions: [Int] = []
    /// The slots of each shape that was met.
    private var paths: [[UInt32]?] = []
    private var words = [UInt64](repeating: 0, count: 64)
    private var present: UInt64 = 0
    /// The slots and words of the row's attributes, in order.
    package private(set) var attributes: [(slot: Slot, word: UInt64)] = []
    /// The type of the field `body`, if the row has it.
    package private(set) var bodyType = ValueType.empty

    package init() {}

    /// Takes the fields and attributes of a row; always of the same table.
    package mutating func load(_ row: Int, of rows: TableBatch) {
        present = 0
        attributes.removeAll(keepingCapacity: true)
        let shapeColumn = rows.columns[rows.columns.count - 1]
        guard row < shapeColumn.count else { return }
        let shape = Int(truncatingIfNeeded: shapeColumn[row])
        guard shape >= 0, shape < rows.shapes.count else { return }
        while paths.count <= shape { paths.append(nil) }
        if paths[shape] == nil { paths[shape] = rows.shapes.path(to: UInt32(shape)) }
        while positions.count < rows.slots.count { positions.append(0) }
        for number in paths[shape] ?? [] {
            let slot = rows.shapes.slots[Int(number)]
            guard slot.type == .empty || Int(number) < rows.slots.count else { continue }
            guard let word = word(of: Int(number), row: row, rows: rows) else { continue }
            if let field = slot.field {
                words[Int(field.rawValue)] = word
                present |= 1 << UInt64(field.rawValue)
                if field == .body { bodyType = slot.type }
            } else {
                attributes.append((slot, word))
            }
        }
    }

    /// The word of an optional field; nil if the row does not have it.
    package subscript(field: Field) -> UInt64? {
        present & 1 << UInt64(field.rawValue) == 0 ? nil : words[Int(field.rawValue)]
    }

    private mutating func word(of slot: Int, row: Int, rows: TableBatch) -> UInt64? {
        guard slot < rows.slots.count else { return 0 }
        // Columns are not copied: that would count references for every value.
        var position = positions[slot]
        if position >= rows.slots[slot].rows.count || rows.slots[slot].rows[position] != row {
            let wanted = UInt32(truncatingIfNeeded: row)
            position = firstIndex(in: rows.slots[slot].rows, notBelow: wanted)
            guard position < rows.slots[slot].rows.count, rows.slots[slot].rows[position] == row
            else { return nil }
        }
        positions[slot] = position + 1
        return rows.slots[slot].words[position]
    }
}

/// The first index whose value is not below `value`, in ascending values.
///
/// O(log count).
package func firstIndex<Value: Comparable>(in values: [Value], notBelow value: Value) -> Int {
    values.indices.partitioningIndex { values[$0] >= value }
}
