import DossierBlocks
import DossierColumns
import DossierStore

/// The rows of a table in which a value is in one place.
struct PlaceRows {
    var rows: RowBits
    var types: ValueTypes = []
}

/// Finds the rows of one block that have some values, table by table.
///
/// Of the slots only those are read whose type can hold one of the values; a text is tested once
/// however many rows have it.
struct BlockFinding {
    private let values: [SoughtValue]
    private let shared: [SharedFinding]
    private let columns: BlockColumns
    private let chunks: [ChunkInfo]
    /// By value.
    private var found: [[ValuePlace: PlaceRows]]

    init(
        _ values: [SoughtValue],
        _ shared: [SharedFinding],
        in columns: BlockColumns
    ) throws {
        self.values = values
        self.shared = shared
        self.columns = columns
        chunks = try columns.reader.chunks(of: columns.block)
        found = Array(repeating: [:], count: values.count)
    }

    /// The places of each value in the rows of a table.
    mutating func places(in table: Table) throws -> [[ValuePlace: PlaceRows]] {
        found = Array(repeating: [:], count: values.count)
        guard columns.rowCount(of: table) > 0 else { return found }
        try findShared(table)
        try findNames(table)
        try findIDs(table)
        try findSlots(table)
        return found
    }

    private mutating func insert(
        _ value: Int,
        _ place: ValuePlace,
        _ types: ValueTypes,
        _ fill: (inout RowBits) -> Void
    ) {
        let count = columns.rowCount(of: place.table)
        var rows =
            found[value].removeValue(forKey: place) ?? PlaceRows(rows: RowBits(rowCount: count))
        fill(&rows.rows)
        rows.types.formUnion(types)
        found[value][place] = rows
    }

    // MARK: - What every row has

    /// Resources, scopes and metrics.
    private mutating func findShared(_ table: Table) throws {
        for field in [Field.resource, .scope, .metric] where table.index(of: field) != nil {
            let limit = shared.compactMap { $0.numberLimits[field] }.max() ?? 0
            guard limit > 0 else { continue }
            let rows = RowsByNumber(try columns.words(field, of: table), below: limit)
            for (value, shared) in shared.enumerated() {
                for part in shared.found where part.field == field {
                    let numbers = part.numbers.filter { !rows[$0].isEmpty }
                    guard !numbers.isEmpty else { continue }
                    let place = ValuePlace(table, part.element, path: part.path)
                    insert(value, place, part.types) { found in
                        for number in numbers {
                            for row in rows[number] { found.insert(Int(row)) }
                        }
                    }
                }
            }
        }
    }

    private mutating func findNames(_ table: Table) throws {
        guard table.index(of: .name) != nil else { return }
        let (codes, strings) = try ColumnTexts(columns.column(.name, of: table)).whole()
        for (index, value) in values.enumerated() {
            let matches = value.matches(in: strings, asWord: value.findsWords)
            guard matches.contains(true) else { continue }
            insert(index, ValuePlace(table, .field(.name)), .string) { rows in
                for (row, code) in codes.enumerated() where matches[Int(code)] { rows.insert(row) }
            }
        }
    }

    private mutating func findIDs(_ table: Table) throws {
        for (index, value) in values.enumerated() {
            if !value.traces.isEmpty, table.index(of: .trace) != nil {
                let (ids, numbers) = try columns.traces(of: table)
                let wanted = ids.map { value.traces.contains($0) }
                if wanted.contains(true) {
                    insert(index, ValuePlace(table, .field(.trace)), .id) { rows in
                        for (row, number) in numbers.enumerated()
                        where number < UInt64(wanted.count) && wanted[Int(number)] {
                            rows.insert(row)
                        }
                    }
                }
            }
            for field in [Field.spanID, .parentSpanID]
            where !value.spans.isEmpty && table.index(of: field) != nil {
                let ids = try columns.words(field, of: table)
                let rows = RowBits.filled(ids.count) { value.spans.contains(ids[$0]) }
                guard !rows.isEmpty else { continue }
                insert(index, ValuePlace(table, .field(field)), .id) { $0.formUnion(rows) }
            }
        }
    }

    // MARK: - Slots

    /// So many columns are in memory at once.
    private static let slotCountAtOnce = 8

    private mutating func findSlots(_ table: Table) throws {
        let shapes = try columns.reader.shapes(of: table)
        var wanted: [UInt32] = []
        for chunk in chunks where chunk.table == table {
            guard case .slot(let number) = chunk.column, number < shapes.slots.count,
                Self.isLookedAt(shapes.slots[Int(number)]),
                values.contains(where: { mayHave($0, shapes.slots[Int(number)].type, chunk) })
            else { continue }
            wanted.append(number)
        }
        for start in stride(from: 0, to: wanted.count, by: Self.slotCountAtOnce) {
            let some = Array(wanted[start..<min(start + Self.slotCountAtOnce, wanted.count)])
            let read = try columns.reader.columns(
                some.map { .slot($0) },
                of: table,
                in: columns.block
            )
            for (number, column) in zip(some, read) {
                guard let column else { continue }
                let slot = shapes.slots[Int(number)]
                let key = slot.field == nil ? Array(shapes.keys[slot.key]) : []
                try find(SlotColumn(table: table, number: number, slot: slot, key: key), column)
            }
        }
    }

    /// A slot of a table.
    private struct SlotColumn {
        let table: Table
        let number: UInt32
        let slot: Slot
        let key: [UInt8]

        var element: ValuePlace.Element {
            slot.field.map { .field($0) } ?? .attribute(key)
        }
    }

