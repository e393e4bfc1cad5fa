import DossierBlocks
import DossierColumns
import DossierStore

extension LogScan {
    /// The rows of a block in which a text matches that are asked for.
    func rows(
        of block: BlockInfo,
        matching text: TextMatch,
        among isWanted: [Bool]
    ) throws -> [Bool] {
        var isMatch = [Bool](repeating: false, count: block.rowCount)
        let shapes = try reader.shapes(of: .logRecord)
        for (number, slot) in shapes.slots.enumerated() where isLookedAt(slot) {
            guard let (rows, column) = try reader.slot(UInt32(number), of: .logRecord, in: block)
            else { continue }
            if slot.field == nil, text.matches(text: shapes.keys[slot.key]) {
                for row in rows { isMatch[Int(row)] = true }
            } else {
                try add(rows, column, text, among: isWanted, of: block, to: &isMatch)
            }
        }
        return isMatch
    }

    private func isLookedAt(_ slot: Slot) -> Bool {
        switch slot.field {
        case .body: condition.place != .attributes
        case .overflow, .eventName, .recordName, nil: condition.place != .body
        default: false
        }
    }

    /// Adds the rows of a column that match; every distinct text is looked at once.
    private func add(
        _ rows: [UInt32],
        _ column: StoredColumn,
        _ text: TextMatch,
        among isWanted: [Bool],
        of block: BlockInfo,
        to isMatch: inout [Bool]
    ) throws {
        let texts = try texts(of: column, rows, block)
        if column.type == .string, let templates = column.templates {
            let wanted = rows.map { isWanted[Int($0)] }
            let found = try text.matches(in: templates, texts, among: wanted)
            for (row, isFound) in zip(rows, found) where isFound { isMatch[Int(row)] = true }
            return
        }
        let (codes, strings) = try texts.whole()
        let matches: [Bool]
        switch column.type {
        case .string: matches = text.matches(in: strings)
        case .composite: matches = text.matches(composites: strings)
        case .int, .bool, .double:
            guard condition.place != .body else { return }
            // Every number is looked at once, as it is shown.
            var shown = StringTable()
            let codes = codes.map { shown.intern(Self.text(of: $0, column.type)) }
            let matches = text.matches(in: shown)
            for (row, code) in zip(rows, codes) where matches[Int(code)] {
                isMatch[Int(row)] = true
            }
            return
        default: return
        }
        guard matches.contains(true) else { return }
        for (row, code) in zip(rows, codes) where matches[Int(code)] {
            isMatch[Int(row)] = true
        }
    }

    /// A number as it is shown.
    private static func text(of word: UInt64, _ type: ValueType) -> [UInt8] {
        let text =
            switch type {
            case .bool: word != 0 ? "true" : "false"
            case .double: CompositeText.shortText(of: Double(bitPattern: word))
            default: String(Int64(bitPattern: word))
            }
        return Array(text.utf8)
    }
}
