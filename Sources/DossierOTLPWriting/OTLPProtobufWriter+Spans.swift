import DossierColumns
import DossierPrimitives

extension OTLPProtobufWriter {
    /// Writes one span, with its events and links, as an element of the field `spans`.
    mutating func writeSpan(_ row: Int, of set: RowSet) {
        let rows = set.rows
        let columns = rows.columns
        let slots = load(row, of: rows)
        buffer.beginMessage(2)
        traceID(1, columns[SpanColumn.trace][row], slots, set)
        spanID(2, columns[SpanColumn.spanID][row], slots[.spanIDText], set)
        text(3, slots[.traceState], set)
        spanID(4, columns[SpanColumn.parentSpanID][row], slots[.parentSpanIDText], set)
        let name = set.strings[UInt32(truncatingIfNeeded: columns[SpanColumn.name][row])]
        if !name.isEmpty { buffer.text(5, name) }
        enumeration(6, columns[SpanColumn.kind][row])
        time(7, columns[SpanColumn.startTime][row])
        time(8, columns[SpanColumn.endTime][row])
        attributes(9, slots, rows, set)
        unsigned32(10, slots[.droppedAttributesCount])
        children(.spanEvent, of: row, set) { $0.writeEvent($1, of: $2, set) }
        unsigned32(12, slots[.droppedEventsCount])
        children(.spanLink, of: row, set) { $0.writeLink($1, of: $2, set) }
        unsigned32(14, slots[.droppedLinksCount])
        status(columns[SpanColumn.statusCode][row], slots[.statusMessage], set)
        flags(16, slots[.flags])
        buffer.endMessage()
    }

    private mutating func status(_ code: UInt64, _ message: UInt64?, _ set: RowSet) {
        if code == 0 && message == nil { return }
        buffer.beginMessage(15)
        text(2, message, set)
        enumeration(3, code)
        buffer.endMessage()
    }

    private mutating func children(
        _ table: Table,
        of row: Int,
        _ set: RowSet,
        _ write: (inout Self, Int, TableBatch) -> Void
    ) {
        guard let rows = set.children[table], let parents = rows.columns.first else { return }
        var child = firstIndex(in: parents, notBelow: UInt64(row))
        while child < parents.count, parents[child] == row {
            write(&self, child, rows)
            child += 1
        }
    }

    private mutating func writeEvent(_ row: Int, of rows: TableBatch, _ set: RowSet) {
        let slots = load(row, of: rows)
        buffer.beginMessage(11)
        time(1, rows.columns[SpanEventColumn.time][row])
        let name = set.strings[UInt32(truncatingIfNeeded: rows.columns[SpanEventColumn.name][row])]
        if !name.isEmpty { buffer.text(2, name) }
        attributes(3, slots, rows, set)
        unsigned32(4, slots[.droppedAttributesCount])
        buffer.endMessage()
    }

    private mutating func writeLink(_ row: Int, of rows: TableBatch, _ set: RowSet) {
        let slots = load(row, of: rows)
        buffer.beginMessage(13)
        traceID(1, rows.columns[SpanLinkColumn.trace][row], slots, set)
        spanID(2, rows.columns[SpanLinkColumn.spanID][row], slots[.spanIDText], set)
        text(3, slots[.traceState], set)
        attributes(4, slots, rows, set)
        unsigned32(5, slots[.droppedAttributesCount])
        flags(6, slots[.flags])
        buffer.endMessage()
    }
}

extension OTLPProtobufWriter {
    /// An id of a wrong number of digits is written as the one that it stands for, if there is one:
    /// a message has bytes, and no digits.
    private mutating func traceID(
        _ field: Int,
        _ word: UInt64,
        _ slots: RowFields,
        _ set: RowSet
    ) {
        if word != noTrace {
            let id = set.traces[UInt32(truncatingIfNeeded: word)]
            buffer.bigEndian(field, [id.high, id.low])
        } else if let irregular = slots[.traceIDText] {
            buffer.irregularID(field, set.strings[UInt32(truncatingIfNeeded: irregular)])
        }
    }

    private mutating func spanID(
        _ field: Int,
        _ word: UInt64,
        _ irregular: UInt64?,
        _ set: RowSet
    ) {
        if word != 0 {
            buffer.bigEndian(field, [word])
        } else if let irregular {
            buffer.irregularID(field, set.strings[UInt32(truncatingIfNeeded: irregular)])
        }
    }

    private mutating func text(_ field: Int, _ word: UInt64?, _ set: RowSet) {
        guard let word else { return }
        buffer.text(field, set.strings[UInt32(truncatingIfNeeded: word)])
    }

    /// A number of 32 bits; one that they can't hold is left out.
    private mutating func unsigned32(_ field: Int, _ word: UInt64?) {
        guard let word, word <= UInt64(UInt32.max) else { return }
        buffer.varint(field, word)
    }

    private mutating func flags(_ field: Int, _ word: UInt64?) {
        guard let word, let flags = UInt32(exactly: word) else { return }
        buffer.fixed32(field, flags)
    }

    /// A number of an enumeration; one that 32 bits can't hold is left out.
    private mutating func enumeration(_ field: Int, _ word: UInt64) {
        guard word != 0, Int32(exactly: Int64(bitPattern: word)) != nil else { return }
        buffer.varint(field, word)
    }

    private mutating func time(_ field: Int, _ word: UInt64) {
        if word != 0 { buffer.fixed64(field, word) }
    }

    private mutating func attributes(
        _ field: Int,
        _ slots: RowFields,
        _ rows: TableBatch,
        _ set: RowSet
    ) {
        for (slot, word) in slots.attributes {
            buffer.beginMessage(field)
            buffer.text(1, rows.shapes.keys[slot.key])
            buffer.anyValue(2, slot.type, word, strings: set.strings)
            buffer.endMessage()
        }
        if let overflow = slots[.overflow] {
            buffer.members(field, set.strings[UInt32(truncatingIfNeeded: overflow)])
        }
    }
}