    /// Of the fields those that are texts of the telemetry, not numbers of its own.
    private static func isLookedAt(_ slot: Slot) -> Bool {
        guard let field = slot.field else { return true }
        return field == .body || field == .overflow || field.type == .string
    }

    private func mayHave(_ value: SoughtValue, _ type: ValueType, _ chunk: ChunkInfo) -> Bool {
        guard value.mayBe(type) else { return false }
        guard type == .int, let int = value.int, let range = chunk.range else { return true }
        return !BlockColumns.excludes(range, .compare(.equal, with: int))
    }

    private mutating func find(_ slot: SlotColumn, _ column: StoredColumn) throws {
        for (index, value) in values.enumerated() where value.mayBe(column.type) {
            let asWord = value.findsWords || slot.slot.field == .body
            switch column.type {
            case .string:
                guard let isMatch = try matches(value, slot, column, asWord: asWord) else { break }
                try insert(index, ValuePlace(slot.table, slot.element), .string, slot, isMatch)
            case .bytes:
                let (codes, strings) = try ColumnTexts(column).whole()
                let matches = (0..<strings.count).map { value.matches(bytes: strings[UInt32($0)]) }
                guard matches.contains(true) else { break }
                let isMatch = codes.map { matches[Int($0)] }
                try insert(index, ValuePlace(slot.table, slot.element), .bytes, slot, isMatch)
            case .composite: try findMembers(index, slot, column, asWord: asWord)
            default:
                let isMatch = column.words.words.map { value.matches(column.type, $0) }
                guard isMatch.contains(true) else { break }
                let types = ValueTypes(column.type)
                try insert(index, ValuePlace(slot.table, slot.element), types, slot, isMatch)
            }
        }
    }

    private mutating func insert(
        _ value: Int,
        _ place: ValuePlace,
        _ types: ValueTypes,
        _ slot: SlotColumn,
        _ isMatch: [Bool]
    ) throws {
        let rows = try columns.slotRows(of: slot.table).rows(of: slot.number)
        guard rows.count == isMatch.count else {
            throw columns.reader.unknownShape(of: slot.table, in: columns.block)
        }
        insert(value, place, types) { found in
            for (row, isFound) in zip(rows, isMatch) where isFound { found.insert(Int(row)) }
        }
    }

    /// Which values of a column of texts match; nil if none does.
    private func matches(
        _ value: SoughtValue,
        _ slot: SlotColumn,
        _ column: StoredColumn,
        asWord: Bool
    ) throws -> [Bool]? {
        if let templates = column.templates {
            let texts = try texts(slot, column)
            let all = [Bool](repeating: true, count: templates.count)
            let match = asWord ? value.word : value.whole
            let found = try match.matches(in: templates, texts, among: all)
            return found.contains(true) ? found : nil
        }
        let matches = value.matches(in: column.strings, asWord: asWord)
        guard matches.contains(true) else { return nil }
        return column.words.words.map { matches[Int($0)] }
    }

    /// The texts of a column, which may repeat the ids of log records.
    private func texts(_ slot: SlotColumn, _ column: StoredColumn) throws -> ColumnTexts {
        guard slot.table == .logRecord, column.templates?.repeatsIDs ?? false else {
            return ColumnTexts(column)
        }
        return ColumnTexts(
            column,
            rows: try columns.slotRows(of: slot.table).rows(of: slot.number),
            traces: try columns.column(.trace, of: slot.table),
            spanIDs: try columns.column(.spanID, of: slot.table)
        )
    }

    /// The members of arrays and lists that are the value.
    private mutating func findMembers(
        _ index: Int,
        _ slot: SlotColumn,
        _ column: StoredColumn,
        asWord: Bool
    ) throws {
        let value = values[index]
        let isOverflow = slot.slot.field == .overflow
        let (codes, strings) = try ColumnTexts(column).whole()
        let mayMatch = value.candidates(in: strings)
        guard mayMatch.contains(true) else { return }
        // Few codes have each, however many members there are.
        var matches: [CompositeSearch.Member: (types: ValueTypes, codes: [Int])] = [:]
        for code in 0..<strings.count where mayMatch[code] {
            let search = CompositeSearch(
                strings[UInt32(code)],
                value,
                asWord: asWord,
                takesKey: isOverflow
            )
            for (member, types) in search.members {
                matches[member, default: ([], [])].types.formUnion(types)
                matches[member, default: ([], [])].codes.append(code)
            }
        }
        guard !matches.isEmpty else { return }
        let rows = try rows(of: slot, codes, codeCount: strings.count)
        for (member, match) in matches {
            let element = isOverflow ? .attribute(member.key) : slot.element
            insert(index, ValuePlace(slot.table, element, path: member.path), match.types) {
                found in
                for code in match.codes {
                    for row in rows[code] { found.insert(Int(row)) }
                }
            }
        }
    }

    /// The rows of a slot by the codes of their values.
    private func rows(
        of slot: SlotColumn,
        _ codes: [UInt64],
        codeCount: Int
    ) throws -> [[UInt32]] {
        let rows = try columns.slotRows(of: slot.table).rows(of: slot.number)
        guard rows.count == codes.count else {
            throw columns.reader.unknownShape(of: slot.table, in: columns.block)
        }
        var byCode = [[UInt32]](repeating: [], count: codeCount)
        for (row, code) in zip(rows, codes) { byCode[Int(code)].append(row) }
        return byCode
    }
}

extension SoughtValue {
    /// Which arrays and lists of a table may have the value, by code.
    fileprivate func candidates(in strings: StringTable) -> [Bool] {
        guard int == nil, double == nil, bool == nil, bytes.isEmpty, !ignoresCase else {
            return Array(repeating: true, count: strings.count)
        }
        return TextMatch.containing(text).matches(in: strings)
    }
}
