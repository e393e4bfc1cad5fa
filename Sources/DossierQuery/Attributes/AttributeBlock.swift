import DossierBlocks
import DossierColumns
import DossierStore

/// Counts the attributes of the rows of a table in one block.
struct AttributeBlock {
    private let condition: AttributeCondition
    private let columns: BlockColumns
    private let table: Table
    /// The rows that count; nil for all.
    var rows: RowBits?
    private(set) var counts: [AttributePlace: ValueCounts] = [:]

    init(_ condition: AttributeCondition, _ columns: BlockColumns, _ table: Table) {
        self.condition = condition
        self.columns = columns
        self.table = table
    }

    private var readsValues: Bool { condition.valueLimit > 0 }

    private mutating func add(
        _ level: AttributePlace.Level,
        _ key: [UInt8],
        _ type: ValueType,
        _ add: (inout ValueCounts) -> Void
    ) {
        let place = AttributePlace(table: table, level: level, key: key, type: type)
        // All values of a block are told apart: those that others have before may be any of them.
        var own = counts.removeValue(forKey: place) ?? ValueCounts(type, limit: .max)
        add(&own)
        counts[place] = own
    }

    /// Counts a value in the composite encoding, which some rows have.
    private mutating func add(
        _ level: AttributePlace.Level,
        _ key: [UInt8],
        _ value: ArraySlice<UInt8>,
        count: Int
    ) {
        var column = ValueColumn(rowCount: 1)
        column.set(0, composite: value)
        guard let type = column.type(at: 0) else { return }
        let reads = readsValues
        add(level, key, type) { counts in
            if !reads {
                counts.add(rowCount: count)
            } else if type.isText {
                counts.add(text: column.text(at: 0), count: count)
            } else {
                counts.add(word: column.word(at: 0), count: count)
            }
        }
    }

    // MARK: - Resources and scopes

    /// Counts the attributes of resources and scopes by the rows that refer to them.
    mutating func countShared() throws {
        let parts: [(Field, AttributePlace.Level, [MetricOrigin])] = [
            (.resource, .resource, columns.catalogue.resources),
            (.scope, .scope, columns.catalogue.scopes),
        ]
        for (field, level, origins) in parts
        where condition.levels.contains(level) && table.index(of: field) != nil {
            guard origins.contains(where: { $0.attributes.contains { condition.allows($0.key) } })
            else { continue }
            var rowCounts = [Int](repeating: 0, count: origins.count)
            for (row, number) in try columns.words(field, of: table).enumerated()
            where number < UInt64(origins.count) && rows?[row] ?? true {
                rowCounts[Int(number)] += 1
            }
            for (number, count) in rowCounts.enumerated() where count > 0 {
                // Of a key that is repeated the last value counts.
                var seen: Set<[UInt8]> = []
                for attribute in origins[number].attributes.reversed()
                where condition.allows(attribute.key) && seen.insert(attribute.key).inserted {
                    add(level, attribute.key, attribute.value[...], count: count)
                }
            }
        }
    }

    // MARK: - Slots

    /// Counts the attributes of the rows themselves.
    mutating func countSlots() throws {
        let shapes = try columns.reader.shapes(of: table)
        let slotRows = try columns.slotRows(of: table)
        for number in slotRows.slotTotals.keys.sorted() {
            let slot = shapes.slots[Int(number)]
            if slot.field == .overflow {
                try countOverflow(number, slotRows)
            } else if slot.field == nil, slot.occurrence == 0 {
                let key = Array(shapes.keys[slot.key])
                if condition.allows(key) { try count(number, slot.type, key, slotRows) }
            }
        }
    }

    private mutating func count(
        _ number: UInt32,
        _ type: ValueType,
        _ key: [UInt8],
        _ slotRows: SlotRows
    ) throws {
        let total = slotRows.slotTotals[number] ?? 0
        if rows == nil, !readsValues || type == .empty {
            return add(.own, key, type) { $0.add(rowCount: total) }
        }
        let isWanted = rows.map { rows in
            slotRows.rows(of: number).map { rows[Int($0)] }
        }
        guard isWanted?.contains(true) ?? true else { return }
        guard readsValues, type != .empty,
            let column = try columns.reader.columns([.slot(number)], of: table, in: columns.block)[
                0
            ]
        else {
            let count = isWanted?.count { $0 } ?? total
            return add(.own, key, type) { $0.add(rowCount: count) }
        }
        guard type.isText else {
            let words = column.words.words
            try check(words.count, total)
            return add(.own, key, type) { counts in
                guard let isWanted else { return counts.add(words: words) }
                counts.add(words: zip(words, isWanted).lazy.filter { $1 }.map { $0.0 })
            }
        }
        let (codes, strings) = try ColumnTexts(column).whole()
        try check(codes.count, total)
        let codeCounts = Self.counts(codes, strings.count, isWanted)
        add(.own, key, type) { $0.add(strings, counts: codeCounts) }
    }

    private func check(_ count: Int, _ total: Int) throws {
        guard count == total else {
            throw columns.reader.unknownShape(of: table, in: columns.block)
        }
    }

    private static func counts(
        _ codes: [UInt64],
        _ stringCount: Int,
        _ isWanted: [Bool]?
    ) -> [Int] {
        var counts = [Int](repeating: 0, count: stringCount)
        for (index, code) in codes.enumerated() where isWanted?[index] ?? true {
            counts[Int(code)] += 1
        }
        return counts
    }

    /// Counts attributes without slots of their own.
    private mutating func countOverflow(_ number: UInt32, _ slotRows: SlotRows) throws {
        guard
            let column = try columns.reader.columns([.slot(number)], of: table, in: columns.block)[
                0
            ]
        else { return }
        let (codes, strings) = try ColumnTexts(column).whole()
        try check(codes.count, slotRows.slotTotals[number] ?? 0)
        let isWanted = rows.map { rows in slotRows.rows(of: number).map { rows[Int($0)] } }
        let codeCounts = Self.counts(codes, strings.count, isWanted)
        for (code, count) in codeCounts.enumerated() where count > 0 {
            let list = strings[UInt32(code)]
            var reader = CompositeReader(list)
            guard case .list(let memberCount)? = reader.next() else { continue }
            for _ in 0..<memberCount {
                guard let key = reader.key(), let value = reader.skipValue() else { break }
                guard condition.allows(list[key]) else { continue }
                add(.own, Array(list[key]), list[value], count: count)
            }
        }
    }
}
