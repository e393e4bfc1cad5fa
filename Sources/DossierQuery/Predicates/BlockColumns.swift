internal import DossierBlocks
package import DossierColumns
package import DossierStore

/// The columns of one block, read when they are asked for and kept while the block is worked on.
///
/// Used by one thread.
package final class BlockColumns {
    package let block: BlockInfo
    package let catalogue: PredicateCatalogue
    private var wordsByField: [Table: [Field: [UInt64]]] = [:]
    private var fields: [Table: [Field: StoredColumn]] = [:]
    private var slotRowsByTable: [Table: SlotRows] = [:]
    private var slots: [Table: [UInt32: (rows: [UInt32], column: StoredColumn)]] = [:]
    var reader: StoreReader { catalogue.reader }

    package init(_ block: BlockInfo, _ catalogue: PredicateCatalogue) {
        self.block = block
        self.catalogue = catalogue
    }

    package func rowCount(of table: Table) -> Int { block.rowCount(of: table) }

    /// A column that every row of a table has.
    package func column(_ field: Field, of table: Table) throws(StoreError) -> StoredColumn {
        if let known = fields[table]?[field] { return known }
        guard let column = try reader.columns([.field(field)], of: table, in: block)[0],
            column.count == block.rowCount(of: table)
        else { throw reader.unknownShape(of: table, in: block) }
        fields[table, default: [:]][field] = column
        return column
    }

    /// The words of a column that every row of a table has.
    package func words(_ field: Field, of table: Table) throws(StoreError) -> [UInt64] {
        if let known = wordsByField[table]?[field] { return known }
        let words = try column(field, of: table).words.words
        wordsByField[table, default: [:]][field] = words
        return words
    }

    /// Which rows of a table have which slots.
    func slotRows(of table: Table) throws(StoreError) -> SlotRows {
        if let known = slotRowsByTable[table] { return known }
        let rows = try reader.slotRows(of: table, in: block)
        slotRowsByTable[table] = rows
        return rows
    }

    /// The values of a slot, and the rows that have them; nil if none has.
    func slot(
        _ number: UInt32,
        of table: Table
    ) throws(StoreError) -> (rows: [UInt32], column: StoredColumn)? {
        if let known = slots[table]?[number] { return known }
        guard let slot = try reader.slot(number, of: table, in: block) else { return nil }
        slots[table, default: [:]][number] = slot
        return slot
    }

    /// Whether what is stored beside a column tells that none of its numbers passes.
    func excludes(_ column: ColumnID, of table: Table, _ test: NumberTest) throws -> Bool {
        guard let range = try reader.wordRange(of: column, of: table, in: block) else {
            return false
        }
        return Self.excludes(range, test)
    }

    /// Whether none of the numbers passes whose words are in a range of unsigned ones.
    static func excludes(_ range: ClosedRange<UInt64>, _ test: NumberTest) -> Bool {
        let (first, last) = (
            Int64(bitPattern: range.lowerBound), Int64(bitPattern: range.upperBound)
        )
        // Numbers of both signs are not in the order of their words.
        return first <= last && (first < 0) == (last < 0) && test.excludes(first...last)
    }

    /// The nanoseconds of spans from start to end; 0 where that is not known.
    func durations() throws(StoreError) -> [UInt64] {
        var durations = try words(.endTime, of: .span)
        let starts = try words(.startTime, of: .span)
        for row in durations.indices {
            durations[row] = Self.duration(starts[row], durations[row])
        }
        return durations
    }

    @inline(__always)
    static func duration(_ start: UInt64, _ end: UInt64) -> UInt64 {
        // Neither is 0 or above Int64.max, which is unknown.
        start &- 1 < UInt64(Int64.max) && end >= start && end <= UInt64(Int64.max)
            ? end &- start : 0
    }

    /// The nanoseconds of events since the start of their spans.
    func timesSinceStart() throws(StoreError) -> [UInt64] {
        var times = try words(.time, of: .spanEvent)
        let starts = try words(.startTime, of: .span)
        let parents = try words(.parentRow, of: .spanEvent)
        for row in times.indices where parents[row] < UInt64(starts.count) {
            times[row] = times[row] &- starts[Int(parents[row])]
        }
        return times
    }

    /// The rows of the block's table that have a child row in a set.
    func parents(of children: RowBits, in table: Table) throws(StoreError) -> RowBits {
        var rows = RowBits(rowCount: block.rowCount)
        guard !children.isEmpty else { return rows }
        let parents = try words(.parentRow, of: table)
        children.forEachRow { child in
            if parents[child] < UInt64(rows.rowCount) { rows.insert(Int(parents[child])) }
        }
        return rows
    }
}

// MARK: - Slots

/// The values of one slot that count in a block.
struct SlotValues {
    let type: ValueType
    /// The rows that have the slot, ascending.
    let rows: [UInt32]
    /// Whether each of these rows takes its value from another slot; nil if none does.
    let isOverridden: [Bool]?
    /// Codes into `strings` for texts.
    let words: [UInt64]
    let strings: StringTable
    /// Whether they were among the attributes without a slot.
    var isFromOverflow = false
}

