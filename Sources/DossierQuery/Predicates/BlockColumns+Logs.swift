import DossierBlocks
import DossierColumns
import DossierPrimitives
package import DossierStore

/// What log records have: ids as texts, times, bodies.
extension BlockColumns {
    /// The rows whose trace id passes, as a text.
    func traceIDRows(_ test: ValueTest, of table: Table) throws -> RowBits {
        let (ids, numbers) = try traces(of: table)
        var texts = StringTable()
        for id in ids { _ = Array(id.hex.utf8).withUnsafeBytes { texts.append($0) } }
        let passes = test.strings.passes(texts)
        guard test.isAbsentPassing || passes.contains(true) else {
            return RowBits(rowCount: numbers.count)
        }
        return RowBits.filled(numbers.count) { row in
            numbers[row] < UInt64(passes.count)
                ? passes[Int(numbers[row])] : test.isAbsentPassing
        }
    }

    /// The rows whose span id passes, as a text.
    func spanIDRows(_ test: ValueTest, of table: Table) throws -> RowBits {
        let words = try words(.spanID, of: table)
        if case .compare(.equal, let digits) = test.strings, digits.count == 16,
            let wanted = digits.withUnsafeBytes({ hexWord($0, at: 0) })
        {
            return RowBits.filled(words.count) { row in
                words[row] == 0 ? test.isAbsentPassing : words[row] == wanted
            }
        }
        var digits: [UInt8] = []
        return RowBits.filled(words.count) { row in
            guard words[row] != 0 else { return test.isAbsentPassing }
            digits.removeAll(keepingCapacity: true)
            digits.appendHex(words[row])
            return digits.withUnsafeBytes { test.strings.passes($0) }
        }
    }

    /// The times of log records; 0 where none is known.
    package func effectiveTimes() throws(StoreError) -> [UInt64] {
        var times = try words(.time, of: .logRecord)
        let observed = try words(.observedTime, of: .logRecord)
        for row in times.indices where times[row] == 0 { times[row] = observed[row] }
        return times
    }

    /// The log records whose time passes; those of an unknown time don't.
    func effectiveTimeRows(_ test: ValueTest) throws -> RowBits {
        guard let known = block.timeRange, known.upperBound <= UInt64(Int64.max),
            !test.ints.excludes(Int64(known.lowerBound)...Int64(known.upperBound))
        else { return RowBits(rowCount: block.rowCount) }
        let times = try effectiveTimes()
        return RowBits.filled(times.count) { row in
            times[row] &- 1 < UInt64(Int64.max) && test.ints.passes(Int64(times[row]))
        }
    }

    /// The rows that have a slot of a group whose type can pass, of composites a value that does;
    /// other values are not read.
    func rows(with group: SlotGroup, _ test: ValueTest) throws -> RowBits {
        var found = RowBits(rowCount: block.rowCount(of: group.table))
        let types = try reader.shapes(of: group.table).slots
        for number in group.numbers {
            let type = types[Int(number)].type
            guard !test.excludes(type) else { continue }
            guard type == .composite, let passes = test.composites else {
                for row in try slotRows(of: group.table).rows(of: number) { found.insert(Int(row)) }
                continue
            }
            guard let (rows, column) = try slot(number, of: group.table) else { continue }
            let (codes, strings) = try texts(of: column, rows, group.table).whole()
            let isPassing = (0..<strings.count).map { passes(strings[UInt32($0)]) }
            for (row, code) in zip(rows, codes) where isPassing[Int(code)] {
                found.insert(Int(row))
            }
        }
        return found
    }

    /// The rows whose text in a slot of a group has words; every distinct text is looked at once, and
    /// templates before texts.
    func rows(
        of group: SlotGroup,
        with words: WordMatch,
        among wanted: RowBits?
    ) throws -> RowBits {
        var found = RowBits(rowCount: block.rowCount(of: group.table))
        let types = try reader.shapes(of: group.table).slots
        for number in group.numbers {
            guard types[Int(number)].type != .empty,
                let (rows, column) = try slot(number, of: group.table)
            else { continue }
            let texts = try texts(of: column, rows, group.table)
            if column.type == .string, let templates = column.templates {
                let matches = try TextMatch.words(words).matches(
                    in: templates,
                    texts,
                    among: rows.map { wanted?[Int($0)] ?? true }
                )
                for (row, isMatch) in zip(rows, matches) where isMatch { found.insert(Int(row)) }
                continue
            }
            let (codes, strings) = try texts.whole()
            var body = BodyWords(words, column.type, strings)
            for (row, code) in zip(rows, codes) where wanted?[Int(row)] ?? true {
                if body.matches(code) { found.insert(Int(row)) }
            }
        }
        return found
    }
}

/// Tells which bodies of one type have words.
private struct BodyWords {
    private let type: ValueType
    /// By code, of texts.
    private let codes: [Bool]
    private var search: WordSearch

    init(_ words: WordMatch, _ type: ValueType, _ strings: StringTable) {
        self.type = type
        search = WordSearch(words)
        switch type {
        case .string: codes = TextMatch.words(words).matches(in: strings)
        case .composite: codes = TextMatch.words(words).matches(composites: strings)
        default: codes = []
        }
    }

    mutating func matches(_ word: UInt64) -> Bool {
        switch type {
        case .string, .composite: return codes[Int(truncatingIfNeeded: word)]
        case .int: return matches(String(Int64(bitPattern: word)))
        case .bool: return matches(word != 0 ? "true" : "false")
        case .double: return matches(CompositeText.text(of: Double(bitPattern: word)))
        default: return false
        }
    }

    private mutating func matches(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBytes { search.matches($0) }
    }
}
