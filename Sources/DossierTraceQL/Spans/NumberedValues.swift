internal import DossierColumns
internal import DossierQuery

/// The values of a field for the spans of a block, numbered: equal ones have one number.
struct NumberedValues {
    /// By row.
    let numbers: [UInt32]
    /// By number.
    let values: [TraceQLValue]

    /// Nil for a field whose value is not that of the span's row alone.
    ///
    /// Values are looked at once for each distinct word of a column.
    init?(_ column: FieldColumn, rowCount: Int) {
        switch column {
        case .stored(let stored, as: let meaning):
            self.init(stored, meaning)
        case .absent:
            self.init(repeatElement(TraceQLValue.none, count: rowCount))
        case .first(let columns):
            let own = columns.filter { if case .absent = $0 { false } else { true } }
            guard own.allSatisfy({ if case .children = $0 { false } else { true } }) else {
                return nil
            }
            self.init(
                (0..<rowCount).lazy.map { row in
                    for column in own {
                        let value = column.value(at: row)
                        if !value.isNone { return value }
                    }
                    return .none
                }
            )
        case .values(let values): self.init(values)
        case .children: return nil
        }
    }

    private init(_ rows: some Sequence<TraceQLValue>) {
        var known: [TraceQLValue: UInt32] = [:]
        var values: [TraceQLValue] = []
        numbers = rows.map { value in
            if let number = known[value] { return number }
            let number = UInt32(values.count)
            known[value] = number
            values.append(value)
            return number
        }
        self.values = values
    }

    private struct Word: Hashable {
        let type: UInt8
        let word: UInt64
    }

    private init(_ column: ValueColumn, _ meaning: FieldColumn.StoredMeaning) {
        var known: [TraceQLValue: UInt32] = [:]
        var values: [TraceQLValue] = []
        var words: [Word: UInt32] = [:]
        // The numbers of texts by their codes, plus one.
        var codes = [UInt32](repeating: 0, count: column.strings.count)
        let whole = FieldColumn.stored(column, as: meaning)
        func number(_ row: Int) -> UInt32 {
            let value = whole.value(at: row)
            if let number = known[value] { return number }
            let number = UInt32(values.count)
            known[value] = number
            values.append(value)
            return number
        }
        if let textCodes = column.textCodes {
            numbers = textCodes.enumerated().map { row, word in
                let code = Int(truncatingIfNeeded: word)
                if codes[code] == 0 { codes[code] = number(row) + 1 }
                return codes[code] - 1
            }
            self.values = values
            return
        }
        var absent: UInt32?
        numbers = (0..<column.count).map { row in
            guard let type = column.type(at: row) else {
                if let absent { return absent }
                let found = number(row)
                absent = found
                return found
            }
            if type == .string {
                let code = Int(truncatingIfNeeded: column.word(at: row))
                if codes[code] == 0 { codes[code] = number(row) + 1 }
                return codes[code] - 1
            }
            let word = Word(type: type.rawValue, word: column.word(at: row))
            if let known = words[word] { return known }
            let found = number(row)
            words[word] = found
            return found
        }
        self.values = values
    }
}
