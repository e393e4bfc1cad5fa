package import DossierColumns

/// The value that each of some rows has, of whichever type: a column for what is evaluated row by
/// row.
package struct ValueColumn: Sendable {
    /// Raw values of `ValueType`, or `none`.
    private var types: [UInt8]
    private var words: [UInt64]
    /// What the words of texts are codes of.
    package private(set) var strings = StringTable()
    private static let none: UInt8 = 255

    /// Rows without values.
    package init(rowCount: Int) {
        types = [UInt8](repeating: Self.none, count: rowCount)
        words = [UInt64](repeating: 0, count: rowCount)
    }

    package var count: Int { types.count }

    /// The type of a row's value; nil if it has none.
    @inline(__always)
    package func type(at row: Int) -> ValueType? { ValueType(rawValue: types[row]) }

    /// The word of a row's value; a code into `strings` for a text.
    @inline(__always)
    package func word(at row: Int) -> UInt64 { words[row] }

    /// The text of a row whose type is one.
    package func text(at row: Int) -> ArraySlice<UInt8> {
        strings[UInt32(truncatingIfNeeded: words[row])]
    }

    /// The code of each row's text; nil if any row has no text.
    ///
    /// - Complexity: O(rows).
    package var textCodes: [UInt64]? {
        types.allSatisfy { $0 == ValueType.string.rawValue } ? words : nil
    }

    package mutating func set(_ row: Int, _ type: ValueType, _ word: UInt64) {
        types[row] = type.rawValue
        words[row] = word
    }

    package mutating func set(_ row: Int, _ type: ValueType, text: [UInt8]) {
        set(row, type, UInt64(strings.intern(text)))
    }

    /// Takes a value in the composite encoding.
    package mutating func set(_ row: Int, composite value: ArraySlice<UInt8>) {
        var reader = CompositeReader(value)
        guard let token = reader.next() else { return }
        switch token {
        case .empty: set(row, .empty, 0)
        case .bool(let bool): set(row, .bool, bool ? 1 : 0)
        case .int(let int): set(row, .int, UInt64(bitPattern: int))
        case .double(let bits): set(row, .double, bits)
        case .string(let range): set(row, .string, text: Array(reader.bytes[range]))
        case .bytes(let range): set(row, .bytes, text: Array(reader.bytes[range]))
        case .array, .list, .json: set(row, .composite, text: Array(value))
        }
    }

    /// Takes the values of slots; texts keep their codes.
    mutating func take(_ slot: SlotValues) {
        let first = slot.type.isText ? UInt64(strings.append(contentsOf: slot.strings)) : 0
        for (index, row) in slot.rows.enumerated() where !(slot.isOverridden?[index] ?? false) {
            set(Int(row), slot.type, slot.words[index] &+ first)
        }
    }

    /// Takes the words of all rows.
    mutating func take(_ type: ValueType, _ all: [UInt64], _ strings: StringTable = StringTable()) {
        types = [UInt8](repeating: type.rawValue, count: all.count)
        words = all
        self.strings = strings
    }

    /// Gives each row the value that its number has; rows without a number keep theirs.
    mutating func take(_ numbers: [UInt64], of values: ValueColumn) {
        strings = values.strings
        for (row, number) in numbers.enumerated() where number < UInt64(values.count) {
            types[row] = values.types[Int(number)]
            words[row] = values.words[Int(number)]
        }
    }

    /// Appends rows of another column.
    package mutating func append(_ rows: Range<Int>, of other: ValueColumn) {
        for row in rows {
            types.append(other.types[row])
            if let type = other.type(at: row), type.isText {
                words.append(UInt64(strings.intern(Array(other.text(at: row)))))
            } else {
                words.append(other.words[row])
            }
        }
    }
}
