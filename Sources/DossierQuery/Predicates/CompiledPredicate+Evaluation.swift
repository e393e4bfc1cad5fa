import DossierBlocks
import DossierColumns
import DossierStore

extension CompiledPredicate {
    /// The rows of a block that pass.
    ///
    /// Reads the columns that the predicate names, cheap ones first, and no more once no row is
    /// left. A test is asked once for each distinct text of a column, and once for each resource and
    /// scope of the store. Only rows that are wanted are given; nil wants all.
    ///
    /// - Complexity: O(rows) for each column that is read.
    package func rows(of columns: BlockColumns, among wanted: RowBits? = nil) throws -> RowBits {
        var rows = try rows(root, columns, table, among: wanted)
        if let wanted { rows.formIntersection(wanted) }
        return rows
    }

    /// Recursion is bounded by the depth of the predicate, which its language bounds.
    ///
    /// What it says of rows that are not wanted is not to be looked at.
    private func rows(
        _ node: Node,
        _ columns: BlockColumns,
        _ table: Table,
        among wanted: RowBits?
    ) throws -> RowBits {
        let rowCount = columns.block.rowCount(of: table)
        guard rowCount > 0 else { return RowBits(rowCount: 0) }
        switch node {
        case .constant(let value): return RowBits(rowCount: rowCount, all: value)
        case .field(let field, let test): return try fieldRows(field, test, columns, table)
        case .duration(let test):
            return try durationRows(test, columns)
        case .timeSinceStart(let test):
            return NumberRows.rows(try columns.timesSinceStart(), .int, test)
        case .slots(let group, let test): return try slotRows(group, test, columns)
        case .numbers(let field, let passes):
            let numbers = try columns.words(field, of: table)
            return RowBits.filled(rowCount) { row in
                numbers[row] < UInt64(passes.count) && passes[Int(numbers[row])]
            }
        case .isTrace(let id): return try traceRows(id, columns, table)
        case .traceID(let test): return try columns.traceIDRows(test, of: table)
        case .spanID(let test): return try columns.spanIDRows(test, of: table)
        case .effectiveTime(let test): return try columns.effectiveTimeRows(test)
        case .hasBody(let group, let test): return try columns.rows(with: group, test)
        case .bodyWords(let group, let words):
            return try columns.rows(of: group, with: words, among: wanted)
        case .first(let sources, let isAbsentPassing):
            return try firstRows(sources, isAbsentPassing, columns, table, among: wanted)
        case .and(let parts):
            var rows = wanted ?? RowBits(rowCount: rowCount, all: true)
            for part in parts where !rows.isEmpty {
                rows.formIntersection(try self.rows(part, columns, table, among: rows))
            }
            return rows
        case .or(let parts):
            var rows = RowBits(rowCount: rowCount)
            for part in parts { rows.formUnion(try self.rows(part, columns, table, among: wanted)) }
            return rows
        case .not(let part): return try rows(part, columns, table, among: wanted).inverted
        case .anyChild(let child, let part):
            return try columns.parents(of: rows(part, columns, child, among: nil), in: child)
        }
    }

    private func fieldRows(
        _ field: Field,
        _ test: ValueTest,
        _ columns: BlockColumns,
        _ table: Table
    ) throws -> RowBits {
        if field.type == .enumeration,
            try columns.excludes(.field(field), of: table, test.ints)
        {
            return RowBits(rowCount: columns.block.rowCount(of: table))
        }
        let column = try columns.column(field, of: table)
        guard field.type == .string else {
            return NumberRows.rows(try columns.words(field, of: table), field.type, test)
        }
        let (codes, strings) = try ColumnTexts(column).whole()
        let passes = test.strings.passes(strings)
        guard passes.contains(true) else { return RowBits(rowCount: codes.count) }
        return RowBits.filled(codes.count) { passes[Int(codes[$0])] }
    }

    private func durationRows(_ test: ValueTest, _ columns: BlockColumns) throws -> RowBits {
        let starts = try columns.words(.startTime, of: .span)
        let ends = try columns.words(.endTime, of: .span)
        return RowBits.filled(starts.count) { row in
            let duration = BlockColumns.duration(starts[row], ends[row])
            return test.ints.passes(Int64(bitPattern: duration))
        }
    }

