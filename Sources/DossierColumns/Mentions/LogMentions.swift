/// A trace that a log record names although it is not in the record's own trace id.
package struct LogMention: Hashable, Sendable {
    /// The row of the record.
    package let row: UInt32
    /// The slot of the body or attribute that names the trace.
    package let slot: UInt32
    /// An id of 64 bits is in the low half.
    package let trace: TraceID
}

/// Finds the traces that log records without a trace id name in their attributes and bodies.
///
/// What is found depends on the content of a record alone, so that a check finds the same again.
package struct LogMentions {
    private let rows: TableBatch
    private let strings: StringTable
    /// Which records have no trace id.
    private let isWanted: [Bool]
    private var found: [LogMention] = []

    /// The mentions in some log records, by slot, then by row.
    ///
    /// - Complexity: O(bytes of the bodies of records without a trace id, a twelfth of which is
    ///   looked at, and of attributes whose names are those of trace ids).
    package static func all(in rows: TableBatch, strings: StringTable) -> [LogMention] {
        let traces = rows.columns[LogRecordColumn.trace]
        guard traces.contains(noTrace) else { return [] }
        var search = LogMentions(
            rows: rows,
            strings: strings,
            isWanted: traces.map { $0 == noTrace }
        )
        for number in rows.slots.indices where number < rows.shapes.slots.count {
            search.add(slot: number)
        }
        return search.found
    }

    private init(rows: TableBatch, strings: StringTable, isWanted: [Bool]) {
        self.rows = rows
        self.strings = strings
        self.isWanted = isWanted
    }

    private mutating func add(slot number: Int) {
        let slot = rows.shapes.slots[number]
        let source: MentionSource
        switch slot.field {
        case .body: source = .text
        case .overflow: source = .attributes
        case nil:
            guard let named = MentionSource(attribute: rows.shapes.keys[slot.key], slot.type)
            else { return }
            source = named
        default: return
        }
        guard slot.type.isText || slot.type == .int && source == .id else { return }
        let column = rows.slots[number]
        strings.bytes.withUnsafeBytes { bytes in
            // Equal neighbours are read once.
            var last: (word: UInt64, ids: [TraceID])?
            for (row, word) in zip(column.rows, column.words) where isWanted[Int(row)] {
                if last?.word != word {
                    last = (word, ids(of: word, slot.type, source, bytes))
                }
                for id in last?.ids ?? [] {
                    found.append(LogMention(row: row, slot: UInt32(number), trace: id))
                }
            }
        }
    }

    @inline(__always)
    private func ids(
        of word: UInt64,
        _ type: ValueType,
        _ source: MentionSource,
        _ bytes: UnsafeRawBufferPointer
    ) -> [TraceID] {
        if type == .int { return word == 0 ? [] : [TraceID(high: 0, low: word)] }
        let range = strings.range(UInt32(truncatingIfNeeded: word))
        let value = UnsafeRawBufferPointer(rebasing: bytes[range])
        switch type {
        case .string where source == .text: return MentionText(text: value).traces.ids
        case .string: return MentionedIDs(value: value).ids
        case .bytes:
            return source == .id ? MentionSource.id(ofBytes: value).map { [$0] } ?? [] : []
        default:
            return CompositeMentions(strings[UInt32(truncatingIfNeeded: word)], source).ids
        }
    }
}

/// How the ids of traces are found in a value.
enum MentionSource {
    /// The value is an id.
    case id
    /// The value is text, or an object, in which an id may be anywhere.
    case text
    /// The value is an object, in which members with certain names are ids.
    case attributes

    /// Nil for an attribute that names no trace.
    init?(attribute key: ArraySlice<UInt8>, _ type: ValueType) {
        switch MentionKey(key) {
        case .trace: self = .id
        case .text: self = .text
        case .span, nil:
            guard type == .composite else { return nil }
            self = .attributes
        }
    }

    /// The id that sixteen or eight bytes are.
    static func id(ofBytes bytes: UnsafeRawBufferPointer) -> TraceID? {
        guard bytes.count == 16 || bytes.count == 8 else { return nil }
        var number: UInt128 = 0
        for byte in bytes { number = number << 8 | UInt128(byte) }
        return number == 0 ? nil : TraceID(number)
    }
}