extension BlockColumns {
    /// Calls `body` with the values of each slot of a group.
    ///
    /// `mayMatter` is asked before a slot is read, and `isWanted` with what it holds, before it is
    /// known which rows have it.
    func forEachSlot(
        of group: SlotGroup,
        mayMatter: (ValueType, ColumnID) throws -> Bool = { _, _ in true },
        isWanted: (ValueType, _ words: [UInt64], StringTable) -> Bool = { _, _, _ in true },
        _ body: (SlotValues) -> Void
    ) throws {
        guard block.rowCount(of: group.table) > 0, !group.isEmpty else { return }
        let types = try reader.shapes(of: group.table).slots
        let overflow = try overflowValues(of: group)
        let isExclusive = group.numbers.count < 2 && overflow == nil
        for (index, number) in group.numbers.enumerated() {
            let type = types[Int(number)].type
            guard try mayMatter(type, .slot(number)),
                let column = try reader.columns([.slot(number)], of: group.table, in: block)[0]
            else { continue }
            let (words, strings) = try texts(of: column, type, number, group.table)
            guard isWanted(type, words, strings) else { continue }
            let slotRows = try slotRows(of: group.table)
            let rows = slotRows.rows(of: number)
            guard rows.count == words.count else {
                throw reader.unknownShape(of: group.table, in: block)
            }
            var isOverridden: [Bool]?
            if !isExclusive {
                let winners = group.winners(in: slotRows)
                isOverridden = rows.map { row in
                    winners[Int(slotRows.rows[Int(row)])] != index
                        || overflow?.rows.contains(row) ?? false
                }
            }
            body(
                SlotValues(
                    type: type,
                    rows: rows,
                    isOverridden: isOverridden,
                    words: words,
                    strings: strings
                )
            )
        }
        if let overflow { for values in overflow.values { body(values) } }
    }

    private func texts(
        of column: StoredColumn,
        _ type: ValueType,
        _ slot: UInt32,
        _ table: Table
    ) throws -> (words: [UInt64], strings: StringTable) {
        guard type.isText else { return (column.words.words, StringTable()) }
        let rows = column.templates == nil ? [] : try slotRows(of: table).rows(of: slot)
        let (codes, strings) = try texts(of: column, rows, table).whole()
        return (codes, strings)
    }

    /// The texts of a slot, which may repeat the ids of rows of log records.
    func texts(
        of column: StoredColumn,
        _ rows: [UInt32],
        _ table: Table
    ) throws(StoreError) -> ColumnTexts {
        guard table == .logRecord, column.templates?.repeatsIDs ?? false else {
            return ColumnTexts(column, rows: rows)
        }
        return ColumnTexts(
            column,
            rows: rows,
            traces: try self.column(.trace, of: table),
            spanIDs: try self.column(.spanID, of: table)
        )
    }

    /// The values of a key among attributes without slots of their own; nil if there are none.
    private func overflowValues(
        of group: SlotGroup
    ) throws -> (rows: Set<UInt32>, values: [SlotValues])? {
        guard let number = group.overflow,
            let column = try reader.columns([.slot(number)], of: group.table, in: block)[0]
        else { return nil }
        let (codes, strings) = try texts(of: column, .composite, number, group.table)
        let values = (0..<strings.count).map { code in
            Self.member(group.key, of: strings[UInt32(code)])
        }
        guard values.contains(where: { $0 != nil }) else { return nil }
        let rows = try slotRows(of: group.table).rows(of: number)
        guard rows.count == codes.count else {
            throw reader.unknownShape(of: group.table, in: block)
        }
        var builder = CompositeSlots()
        for (row, code) in zip(rows, codes) {
            if let value = values[Int(code)] { builder.add(row, value) }
        }
        return (builder.rows, builder.values)
    }

    /// The last value of a key in a key-value list.
    private static func member(_ key: [UInt8], of list: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var reader = CompositeReader(list)
        guard case .list(let count) = reader.next() else { return nil }
        var found: ArraySlice<UInt8>?
        for _ in 0..<count {
            guard let name = reader.key(), let value = reader.skipValue() else { break }
            if list[name].elementsEqual(key) { found = list[value] }
        }
        return found
    }
}

/// Sorts values of the composite encoding by type, as slots would have them.
private struct CompositeSlots {
    private(set) var rows: Set<UInt32> = []
    private var found: [ValueType: (rows: [UInt32], words: [UInt64], strings: StringTable)] = [:]

    mutating func add(_ row: UInt32, _ value: ArraySlice<UInt8>) {
        rows.insert(row)
        var column = ValueColumn(rowCount: 1)
        column.set(0, composite: value)
        guard let type = column.type(at: 0) else { return }
        var slot = found[type] ?? ([], [], StringTable())
        slot.rows.append(row)
        if type.isText {
            slot.words.append(UInt64(slot.strings.intern(Array(column.text(at: 0)))))
        } else {
            slot.words.append(column.word(at: 0))
        }
        found[type] = slot
    }

    var values: [SlotValues] {
        found.map { type, slot in
            SlotValues(
                type: type,
                rows: slot.rows,
                isOverridden: nil,
                words: slot.words,
                strings: slot.strings,
                isFromOverflow: true
            )
        }
    }
}
