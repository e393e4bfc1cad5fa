/// The values of one slot, in row order, with the rows that have them.
package struct SlotColumn: Sendable {
    /// The rows that have the slot, ascending; each once.
    package var rows: [UInt32] = []
    package var words: [UInt64] = []

    @inlinable package init() {}
}

/// Rows of one table, as columns of 64-bit words.
///
/// `columns` holds the fields every row has, in the order of `Table.columns`; `slots` holds the
/// others, numbered as in `shapes.slots`.
package struct TableBatch: Sendable {
    package let table: Table
    package internal(set) var rowCount = 0
    package var columns: [[UInt64]]
    package var slots: [SlotColumn] = []
    package var shapes = ShapeTree()

    /// The shape of the row that is being built.
    @usableFromInline var shape = ShapeTree.root

    package init(_ table: Table) {
        self.table = table
        columns = Array(repeating: [], count: table.columns.count)
    }

    /// Takes rows that are complete, such as those decoded from a block.
    package init(
        table: Table,
        rowCount: Int,
        columns: [[UInt64]],
        slots: [SlotColumn],
        shapes: ShapeTree
    ) {
        self.table = table
        self.rowCount = rowCount
        self.columns = columns
        self.slots = slots
        self.shapes = shapes
    }

    package var isEmpty: Bool { rowCount == 0 }

    /// Adds an optional field to the row that is being built.
    @inlinable @inline(__always)
    package mutating func append(_ field: Field, _ word: UInt64) {
        append(field, type: field.type, word)
    }

    /// Adds an optional field whose type is not fixed: the body of a log record.
    @inlinable @inline(__always)
    package mutating func append(_ field: Field, type: ValueType, _ word: UInt64) {
        let next = shapes.step(from: shape, field: field, type: type)
        let slot = Int(shapes.lastSlot(of: next))
        if slot < slots.count, slots[slot].rows.last == UInt32(truncatingIfNeeded: rowCount) {
            // The input repeats a key: the last one counts.
            slots[slot].words[slots[slot].words.count - 1] = word
            return
        }
        shape = next
        appendSlot(word)
    }

    /// Adds an attribute to the row that is being built; false, and nothing done, past the limits
    /// on distinct keys and shapes: the caller keeps the attribute in the field `overflow`.
    @inlinable @inline(__always)
    package mutating func appendAttribute(
        key: UnsafeRawBufferPointer,
        type: ValueType,
        _ word: UInt64
    ) -> Bool {
        guard let next = shapes.step(from: shape, key: key, type: type) else { return false }
        shape = next
        appendSlot(word)
        return true
    }

    @inlinable @inline(__always)
    mutating func appendSlot(_ word: UInt64) {
        let slot = Int(shapes.lastSlot(of: shape))
        while slots.count <= slot { slots.append(SlotColumn()) }
        slots[slot].rows.append(UInt32(truncatingIfNeeded: rowCount))
        slots[slot].words.append(word)
    }

    /// Ends the row that is being built.
    ///
    /// Every column but the last, the shape, has had its word appended by the caller.
    @inlinable @inline(__always)
    package mutating func finishRow() {
        columns[columns.count - 1].append(UInt64(shape))
        shape = ShapeTree.root
        rowCount += 1
    }
}
