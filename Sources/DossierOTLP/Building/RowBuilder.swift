internal import DossierColumns

/// A `TableBatch` under construction, in memory that is written without a bounds check per word.
///
/// A row is built in this order: its optional fields and attributes, then `makeRoom()`, then a word
/// for every column but the last with `set`, and `finishRow()`.
struct RowBuilder: ~Copyable {
    let table: Table
    private(set) var rowCount = 0
    /// The shape of the row that is being built.
    private(set) var shape = ShapeTree.root
    /// The optional fields that this row has, a bit for each raw value.
    private var fields: UInt64 = 0
    private(set) var steps = ShapeSteps()

    /// A column for each field that every row has, each with room for `rowCapacity` rows.
    let columns: UnsafeMutablePointer<ArrayBuffer<UInt64>>
    let columnCount: Int
    var rowCapacity: Int
    var slots: UnsafeMutablePointer<SlotBuilder>
    var slotCount = 0
    private var slotCapacity = 16

    init(_ table: Table, rowCapacity: Int = 1024) {
        self.table = table
        self.rowCapacity = rowCapacity
        columnCount = table.columns.count
        columns = .allocate(capacity: columnCount)
        for index in 0..<columnCount {
            (columns + index).initialize(to: ArrayBuffer(capacity: rowCapacity))
        }
        slots = .allocate(capacity: slotCapacity)
    }

    deinit {
        columns.deinitialize(count: columnCount)
        columns.deallocate()
        slots.deinitialize(count: slotCount)
        slots.deallocate()
    }

    /// Makes room for the row that is being built, before its columns are set.
    @inline(__always)
    mutating func makeRoom() {
        if rowCount == rowCapacity { growColumns() }
    }

    /// Sets a word of the row that is being built.
    @inline(__always)
    mutating func set(_ column: Int, _ word: UInt64) {
        columns[column].base[rowCount] = word
    }

    /// Ends the row that is being built; every column but the last has been set.
    @inline(__always)
    mutating func finishRow() {
        columns[columnCount &- 1].base[rowCount] = UInt64(shape)
        shape = ShapeTree.root
        fields = 0
        rowCount &+= 1
    }

    /// Adds an optional field to the row that is being built.
    @inline(__always)
    mutating func append(_ field: Field, _ word: UInt64) {
        append(field, type: field.type, word)
    }

    /// Adds an optional field whose type is not fixed: the body of a log record.
    @inline(__always)
    mutating func append(_ field: Field, type: ValueType, _ word: UInt64) {
        fields |= 1 &<< UInt64(field.rawValue)
        let next = steps.step(from: shape, field: field, type: type)
        let slot = Int(steps.slot(of: next))
        if slot < slotCount, slots[slot].replaceLast(ifRow: rowCount, with: word) {
            // The input repeats a key: the last one counts.
            return
        }
        shape = next
        append(word, slot: slot)
    }

    /// Takes an optional field back from the row that is being built, if it has it.
    mutating func remove(_ field: Field) {
        guard fields & 1 &<< UInt64(field.rawValue) != 0, let slot = steps.tree.number(of: field),
            Int(slot) < slotCount, slots[Int(slot)].removeLast(ifRow: rowCount)
        else { return }
        shape = steps.shape(shape, without: slot)
    }

    /// Adds an attribute to the row that is being built; false, and nothing done, past the limits
    /// on distinct keys and shapes: the caller keeps the attribute in the field `overflow`.
    mutating func appendAttribute(
        key: UnsafeRawBufferPointer,
        type: ValueType,
        _ word: UInt64
    ) -> Bool {
        guard let next = steps.step(from: shape, key: key, type: type) else { return false }
        appendAttribute(next, word)
        return true
    }

    /// Adds an attribute to the row that is being built; `next` is the shape that has it, one step
    /// from the current shape.
    @inline(__always)
    mutating func appendAttribute(_ next: UInt32, _ word: UInt64) {
        shape = next
        append(word, slot: Int(steps.slot(of: next)))
    }

    /// The shape of the row with one more attribute, if a noted spelling is at `text`; see
    /// `ShapeSteps.next`.
    @inline(__always)
    mutating func next(
        spelledAt text: UnsafeRawPointer
    ) -> (shape: UInt32, byteCount: Int, value: SpelledValue)? {
        steps.next(from: shape, spelledAt: text)
    }

    /// Notes the spelling of the attribute that the shape ends with, for `ShapeSteps.next`.
    mutating func noteSpelling(_ text: UnsafeRawBufferPointer, kind: SpelledValue) {
        steps.note(text, kind, for: shape)
    }

    @inline(__always)
    mutating func append(_ word: UInt64, slot: Int) {
        if slot >= slotCount { addSlots(through: slot) }
        slots[slot].append(word, row: rowCount)
    }

    mutating func addSlots(through slot: Int) {
        while slotCapacity <= slot {
            let grown = UnsafeMutablePointer<SlotBuilder>.allocate(capacity: slotCapacity * 2)
            grown.moveInitialize(from: slots, count: slotCount)
            slots.deallocate()
            slots = grown
            slotCapacity *= 2
        }
        while slotCount <= slot {
            (slots + slotCount).initialize(to: SlotBuilder())
            slotCount += 1
        }
    }

    mutating func growColumns() {
        rowCapacity *= 2
        for index in 0..<columnCount {
            // Not `columns[index]`: with it the thread sanitizer's build of Swift 6.3 aborts.
            (columns + index).pointee.grow(to: rowCapacity, keeping: rowCount)
        }
    }

    /// Removes every row from `count` on, and the row that is being built.
    ///
    /// - Complexity: O(slots + removed rows).
    mutating func truncate(to count: Int) {
        for slot in 0..<slotCount { slots[slot].truncate(toRow: count) }
        rowCount = count
        shape = ShapeTree.root
        fields = 0
    }

    /// Sets a column in a range of rows, for values that follow the rows in the input.
    mutating func fill(_ column: Int, rows: Range<Int>, with word: UInt64) {
        let words = columns[column].base
        for row in rows { words[row] = word }
    }

    /// Sets a word of a row that is complete.
    @inline(__always)
    mutating func set(_ column: Int, row: Int, _ word: UInt64) {
        columns[column].base[row] = word
    }

    /// Returns the rows and leaves none, with room for as many.
    mutating func take() -> TableBatch {
        var taken = Self(table, rowCapacity: max(rowCount + rowCount / 8, 64))
        swap(&taken, &self)
        return taken.finish()
    }

    private mutating func finish() -> TableBatch {
        let (columns, slots, rowCount) = (columns, slots, rowCount)
        return TableBatch(
            table: table,
            rowCount: rowCount,
            columns: (0..<columnCount).map { columns[$0].finish(count: rowCount) },
            slots: (0..<slotCount).map { slots[$0].finish() },
            shapes: steps.tree
        )
    }
}
