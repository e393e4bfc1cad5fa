package import DossierColumns

/// Rebuilds the attributes of series as key-value lists.
///
/// Rows asked for in ascending order cost O(attributes) each.
package struct SeriesAttributes {
    private var fields = RowFields()
    private var writer = CompositeWriter()

    package init() {}

    /// The attribute set of a row in the composite encoding; nil if the columns don't fit together.
    ///
    /// `rows` are of `Table.series`, with all their columns, and always the same.
    package mutating func list(_ row: Int, of rows: RowSet) -> [UInt8]? {
        fields.load(row, of: rows.rows)
        writer.removeAll()
        writer.beginList()
        var count = fields.attributes.count
        for (slot, word) in fields.attributes {
            let key = rows.rows.shapes.keys[slot.key]
            key.withUnsafeBytes { writer.key($0) }
            guard append(slot.type, word, rows.strings) else { return nil }
        }
        if let overflow = fields[.overflow] {
            guard let list = text(overflow, rows.strings) else { return nil }
            var reader = CompositeReader(list)
            guard case .list(let added) = reader.next() else { return nil }
            writer.composite(Array(list[reader.position...]))
            count += added
        }
        writer.end(count: count)
        return writer.bytes
    }

    private mutating func append(
        _ type: ValueType,
        _ word: UInt64,
        _ strings: StringTable
    ) -> Bool {
        if type.isText {
            guard let text = text(word, strings) else { return false }
            switch type {
            case .string: text.withUnsafeBytes { writer.string($0) }
            case .bytes: writer.blob(Array(text))
            case .composite: writer.composite(Array(text))
            default: return false
            }
            return true
        }
        switch type {
        case .empty: writer.empty()
        case .bool: writer.bool(word != 0)
        case .int: writer.int(Int64(bitPattern: word))
        case .double: writer.double(bits: word)
        default: return false
        }
        return true
    }

    private func text(_ word: UInt64, _ strings: StringTable) -> ArraySlice<UInt8>? {
        guard let code = UInt32(exactly: word), code < strings.count else { return nil }
        return strings[code]
    }
}