    private func slotRows(
        _ group: SlotGroup,
        _ test: ValueTest,
        _ columns: BlockColumns
    ) throws -> RowBits {
        var rows = RowBits(
            rowCount: columns.block.rowCount(of: group.table),
            all: test.isAbsentPassing
        )
        var slotTest = SlotTest.nothing
        // Where absent rows pass, the others have to be known to be taken out.
        try columns.forEachSlot(of: group) { type, column in
            if test.isAbsentPassing { return true }
            if test.excludes(type) { return false }
            guard type == .int else { return true }
            return try !columns.excludes(column, of: group.table, test.ints)
        } isWanted: { type, words, strings in
            slotTest = SlotTest(type, words, strings, test)
            return test.isAbsentPassing || slotTest.mayPass
        } _: { slot in
            if slot.isFromOverflow {
                slotTest = SlotTest(slot.type, slot.words, slot.strings, test)
            }
            for (index, row) in slot.rows.enumerated() {
                if let isOverridden = slot.isOverridden, isOverridden[index] { continue }
                if slotTest.passes(slot.words[index]) {
                    rows.insert(Int(row))
                } else if test.isAbsentPassing {
                    rows.remove(Int(row))
                }
            }
        }
        return rows
    }

    private func traceRows(
        _ id: TraceID,
        _ columns: BlockColumns,
        _ table: Table
    ) throws -> RowBits {
        let (ids, numbers) = try columns.traces(of: table)
        guard let number = ids.firstIndex(of: id) else {
            return RowBits(rowCount: numbers.count)
        }
        return RowBits.filled(numbers.count) { numbers[$0] == UInt64(number) }
    }

    private func firstRows(
        _ sources: [Source],
        _ isAbsentPassing: Bool,
        _ columns: BlockColumns,
        _ table: Table,
        among wanted: RowBits?
    ) throws -> RowBits {
        var rest = wanted ?? RowBits(rowCount: columns.block.rowCount(of: table), all: true)
        var result = RowBits(rowCount: rest.rowCount)
        for (index, source) in sources.enumerated() where !rest.isEmpty {
            var passing = try rows(source.passes, columns, table, among: rest)
            passing.formIntersection(rest)
            result.formUnion(passing)
            // What the last one has decides nothing.
            if index + 1 == sources.count, !isAbsentPassing { break }
            rest.subtract(try rows(source.has, columns, table, among: rest))
        }
        if isAbsentPassing { result.formUnion(rest) }
        return result
    }
}

/// A test of the values of one slot, whose distinct texts are tested first.
private struct SlotTest {
    private enum Kind {
        case codes([Bool])
        case ints(NumberTest)
        case doubles(NumberTest)
        case bools(Bool, Bool)
        case constant(Bool)
    }

    private let kind: Kind

    static let nothing = SlotTest(.empty, [], StringTable(), ValueTest())

    init(_ type: ValueType, _ words: [UInt64], _ strings: StringTable, _ test: ValueTest) {
        guard !test.excludes(type) else {
            kind = .constant(false)
            return
        }
        switch type {
        case .string: kind = .codes(test.strings.passes(strings))
        case .composite:
            kind = .codes(
                (0..<strings.count).map { code in
                    test.composites?(strings[UInt32(truncatingIfNeeded: code)]) ?? false
                }
            )
        case .double: kind = .doubles(test.doubles)
        case .bool: kind = .bools(test.isFalsePassing, test.isTruePassing)
        case .bytes, .empty: kind = .constant(true)
        default: kind = .ints(test.ints)
        }
    }

    /// Whether any value may pass.
    var mayPass: Bool {
        switch kind {
        case .codes(let passes): passes.contains(true)
        case .constant(let value): value
        default: true
        }
    }

    @inline(__always)
    func passes(_ word: UInt64) -> Bool {
        switch kind {
        case .codes(let passes): passes[Int(truncatingIfNeeded: word)]
        case .ints(let test): test.passes(Int64(bitPattern: word))
        case .doubles(let test): test.passes(Double(bitPattern: word))
        case .bools(let whenFalse, let whenTrue): word == 0 ? whenFalse : whenTrue
        case .constant(let value): value
        }
    }
}

/// Rows whose word of a column passes.
private enum NumberRows {
    static func rows(_ words: [UInt64], _ type: ValueType, _ test: ValueTest) -> RowBits {
        switch type {
        case .double:
            RowBits.filled(words.count) { test.doubles.passes(Double(bitPattern: words[$0])) }
        default:
            RowBits.filled(words.count) { test.ints.passes(Int64(bitPattern: words[$0])) }
        }
    }
}
