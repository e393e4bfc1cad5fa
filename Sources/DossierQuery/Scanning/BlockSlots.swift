import DossierBlocks
package import DossierColumns
package import DossierStore

/// The slots of one row of a block after another: which a row has, and what they hold.
///
/// A slot is read when a row that has it first asks for it. Rows are asked for in ascending order.
package struct BlockSlots {
    /// What a slot holds in a row.
    package enum Value {
        /// The word of a value that is no text.
        case word(UInt64)
        /// The bytes of a string, or of another value in the composite encoding.
        case text(ArraySlice<UInt8>)
    }

    private struct Column {
        /// The rows that have the slot, ascending.
        let rows: [UInt32]
        let words: [UInt64]
        let strings: StringTable
        /// Texts that are put together when they are asked for.
        let composed: (texts: ColumnTexts, templates: TemplatedTexts)?
        /// The index of the row that was asked for last.
        private var position = 0

        init(
            rows: [UInt32],
            words: [UInt64],
            strings: StringTable,
            composed: (texts: ColumnTexts, templates: TemplatedTexts)? = nil
        ) {
            self.rows = rows
            self.words = words
            self.strings = strings
            self.composed = composed
        }

        mutating func value(
            in row: UInt32,
            _ type: ValueType,
            _ columns: BlockColumns,
            _ table: Table
        ) throws -> Value? {
            if position >= rows.count || rows[position] != row {
                position += 1
                if position >= rows.count || rows[position] != row {
                    position = firstIndex(in: rows, notBelow: row)
                }
            }
            guard position < rows.count, rows[position] == row else { return nil }
            if let (texts, templates) = composed {
                let bytes = try texts.composed(position..<(position + 1), of: templates).bytes
                return .text(bytes[...])
            }
            let word = words[position]
            guard type.isText else { return .word(word) }
            guard word < UInt64(strings.count) else {
                throw columns.catalogue.reader.unknownShape(of: table, in: columns.block)
            }
            return .text(strings[UInt32(word)])
        }
    }

    /// All slots of the table, by number.
    package let slots: [Slot]
    private let columns: BlockColumns
    private let table: Table
    private let slotRows: SlotRows
    private let isSparse: Bool
    /// By the number of the slot; nil until it is asked for.
    private var read: [Column?]

    /// `rowCount` is about how many rows will be asked for.
    package init(
        _ columns: BlockColumns,
        of table: Table,
        rowCount: Int
    ) throws(StoreError) {
        self.columns = columns
        self.table = table
        slots = try columns.catalogue.reader.shapes(of: table).slots
        slotRows = try columns.slotRows(of: table)
        read = [Column?](repeating: nil, count: slots.count)
        isSparse = rowCount < columns.rowCount(of: table) / 8
    }

    /// How many shapes the rows of the block have.
    package var shapeCount: Int { slotRows.paths.count }

    /// The shape of a row, from 0 on.
    package func shape(of row: UInt32) -> Int { Int(slotRows.rows[Int(row)]) }

    /// The numbers of the slots that rows of a shape have, in the order of the row.
    package func path(of shape: Int) -> [UInt32] { slotRows.paths[shape] }

    /// What a slot holds in a row; nil if the row does not have it.
    package mutating func value(of slot: UInt32, in row: UInt32) throws -> Value? {
        let slot = Int(slot)
        if read[slot] == nil { read[slot] = try readColumn(UInt32(slot)) }
        // Not copied, which would count references for every value.
        return try read[slot]?.value(in: row, slots[slot].type, columns, table)
    }

    private func readColumn(_ slot: UInt32) throws -> Column {
        let reader = columns.catalogue.reader
        guard slots[Int(slot)].type != .empty,
            let (rows, stored) = try columns.slot(slot, of: table)
        else {
            // An empty value has no column.
            let rows = slotRows.rows(of: slot)
            let words = [UInt64](repeating: 0, count: rows.count)
            return Column(rows: rows, words: words, strings: StringTable())
        }
        let texts = try columns.texts(of: stored, rows, table)
        if let templates = stored.templates, isSparse {
            return Column(
                rows: rows,
                words: [],
                strings: StringTable(),
                composed: (texts, templates)
            )
        }
        let (words, strings) =
            slots[Int(slot)].type.isText
            ? try texts.whole() : (stored.words.words, StringTable())
        guard words.count == rows.count else {
            throw reader.unknownShape(of: table, in: columns.block)
        }
        return Column(rows: rows, words: words, strings: strings)
    }
}

extension BlockColumns {
    /// The log records whose body is a string.
    package func stringBodies() throws -> RowBits {
        var found = RowBits(rowCount: block.rowCount)
        for number in try stringBodySlots() {
            for row in try slotRows(of: .logRecord).rows(of: number) { found.insert(Int(row)) }
        }
        return found
    }

    /// The log records whose body is a string that matches, of those that are wanted; every distinct
    /// text is looked at once, and templates before texts.
    package func stringBodies(matching text: TextMatch, among wanted: RowBits) throws -> RowBits {
        var found = RowBits(rowCount: block.rowCount)
        for number in try stringBodySlots() {
            guard let (rows, column) = try slot(number, of: .logRecord) else { continue }
            let texts = try texts(of: column, rows, .logRecord)
            if let templates = column.templates {
                let isWanted = rows.map { wanted[Int($0)] }
                let matches = try text.matches(in: templates, texts, among: isWanted)
                for (row, isMatch) in zip(rows, matches) where isMatch { found.insert(Int(row)) }
                continue
            }
            let (codes, strings) = try texts.whole()
            let matches = text.matches(in: strings)
            for (row, code) in zip(rows, codes) where wanted[Int(row)] && matches[Int(code)] {
                found.insert(Int(row))
            }
        }
        return found
    }

    /// By row, the number of bytes of a log record's body that is a string; nil for others.
    ///
    /// Texts are not put together.
    package func stringBodyByteCounts() throws -> [Int?] {
        var counts = [Int?](repeating: nil, count: block.rowCount)
        for number in try stringBodySlots() {
            guard let (rows, column) = try slot(number, of: .logRecord) else { continue }
            if let templates = column.templates {
                for (row, count) in zip(rows, templates.byteCounts()) { counts[Int(row)] = count }
                continue
            }
            let offsets = column.strings.offsets
            for (row, code) in zip(rows, column.words.words)
            where code < UInt64(column.strings.count) {
                counts[Int(row)] = offsets[Int(code) + 1] - offsets[Int(code)]
            }
        }
        return counts
    }

    func stringBodySlots() throws -> [UInt32] {
        let slots = try catalogue.reader.shapes(of: .logRecord).slots
        return slots.indices.filter { slots[$0].field == .body && slots[$0].type == .string }
            .map { UInt32($0) }
    }
}
